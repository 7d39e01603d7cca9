"""The ledger as people read it: what happened by day, taking a change back, putting an earlier text back."""

from typing import Any

from flask import Blueprint, Response, abort
from wtforms import StringField

from boardapp.domain import actions, history, inventory
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Event
from boardapp.web import access, chronicle, filters, fragments, hypermedia, panel
from boardapp.web.deeds import FIELDS
from boardapp.web.forms import Form, NumberField
from boardapp.web.language import gettext

PAGE = 100
room = Blueprint("history", __name__)


class TextForm(Form):
    """Which earlier text: the event that replaced it, and the field."""

    event = NumberField()
    field = StringField()


@room.get("/boards/<int:board_id>/history")
@access.board(Role.reader)
def index(board: Board) -> Response:
    action = _narrowed(board)
    before = filters.number("before")
    events = history.latest(board, before=before, limit=PAGE + 1, action=action)
    days = chronicle.by_day(chronicle.told(events[:PAGE], board))
    earlier = filters.address(f"/boards/{board.id}/history", before=events[PAGE - 1].version) if events[PAGE:] else ""
    return hypermedia.page(
        "history/index.html", board=board, action=action, days=days, earlier=earlier, later=before is not None,
        today=board.today(access.now()),
    )  # fmt: skip


@room.post("/events/<int:event_id>/undo")
@access.row(Event, Role.member, reads=Role.reader)
def undo(event: Event) -> Response:
    board = access.board_here()
    undone = history.undo(event, by=access.by(), role=access.role_here())
    say = chronicle.taken_back(event, board)
    return fragments.done(board, undone, say, to=f"/boards/{board.id}/history", more=panel.renewed(board))


@room.post("/actions/<int:action_id>/texts")
@access.row(Action, Role.member, reads=Role.reader)
def put_back(action: Action) -> Response:
    form = TextForm()
    field, values = _earlier(action, form)
    event = actions.edit(action, by=access.by(), **values)
    say = gettext("“%(field)s” of %(ref)s is as it was.", field=gettext(FIELDS[field]), ref=action.label)
    return fragments.done(action.board, event, say, to=f"/actions/{action.id}", more=panel.renewed(action.board))


def _narrowed(board: Board) -> Action | None:
    """The action whose history alone is asked for."""
    asked = filters.number("action")
    if asked is None:
        return None
    return next(iter(inventory.chosen(board, [asked])), None) or abort(404)


def _earlier(action: Action, form: TextForm) -> tuple[str, dict[str, Any]]:
    form.validate()
    field = form.field.data or ""
    text = history.earlier(action, form.event.data or 0, field) if field in chronicle.TEXTS else None
    if text is None:
        raise Invalid("field", "unknown_choice")
    return field, {field: text}
