"""Actions: opened and edited, moved, archived and restored, commented."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response
from wtforms import BooleanField, StringField, TextAreaField

from boardapp.database import db
from boardapp.domain import actions, categories, comments, history, inventory, listing, merging, owners, placement
from boardapp.domain.actions import LEVELS, Action, Horizon, Kind, Status
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Conflict, Invalid
from boardapp.domain.events import Event
from boardapp.web import access, chronicle, fragments, hypermedia
from boardapp.web.forms import ChoiceField, DayField, Form, NumberField, number_or_none
from boardapp.web.language import gettext, locale
from boardapp.web.shell import HORIZONS, KINDS, LEVEL_WORDS, STATUSES, word

room = Blueprint("actions", __name__)
PARTS = {
    "status": ("status",),
    "owner": ("owner",),
    "due": ("due_on",),
    "category": ("category_id",),
    "challenge": ("challenge", "challenge_level"),
}
"""The fields that have an address of their own, for a change by one click."""


class ActionForm(Form):
    title = StringField()
    note = TextAreaField()
    need = StringField()
    owner = StringField()
    due_on = DayField()
    category_id = ChoiceField(coerce=number_or_none)
    challenge = StringField()
    challenge_level = ChoiceField(coerce=number_or_none)
    effort = ChoiceField(coerce=number_or_none)
    status = ChoiceField(id="action-status", coerce=Status)  # the page has a #status of its own
    kind = ChoiceField(coerce=Kind)
    already_running = BooleanField()
    first_step = StringField()
    benefit = StringField()
    hypothesis = StringField()
    result = StringField()
    seen = NumberField()

    def offer(self, board: Board) -> None:
        """The choices of this board."""
        none = ("", "–")
        self.due_on.today = lambda: board.today(access.now())
        self.category_id.choices = [none, *((each.id, each.label(locale())) for each in categories.of(board))]
        self.challenge_level.choices = [none, *((level, gettext(LEVEL_WORDS[level])) for level in LEVELS)]
        self.effort.choices = [none, *((level, str(level)) for level in LEVELS)]
        self.status.choices = [(status, gettext(said)) for status, said in STATUSES.items()]
        self.kind.choices = [(kind, gettext(said)) for kind, said in KINDS.items()]

    def keep(self, *names: str) -> None:
        """Only these fields, and of them those that were sent: what was not sent is not emptied."""
        for name in [name for name in self._fields if name != "seen"]:
            if name not in names or not self[name].raw_data:
                del self[name]
        if not set(names) & set(self._fields):
            raise Invalid(names[0], "nothing_sent")

    def take(self, other: Form, names: Iterable[str]) -> None:
        """Show these fields as another form has them, with what was typed and what is wrong with it."""
        for name in names:
            self._fields[name] = other[name]
            setattr(self, name, other[name])


class CommentForm(Form):
    text = TextAreaField()


class MoveForm(Form):
    horizon = StringField()
    before = NumberField()
    step = StringField()


@room.get("/actions/<int:action_id>")
@access.row(Action, Role.member, reads=Role.reader)
def show(action: Action) -> Response:
    form = ActionForm(data=_values(action))
    form.offer(action.board)
    return _page(action, form)


@room.post("/actions/<int:action_id>")
@access.row(Action, Role.member, reads=Role.reader)
def edit(action: Action) -> Response:
    form = ActionForm()
    form.offer(action.board)
    return _save(action, form)


@room.post("/actions/<int:action_id>/<any(status, owner, due, category, challenge):part>")
@access.row(Action, Role.member, reads=Role.reader)
def set_part(action: Action, part: str) -> Response:
    form = ActionForm()
    form.offer(action.board)
    form.keep(*PARTS[part])
    return _save(action, form)


@room.get("/actions/<int:action_id>/placement")
@access.row(Action, Role.member)
def where(action: Action) -> Response:
    return hypermedia.page("actions/placement.html", action=action, place=listing.rank_of(action))


@room.post("/actions/<int:action_id>/placement")
@access.row(Action, Role.member, reads=Role.reader)
def move(action: Action) -> Response:
    form = MoveForm()
    form.validate()
    event = _moved(action, form)
    rank, total = listing.rank_of(action)
    say = gettext(
        "“%(title)s”: %(lane)s, rank %(rank)s of %(total)s.",
        title=action.title, lane=gettext(HORIZONS[action.horizon]), rank=rank, total=total,
    )  # fmt: skip
    return fragments.done(action.board, event, say, to=_on_board(action))


@room.post("/actions/<int:action_id>/archive")
@access.row(Action, Role.member, reads=Role.reader)
def archive(action: Action) -> Response:
    event = inventory.archive(action, by=access.by())
    say = gettext("“%(title)s” is archived.", title=action.title)
    return fragments.done(action.board, event, say, to=f"/boards/{action.board_id}")


@room.post("/actions/<int:action_id>/restoration")
@access.row(Action, Role.member, reads=Role.reader)
def restore(action: Action) -> Response:
    event = inventory.restore(action, by=access.by())
    say = gettext("“%(title)s” is back in %(lane)s.", title=action.title, lane=gettext(HORIZONS[action.horizon]))
    return fragments.done(action.board, event, say, to=_on_board(action))


@room.post("/actions/<int:action_id>/comments")
@access.row(Action, Role.member, reads=Role.reader)
def comment(action: Action) -> Response:
    comment_form = CommentForm()
    if comment_form.carries(lambda: comments.add(action, comment_form.text.data or "", by=access.by())):
        say = gettext("Comment added.")
        return hypermedia.see(f"/actions/{action.id}#comments", say=say, event=comment_form.outcome)
    form = ActionForm(formdata=None, data=_values(action))
    form.offer(action.board)
    return _page(action, form, comment_form=comment_form, status=422)


def _save(action: Action, form: ActionForm) -> Response:
    seen = form.seen.data
    names = [name for name in form.data if name != "seen"]
    try:
        fine = form.carries(lambda: actions.edit(action, by=access.by(), seen=seen, **form.values(*names)))
    except Conflict as conflict:
        if hypermedia.wants_fragments():
            raise
        return _page(action, _back(action, form, _field_names(conflict.theirs)), theirs=conflict.theirs, status=409)
    if fine:
        return fragments.done(action.board, form.outcome, gettext("Saved."), to=f"/actions/{action.id}")
    if hypermedia.wants_fragments():
        return fragments.refused(form)
    return _page(action, _back(action, form, names), status=form.http_status)


def _back(action: Action, form: ActionForm, names: Iterable[str]) -> ActionForm:
    """The whole form again: these fields as they were typed, the others as they are stored."""
    whole = ActionForm(formdata=None, data=_values(action))
    whole.offer(action.board)
    whole.take(form, names)
    if form.errors and form.seen.data is not None:
        whole.seen.data = form.seen.data  # nothing was saved: what changed since is still unread
    return whole


def _field_names(theirs: dict[str, Any]) -> list[str]:
    """The fields of the form for columns of an action."""
    return ["owner" if name == "owner_id" else name for name in theirs]


def _page(
    action: Action,
    form: ActionForm,
    *,
    comment_form: CommentForm | None = None,
    theirs: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return hypermedia.page(
        "actions/show.html", status, action=action, form=form, comment_form=comment_form or CommentForm(formdata=None),
        theirs=_shown(theirs or {}), owners=owners.suggestions(action.board), comments=comments.on(action),
        behind=merging.behind(action), place=listing.rank_of(action),
        happened=chronicle.told(history.latest(action.board, action=action, limit=50), action.board),
        today=action.board.today(access.now()),
    )  # fmt: skip


def _values(action: Action) -> dict[str, Any]:
    """The fields as the form shows them; the version tells later what the writer had read."""
    names = [name for name in ActionForm()._fields if name not in ("owner", "seen")]
    values = {name: getattr(action, name) for name in names}
    return values | {"owner": action.owner.shown if action.owner else "", "seen": action.version}


def _shown(theirs: dict[str, Any]) -> dict[str, str]:
    """What somebody else wrote meanwhile, as words beside the field."""
    said = {}
    for name, value in theirs.items():
        if name == "owner_id":
            owner = db.session.get(owners.Owner, value) if value else None
            said["owner"] = owner.shown if owner else ""
        elif name == "category_id":
            category = db.session.get(categories.Category, value) if value else None
            said[name] = category.label(locale()) if category else ""
        elif isinstance(value, (Status, Kind)):
            said[name] = word(value)
        else:
            said[name] = str(value or "")
    return said


def _moved(action: Action, form: MoveForm) -> Event | None:
    if form.step.data in ("up", "down"):
        return placement.shift(action, -1 if form.step.data == "up" else 1, by=access.by())
    if form.horizon.data not in Horizon.__members__:
        raise Invalid("horizon", "unknown_choice")
    before = db.session.get(Action, form.before.data) if form.before.data else None
    if form.before.errors or (form.before.data and (before is None or before.board_id != action.board_id)):
        raise Invalid("before", "not_this_lane")
    return placement.move(action, Horizon(form.horizon.data), by=access.by(), before=before)


def _on_board(action: Action) -> str:
    return f"/boards/{action.board_id}#action-{action.id}"
