"""The way of a file into a board: judged, staged, published; all of its rows or none."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from boardapp.database import Busy, db, new_uid, tidy
from boardapp.domain import inventory
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Closed, new_form
from boardapp.domain.imports import publishing, staging
from boardapp.domain.imports.judging import Choices, Outcome, judged

TRIES = 6
STEP = 5_000


@dataclass(frozen=True)
class Taking:
    """What is to be taken in: rows and how they are read (see `judging.judged`), and the draft that they are of."""

    board: Board
    lines: Sequence[Any]
    mapped: Mapping[str, str]
    choices: Choices | None = None
    draft_id: int | None = None


def take(taking: Taking, *, by: By) -> Outcome:
    """Take the rows into the inventory: all of them, as one event with one undo, or none. The draft they came from
    goes with it, so that two open previews of one file import it once."""
    key = str(taking.draft_id or new_uid())
    for _ in range(TRIES):
        step = advance(taking, key, by=by, most=None)
        if step.over:
            return step.outcome
    raise Busy


@dataclass(frozen=True)
class Step:
    """How far a file has come: rows ready of all rows to add, and whether it is in."""

    outcome: Outcome
    ready: int
    over: bool


def advance(taking: Taking, key: str, *, by: By, most: int | None = STEP) -> Step:
    """The next rows made ready, and the file published with the last of them."""
    board = taking.board
    if board.closed_at is not None:
        raise Closed
    new_form(by)
    names = publishing.names_of(board)
    outcome = judged(board, taking.lines, taking.mapped, taking.choices)
    total = outcome.imported
    if total > outcome.room:
        raise Invalid("title", "board_full", most=inventory.MOST)
    name = staging.batch(key, outcome, taking.mapped, names)
    ready = staging.stage(board, name, outcome, taking.mapped, by.at, since=staging.done(name), most=most)
    db.session.rollback()  # what is staged is seen from here on
    if ready < total:
        return Step(outcome, ready, over=False)
    if not outcome.taken and not outcome.changing:
        return Step(outcome, ready, over=True)
    over = publishing.publish(board, name, outcome, by=by, names=names, draft_id=taking.draft_id)
    if over:
        with suppress(Busy):  # the file is in; what is left behind goes after a day
            tidy()
            staging.clear(name, total)
    return Step(outcome, ready, over=over)
