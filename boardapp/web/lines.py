"""Quick add: a line is an action at once, a pasted list is shown first, and may be corrected line by line."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select
from wtforms import FieldList, StringField, TextAreaField

from boardapp.database import db
from boardapp.domain import categories, inventory, lanes, lines
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Event
from boardapp.domain.inventory import PASTE_MOST, Entry
from boardapp.domain.likeness import Known, nearest
from boardapp.domain.lines import Reading
from boardapp.web import access, fragments, hypermedia
from boardapp.web.forms import Form
from boardapp.web.language import gettext, ngettext
from boardapp.web.shell import HORIZONS

room = Blueprint("lines", __name__)


class LinesForm(Form):
    lines = TextAreaField()


class PasteForm(Form):
    """The list as it was corrected in the preview, and its buttons: without this line, one action of all lines, read
    them again, back."""

    line = FieldList(StringField())
    drop = StringField()
    as_one = StringField()
    again = StringField()
    back = StringField()


@room.post("/boards/<int:board_id>/actions")
@access.board(Role.member, reads=Role.reader)
def add(board: Board) -> Response:
    form = LinesForm()
    found, left_out = lines.split(form.lines.data or "")
    if len(found) > 1:
        return _preview(board, found, left_out)
    if form.carries(lambda: _add(board, found)):
        return _added(board, *form.outcome)
    return _refused(board, form)


@room.post("/boards/<int:board_id>/lines")
@access.board(Role.member, reads=Role.reader)
def paste(board: Board) -> Response:
    """The lines of the preview: as many actions, or one with the rest in its note."""
    form = PasteForm()
    found = _corrected(form)
    left_out = max(0, len(found) - PASTE_MOST)
    again = form.again.data or form.drop.data
    if form.back.data or (again and not found):
        return hypermedia.page("lines/add.html", board=board, text="\n".join(found), error="")
    if again:
        return _preview(board, found[:PASTE_MOST], left_out)
    if not left_out and form.carries(lambda: _many(board, form, found)):
        return _added_many(board, *form.outcome)
    return _preview(board, found[:PASTE_MOST], left_out, errors=form.line.errors, status=422)


def _corrected(form: PasteForm) -> list[str]:
    """The lines that say something, without the one that was removed."""
    typed = [(field.data or "").strip() for field in form.line if field.name != form.drop.data]
    return [line for line in typed if line]


def _many(board: Board, form: PasteForm, found: list[str]) -> tuple[list[Action], Event | None]:
    if not found:
        raise Invalid("line", "action_empty")
    if form.as_one.data:
        entries = [Entry(found[0], values={"note": "\n".join(found[1:])})]
    else:
        entries = [reading.entry for reading in _read(board, found)]
    return inventory.add(board, entries, by=access.by())


def _added_many(board: Board, added: list[Action], event: Event | None) -> Response:
    say = ngettext("%(num)d action added.", "%(num)d actions added.", len(added))
    return hypermedia.see(f"/boards/{board.id}", say=say, event=event)


def _add(board: Board, found: list[str]) -> tuple[Reading, Action, Event | None]:
    (reading,) = _read(board, found or [""])
    (action,), event = inventory.add(board, [reading.entry], by=access.by())
    return reading, action, event


def _added(board: Board, reading: Reading, action: Action, event: Event | None) -> Response:
    said = [gettext("“%(title)s” added to %(lane)s.", title=action.title, lane=gettext(HORIZONS[action.horizon]))]
    said += _remarks(reading, board.today(access.now()))
    twin = _twin(board, action)
    link = (f"/actions/{action.id}", gettext("See it")) if _out_of_sight(action) else None
    if twin is not None:
        said.append(gettext("It looks like %(ref)s “%(title)s”.", ref=twin.label, title=twin.title))
        link = (f"/boards/{board.id}/selection?id={twin.id}&id={action.id}", gettext("Merge…"))
    return fragments.done(board, event, " ".join(said), to=f"/boards/{board.id}#line", link=link)


def _read(board: Board, found: list[str]) -> list[Reading]:
    reader = lines.Reader.of(board, board.today(access.now()), access.person().name)
    return [reader.read(line) for line in found]


def _remarks(reading: Reading, today: date) -> list[str]:
    """What somebody who wrote this line may not have meant."""
    said = []
    if reading.unknown:
        said.append(gettext("Not understood: %(marks)s.", marks=", ".join(reading.unknown)))
    if reading.new_owner:
        said.append(gettext("New owner: %(name)s.", name=reading.new_owner.rstrip(".")))
    if (due := (reading.entry.values or {}).get("due_on")) and due < today:
        said.append(gettext("This date is in the past. The action will be late."))
    if reading.too_long:
        said.append(gettext("This title is over 140 characters: the rest goes to the note."))
    return said


def _out_of_sight(action: Action) -> bool:
    """Whether the page that asks may not show it: filtered, or more stand above it than a lane shows."""
    return hypermedia.filtered() or lanes.rank_of(action, action.board.today(access.now()))[0] > lanes.LANE_MOST


def _twin(board: Board, action: Action) -> Action | None:
    """The action of this board that reads most like the new one, if any does."""
    titles = [(row.id, row.title) for row in _titles(board) if row.id != action.id]
    found = nearest(action.title, titles, limit=1)
    return db.session.get(Action, found[0][0]) if found else None


def _twins(board: Board, readings: list[Reading]) -> list[Any]:
    """For each line the action that reads most like it: id, ref and title."""
    rows = {row.id: row for row in _titles(board)}
    known = Known([(row.id, row.title) for row in rows.values()])
    return [rows.get(known.nearest(reading.entry.title) or 0) for reading in readings]


def _titles(board: Board) -> Sequence[Any]:
    here = (Action.board_id == board.id, Action.rank.is_not(None))
    return db.session.execute(select(Action.id, Action.ref, Action.title).where(*here)).all()


def _preview(
    board: Board, found: list[str], left_out: int, *, errors: tuple[str, ...] | list[str] = (), status: int = 200
) -> Response:
    readings = _read(board, found)
    remarks = [_remarks(reading, board.today(access.now())) for reading in readings]
    names = {category.id: category for category in categories.of(board)}
    return hypermedia.page(
        "lines/preview.html", status, board=board, left_out=left_out, most=PASTE_MOST, categories=names, errors=errors,
        rows=zip(readings, remarks, _twins(board, readings), strict=True), count=len(readings),
    )  # fmt: skip


def _refused(board: Board, form: LinesForm) -> Response:
    """The line comes back with what is wrong with it, on a page of its own without JavaScript."""
    error = " ".join(form.lines.errors)
    if hypermedia.wants_fragments():
        piece = hypermedia.piece("#line-error", fragments.escaped(error), "innerHTML")
        return hypermedia.fragments(piece, status=422)
    return hypermedia.page("lines/add.html", 422, board=board, text=form.lines.data or "", error=error)
