"""Duplicates made one: the first of them survives, the others stand behind it with every text of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from boardapp.database import db
from boardapp.domain import lanes, listing
from boardapp.domain.actions import Action
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Change, Event, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.likeness import nearest

_FILLED = ("category_id", "owner_id", "due_on", "challenge", "challenge_level", "need", "effort", "first_step")
MOST = 20
"""More would fit on no page side by side."""
ALIKE = 5
OTHERS = 50


@dataclass(frozen=True)
class Candidates:
    """What an action can be merged into, as cards show it."""

    alike: list[Row[Any]]  # those that read most like it, closest first
    others: list[Row[Any]]
    searchable: bool  # whether the board holds more than one looks through


def candidates(action: Action, today: date, text: str = "") -> Candidates:
    """The actions that read most like this one and all others of its board; or those that a search finds."""
    here = (Action.board_id == action.board_id, Action.rank.is_not(None), Action.id != action.id)
    titles = [(row.id, row.title) for row in db.session.execute(select(Action.id, Action.title).where(*here))]
    near = [id_ for id_, _ in nearest(action.title, titles, limit=ALIKE)] if not text else []
    rows, _ = listing.page(action.board, today, listing.Filter(text=text))
    others = [row for row in rows if row.id not in (action.id, *near)]
    return Candidates(lanes.cards(near), others[:OTHERS], len(titles) > OTHERS)


def mergeable(actions: Sequence[Action]) -> list[Action]:
    """These actions, if they are several, not too many, and all on the board."""
    if len({action.id for action in actions}) < 2 or len({action.board_id for action in actions}) > 1:
        raise Invalid("selection", "merge_two")
    if len(actions) > MOST:
        raise Invalid("selection", "merge_most", most=MOST)
    if any(action.archived_at is not None for action in actions):
        raise Invalid("selection", "merge_archived")
    return list(actions)


def merge(actions: Sequence[Action], *, by: By, **told: Any) -> Event | None:
    """Merge into the first. What it leaves blank is taken from the others; no comment and no text is moved or lost.
    What is `told` besides (in which workshop) stays with the event."""
    if len({action.id for action in actions}) < 2 or len({action.board_id for action in actions}) > 1:
        raise Invalid("selection", "merge_two")
    survivor, *others = dict.fromkeys(actions)
    with changing(survivor.board_id, by) as change:
        for action in actions:
            if action.archived_at is not None:
                raise NotAllowed("archived")
        for other in others:
            _fill(change, survivor, other)
            for earlier in behind(other):
                change.put(earlier, merged_into_id=survivor.id)
            change.put(other, merged_into_id=survivor.id, archived_at=by.at, rank=None)
        return change.record(Kind.actions_merged, into=survivor.id, **told)


def behind(action: Action) -> list[Action]:
    """The actions that were merged into this one."""
    return list(db.session.scalars(select(Action).where(Action.merged_into_id == action.id).order_by(Action.id)))


def _fill(change: Change, survivor: Action, other: Action) -> None:
    blanks = {name: getattr(other, name) for name in _FILLED if getattr(survivor, name) in (None, "")}
    change.put(survivor, **blanks)
