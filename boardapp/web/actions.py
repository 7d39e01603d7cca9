"""Actions: opened and edited, moved, archived and restored, commented."""

from collections.abc import Iterable

from flask import Blueprint, Response
from wtforms import StringField

from boardapp.database import db
from boardapp.domain import actions, comments, inventory, lanes, placement
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Role
from boardapp.domain.errors import Conflict, Invalid
from boardapp.domain.events import Event
from boardapp.web import access, editing, fragments, hypermedia, panel
from boardapp.web.editing import PARTS, ActionForm, CommentForm
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext
from boardapp.web.panel import Answer
from boardapp.web.shell import HORIZONS, short

room = Blueprint("actions", __name__)


class MoveForm(Form):
    horizon = StringField()
    before = NumberField()
    step = StringField()


@room.get("/actions/<int:action_id>")
@access.row(Action, Role.member, reads=Role.reader)
def show(action: Action) -> Response:
    return hypermedia.fragments(panel.html(action)) if hypermedia.wants_fragments() else _page(action, Answer())


@room.post("/actions/<int:action_id>")
@access.row(Action, Role.member, reads=Role.reader)
def edit(action: Action) -> Response:
    form = ActionForm()
    form.offer(action.board)
    form.narrow()
    return _save(action, form)


@room.post("/actions/<int:action_id>/<part:part>")
@access.row(Action, Role.member, reads=Role.reader)
def set_part(action: Action, part: str) -> Response:
    form = ActionForm()
    form.offer(action.board)
    form.narrow(PARTS[part])
    return _save(action, form)


@room.get("/actions/<int:action_id>/placement")
@access.row(Action, Role.member)
def where(action: Action) -> Response:
    return hypermedia.page("actions/placement.html", action=action, place=_place(action))


@room.post("/actions/<int:action_id>/placement")
@access.row(Action, Role.member, reads=Role.reader)
def move(action: Action) -> Response:
    form = MoveForm()
    form.validate()
    event = _moved(action, form)
    return _done(action, event, _stands(action), to=_on_board(action))


@room.post("/actions/<int:action_id>/archive")
@access.row(Action, Role.member, reads=Role.reader)
def archive(action: Action) -> Response:
    event = inventory.archive(action, by=access.by())
    say = gettext("“%(title)s” is archived.", title=action.title)
    return _done(action, event, say, to=f"/boards/{action.board_id}")


@room.post("/actions/<int:action_id>/restoration")
@access.row(Action, Role.member, reads=Role.reader)
def restore(action: Action) -> Response:
    event = inventory.restore(action, by=access.by())
    say = gettext("“%(title)s” is back in %(lane)s.", title=action.title, lane=gettext(HORIZONS[action.horizon]))
    return _done(action, event, say, to=_on_board(action))


@room.post("/actions/<int:action_id>/comments")
@access.row(Action, Role.member, reads=Role.reader)
def comment(action: Action) -> Response:
    form = CommentForm()
    if form.carries(lambda: comments.add(action, form.text.data or "", by=access.by())):
        more = panel.renewed(action.board)
        to = f"/actions/{action.id}#comments"
        return fragments.done(action.board, form.outcome, gettext("Comment added."), to=to, more=more)
    return _wrong(action, form, Answer(comment_form=form))


def _done(action: Action, event: Event | None, say: str, *, to: str) -> Response:
    return fragments.done(action.board, event, say, to=to, more=panel.renewed(action.board))


def _save(action: Action, form: ActionForm) -> Response:
    waiting = form.choose(action)
    try:
        fine = form.carries(lambda: actions.edit(action, by=access.by(), seen=form.seen.data, **form.without(waiting)))
    except Conflict as conflict:
        fine, waiting = True, waiting | dict.fromkeys(_field_names(conflict.theirs), form.seen.data or 0)
    if not fine:
        answer = _wrong(action, form, Answer(editing.again(action, form, form.fields())))
    elif waiting:
        answer = _contested(action, form, waiting)
    else:
        answer = _saved(action, form)
    return answer


def _saved(action: Action, form: ActionForm) -> Response:
    names = list(form.without(()))
    say = editing.saved(action, names) if names else gettext("Their text stays.")
    if hypermedia.wants_fragments() and not panel.shows(action):
        say = gettext("“%(title)s”. %(said)s", title=action.title, said=say)
    more = panel.renewed(action.board, action, Answer(saved=names))
    return fragments.done(action.board, form.outcome, say, to=f"/actions/{action.id}", more=more)


def _contested(action: Action, form: ActionForm, waiting: dict[str, int]) -> Response:
    """Two people wrote in one field: both texts, and a choice."""
    contested = panel.contest(action, waiting)
    answer = Answer(editing.again(action, form, waiting), contested=contested)
    if not hypermedia.wants_fragments():
        return _page(action, answer, 409)
    if not panel.shows(action):
        raise Conflict("same_field")
    say = " ".join({each.said for each in contested.values()})
    return hypermedia.fragments(*panel.renewed(action.board, action, answer), *fragments.heard(say), status=409)


def _wrong(action: Action, form: Form, answer: Answer) -> Response:
    """What cannot be saved comes back as it was typed, with the sentence beside it."""
    if not hypermedia.wants_fragments():
        return _page(action, answer, form.http_status)
    if not panel.shows(action):
        return fragments.refused(form)
    said = fragments.heard(form.wrong)
    return hypermedia.fragments(*panel.renewed(action.board, action, answer), *said, status=422)


def _page(action: Action, answer: Answer, status: int = 200) -> Response:
    return hypermedia.page("actions/show.html", status, it=panel.of(action, answer))


def _field_names(theirs: Iterable[str]) -> list[str]:
    """The fields of the form for columns of an action."""
    return ["owner" if name == "owner_id" else name for name in theirs]


def _moved(action: Action, form: MoveForm) -> Event | None:
    if form.step.data in ("up", "down"):
        return placement.shift(action, -1 if form.step.data == "up" else 1, by=access.by())
    if form.horizon.data not in Horizon.__members__:
        raise Invalid("horizon", "unknown_choice")
    before = db.session.get(Action, form.before.data) if form.before.data else None
    if form.before.errors or (form.before.data and (before is None or before.board_id != action.board_id)):
        raise Invalid("before", "not_this_lane")
    return placement.move(action, Horizon(form.horizon.data), by=access.by(), before=before)


def _stands(action: Action) -> str:
    """Where it stands now; among the finished rows that are folded away there is no rank."""
    rank, total = _place(action)
    if not rank:
        return gettext("“%(title)s”: %(lane)s, among the finished.", title=action.title, lane=short(action.horizon))
    return gettext(
        "“%(title)s”: %(lane)s, rank %(rank)s of %(total)s.",
        title=action.title, lane=short(action.horizon), rank=rank, total=total,
    )  # fmt: skip


def _place(action: Action) -> tuple[int, int]:
    return lanes.rank_of(action, action.board.today(access.now()))


def _on_board(action: Action) -> str:
    return f"/boards/{action.board_id}#action-{action.id}"
