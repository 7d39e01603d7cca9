"""What happened on a board, and taking it back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import undoing_many
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import Conflict, NotAllowed
from boardapp.domain.events import By, Event, EventSubject, changing
from boardapp.domain.kinds import LED, Kind
from boardapp.domain.people import User
from boardapp.domain.reversing import put_back, refusal, trace_of, traces
from boardapp.domain.sessions import Person


def latest(board: Board, *, before: int | None = None, limit: int = 100, action: Action | None = None) -> list[Event]:
    """Events of a board, the newest first; those of one action when it is given."""
    query = select(Event).where(Event.board_id == board.id)
    if before is not None:
        query = query.where(Event.version < before)
    if action is not None:
        touched = (EventSubject.kind == "action", EventSubject.row_id == action.id)
        query = query.join(EventSubject).where(*touched)
    return list(db.session.scalars(query.order_by(Event.version.desc()).limit(limit)))


def repeats(by: By) -> bool:
    """Whether the form behind this change was sent before, and did its work then."""
    return by.once is not None and db.session.scalar(select(Event.id).where(Event.once == by.once)) is not None


def undoable(events: Sequence[Event], user: User | Person, role: Role) -> set[int]:
    """The events of this list that this person may take back now, by id. One query for all of them."""
    return standing([event for event in events if not event.final and _may_undo(event, user.id, role)])


def standing(events: Sequence[Event]) -> set[int]:
    """Those of these events that nothing was built upon since and nobody took back, by id, whoever asks."""
    if not events:
        return set()
    known = traces(events[0].board_id, min(event.version for event in events))
    return {event.id for event in events if refusal(trace_of(event, known), known) is None}


def undo(event: Event, *, by: By, role: Role) -> Event | None:
    """Put back what the event changed, as an event of its own; undoing that one does it again.

    Raises NotAllowed for somebody else's change (facilitators may) or a kind without undo, and Conflict when a
    later change stands on it.
    """
    if event.final:
        raise NotAllowed("undo_final")
    if by.user_id is not None and not _may_undo(event, by.user_id, role):
        raise NotAllowed("undo_not_yours")
    if undoing_many.is_large(event):
        return undoing_many.undo(event, by=by, again=takes_back(event))
    with changing(event.board_id, by) as change:
        known = traces(event.board_id, event.version)
        if refused := refusal(trace_of(event, known), known):
            raise Conflict(refused)
        put_back(change, event)
        return change.record(Kind.event_undone, undoes=event, again=takes_back(event))


def takes_back(event: Event) -> bool:
    """Whether it undoes a change, which undoing it would do again (an undo of an undo has done that already)."""
    return event.kind == Kind.event_undone and "again" not in event.body


def maker(row: Any) -> Event | None:
    """The event that made this row."""
    made = (EventSubject.kind == row.__tablename__, EventSubject.row_id == row.id, EventSubject.fields == "*")
    return db.session.scalar(select(Event).join(EventSubject).where(*made))


def earlier(action: Action, event_id: int, field: str) -> str | None:
    """The text that stood in a field of this action before an event changed it."""
    event = db.session.get(Event, event_id)
    was = event.body["was"].get(f"action:{action.id}") if event else None
    return was.get(field) if was else None


def _may_undo(event: Event, user_id: int | None, role: Role) -> bool:
    mine = user_id is not None and event.user_id == user_id
    return role is Role.facilitator or (mine and _first_done(event).kind not in LED)


def _first_done(event: Event) -> Event:
    """The change itself, where the event undoes it or does it again."""
    while event.undoes_id is not None:
        event = db.session.get_one(Event, event.undoes_id)
    return event
