"""Commitments: what is done now gets an owner and a date, one action after the other. These are named, always."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from boardapp.database import db
from boardapp.domain import inventory, lanes, owners
from boardapp.domain.actions import Action, Horizon, cleaned, resolved, write
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.workshop import voting
from boardapp.domain.workshop.participants import present
from boardapp.domain.workshop.workshops import Workshop


def run(board: Board) -> Sequence[Row[Any]]:
    """What is done now and still open, by rank, as cards show it."""
    now = (*voting.is_open(board.id), Action.horizon == Horizon.now)
    return db.session.execute(lanes.card_rows(Action.first_step).where(*now).order_by(Action.rank)).all()


def wanting(row: Any) -> bool:
    """Whether it lacks an owner or a date."""
    return row.owner_id is None or row.due_on is None


def following(rows: Sequence[Row[Any]], lit: int | None) -> Row[Any] | None:
    """The next that lacks something after the one in the light, from the top again at the end; None where none does."""
    at = next((n for n, row in enumerate(rows) if row.id == lit), -1)
    order = [*rows[at + 1 :], *rows[: max(at, 0)]]
    return next((row for row in order if wanting(row)), None)


def first(board: Board) -> int | None:
    """What stands in the light first."""
    rows = run(board)
    found = following(rows, None) or next(iter(rows), None)
    return found.id if found is not None else None


def names(workshop: Workshop) -> list[str]:
    """Who may be proposed: the people in the room, then those whom the board knows."""
    here = [each.name for each in present(workshop) if not each.paper]
    return list(dict.fromkeys([*here, *owners.suggestions(workshop.board)]))


def take_on(workshop: Workshop, action: Action, *, seen: int | None, by: By, **values: Any) -> Event | None:
    """Owner (a name), due_on, first_step and benefit of one action. `seen` is the owner who stood there when the form
    was opened: where somebody else took it on meanwhile, nothing is saved, and Invalid says who."""
    values = _whole(cleaned(values))
    with changing(workshop.board_id, by) as change:
        voting.hold(workshop)
        if action.archived_at is not None:
            raise NotAllowed("archived")
        values = resolved(change, workshop.board, values)
        if action.owner_id not in (seen, values["owner_id"]) and action.owner is not None:
            raise Invalid("owner", "taken_meanwhile", name=action.owner.shown)
        write(change, action, values)
        return change.record(Kind.workshop_committed)


def chosen(workshop: Workshop, action_id: int | None) -> Action | None:
    """The action of this id, if it is one of the board's that can be taken on."""
    found = inventory.chosen(workshop.board, [action_id] if action_id else [])
    return next((each for each in found if each.archived_at is None), None)


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    """Without a name and a date it would be no commitment."""
    if not values["owner"]:
        raise Invalid("owner", "owner_missing")
    if values["due_on"] is None:
        raise Invalid("due_on", "due_missing")
    return values
