"""Quick add: a line is an action at once, a pasted list is shown first, and may be corrected line by line."""

from flask import Blueprint, Response
from sqlalchemy import select
from wtforms import FieldList, StringField, TextAreaField

from boardapp.database import db
from boardapp.domain import inventory, lines
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Event
from boardapp.domain.inventory import PASTE_MOST, Entry
from boardapp.domain.likeness import nearest
from boardapp.web import access, fragments, hypermedia
from boardapp.web.forms import Form
from boardapp.web.language import gettext, ngettext
from boardapp.web.shell import HORIZONS

room = Blueprint("lines", __name__)


class LinesForm(Form):
    lines = TextAreaField()


class PasteForm(Form):
    """The list as it was corrected in the preview; `as_one` is the button that makes one action of it."""

    line = FieldList(StringField())
    as_one = StringField()


@room.post("/boards/<int:board_id>/actions")
@access.board(Role.member, reads=Role.reader)
def add(board: Board) -> Response:
    form = LinesForm()
    found, left_out = lines.split(form.lines.data or "")
    if len(found) > 1:
        return _preview(board, found, left_out)
    if form.carries(lambda: _add(board, found)):
        (action,), event = form.outcome
        return _added(board, action, event)
    return _refused(board, form)


@room.post("/boards/<int:board_id>/lines")
@access.board(Role.member, reads=Role.reader)
def paste(board: Board) -> Response:
    """The lines of the preview: as many actions, or one with the rest in its note."""
    form = PasteForm()
    found = [line for field in form.line for line in [(field.data or "").strip()] if line]
    if len(found) <= PASTE_MOST and form.carries(lambda: _many(board, form, found)):
        added, event = form.outcome
        say = ngettext("%(num)d action added.", "%(num)d actions added.", len(added))
        return hypermedia.see(f"/boards/{board.id}", say=say, event=event)
    left_out = max(0, len(found) - PASTE_MOST)
    return _preview(board, found[:PASTE_MOST], left_out, errors=form.line.errors, status=422)


def _many(board: Board, form: PasteForm, found: list[str]) -> object:
    if not found:
        raise Invalid("line", "action_empty")
    if form.as_one.data:
        entries = [Entry(found[0], values={"note": "\n".join(found[1:])})]
    else:
        reader = lines.Reader.of(board, board.today(access.now()))
        entries = [reader.entry(line) for line in found]
    return inventory.add(board, entries, by=access.by())


def _add(board: Board, found: list[str]) -> object:
    reader = lines.Reader.of(board, board.today(access.now()))
    return inventory.add(board, [reader.entry(line) for line in found or [""]], by=access.by())


def _added(board: Board, action: Action, event: Event | None) -> Response:
    say = gettext("“%(title)s” added to %(lane)s.", title=action.title, lane=gettext(HORIZONS[action.horizon]))
    twin = _twin(board, action)
    link = None
    if twin is not None:
        say += " " + gettext("It looks like %(ref)s “%(title)s”.", ref=twin.label, title=twin.title)
        link = (f"/boards/{board.id}/selection?id={twin.id}&id={action.id}", gettext("Merge…"))
    return fragments.done(board, event, say, to=f"/boards/{board.id}#line", link=link)


def _twin(board: Board, action: Action) -> Action | None:
    """The action of this board that reads most like the new one, if any does."""
    others = (Action.board_id == board.id, Action.rank.is_not(None), Action.id != action.id)
    titles = [(id_, title) for id_, title in db.session.execute(select(Action.id, Action.title).where(*others))]
    found = nearest(action.title, titles, limit=1)
    return db.session.get(Action, found[0][0]) if found else None


def _preview(
    board: Board, found: list[str], left_out: int, *, errors: tuple[str, ...] | list[str] = (), status: int = 200
) -> Response:
    reader = lines.Reader.of(board, board.today(access.now()))
    rows = [(line, reader.entry(line), lines.too_long(line)) for line in found]
    names = {category.id: category for category in reader.categories}
    return hypermedia.page(
        "lines/preview.html", status, board=board, rows=rows, left_out=left_out, most=PASTE_MOST,
        categories=names, errors=errors,
    )  # fmt: skip


def _refused(board: Board, form: LinesForm) -> Response:
    """The line comes back with what is wrong with it, on a page of its own without JavaScript."""
    if hypermedia.wants_fragments():
        error = hypermedia.piece("#line-error", fragments.escaped(" ".join(form.lines.errors)), "innerHTML")
        return hypermedia.fragments(error, status=422)
    return hypermedia.page("lines/add.html", 422, board=board, form=form)
