"""Rows of a file made ready as actions, in chunks and unseen: they wait in a table of their own for their publication.

A chunk is a short transaction of bookkeeping, so that nobody waits for a long file. What depends on the moment of the
publication (reference, place in the lane, row of owner and category) is left open; identities are taken here.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from boardapp.database import Base, RankKey, UTCDateTime, db, keep, new_uid
from boardapp.domain import ordering
from boardapp.domain.actions import LIMITS, NOTE_LIMIT, Action, Horizon, Kind, Status, cleaned, searchable
from boardapp.domain.boards import Board
from boardapp.domain.imports.judging import Outcome
from boardapp.domain.imports.naming import Naming, taken_ids
from boardapp.domain.words import split_title

CHUNK = 500
_NUMBERS = ("challenge_level", "effort")
_SAID = attrgetter(
    "row", *LIMITS, *_NUMBERS, "note", "owner", "category", "horizon", "status", "kind", "already_running", "due_on",
    "done_on", "archived_on",
)  # fmt: skip
"""All of a line that its action is made of."""


def _short(name: str) -> Column[Any]:
    return Column(name, String(LIMITS[name]), nullable=False)


staged = Table(
    "staged_action",
    Base.metadata,
    Column("batch", String(32), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("staged_at", UTCDateTime, nullable=False),
    Column("owner_uid", String(32)),
    Column("category_uid", String(32)),
    Column("id", Integer, nullable=False),
    Column("uid", String(32), nullable=False),
    _short("title"),
    Column("horizon", String(16), nullable=False),
    Column("rank", RankKey),  # within the rows of its lane; what stands there already comes before
    _short("challenge"),
    Column("challenge_level", Integer),
    Column("due_on", Date),
    Column("status", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("already_running", Boolean, nullable=False),
    _short("need"),
    _short("first_step"),
    Column("effort", Integer),
    Column("note", Text, nullable=False),
    _short("benefit"),
    _short("hypothesis"),
    _short("result"),
    _short("source_id"),
    Column("done_on", Date),
    Column("archived_at", UTCDateTime),
    Column("search", Text, nullable=False),  # without its reference
)


def batch(key: str, outcome: Outcome, mapped: Mapping[str, str], state: object) -> str:
    """A name for these rows of this file, read in this way, on a board in this state: what changes any of it begins
    anew. Somebody may choose other columns or another sheet half way."""
    said = repr((key, state, sorted(mapped.items()), outcome.new_categories))
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass"))
    for line in outcome.taken:
        digest.update(repr(_SAID(line)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def done(name: str) -> int:
    """How many rows of this batch are ready."""
    return db.session.scalar(select(func.count()).select_from(staged).where(staged.c.batch == name)) or 0


def stage(
    board: Board, name: str, outcome: Outcome, mapped: Any, at: datetime, *, since: int = 0, most: int | None = None
) -> int:
    """Make the next rows ready, from row `since` on; how many are ready then."""
    made = _Making(board, name, outcome, mapped, at)
    end = len(outcome.taken) if most is None else min(len(outcome.taken), since + most)
    for start in range(since, end, CHUNK):
        rows = [made.row(place) for place in range(start, min(end, start + CHUNK))]
        with keep() as connection:
            for row, id_ in zip(rows, taken_ids(connection, Action.__tablename__, len(rows)), strict=True):
                row["id"] = id_
            connection.execute(_inserting(connection), rows)
    return end


def _inserting(connection: Connection) -> Any:
    """Two presses of one button make the same rows ready: one of them is enough."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(staged).on_conflict_do_nothing()


def outdated(before: datetime) -> Any:
    return delete(staged).where(staged.c.staged_at < before)


def clear(name: str, count: int) -> None:
    """In chunks, as they came."""
    for end in range(CHUNK, count + CHUNK, CHUNK):
        with keep() as connection:
            connection.execute(delete(staged).where(staged.c.batch == name, staged.c.place < end))


class _Making:
    """What is the same for all rows of a batch, settled once."""

    def __init__(self, board: Board, name: str, outcome: Outcome, mapped: Any, at: datetime) -> None:
        self._board, self._batch, self._mapped, self._at = board, name, mapped, at
        self._lines = outcome.taken
        self._today = board.today(at)
        self._naming = Naming(board, name, outcome)
        self._ranks = dict(_ranks(self._lines))

    def row(self, place: int) -> dict[str, Any]:
        line = self._lines[place]
        values = self._values(line)
        return values | {
            "batch": self._batch, "place": place, "staged_at": self._at, "uid": new_uid(),
            "owner_uid": self._naming.owner(line.owner), "horizon": line.horizon or Horizon.inbox.value,
            "rank": self._ranks.get(place), "search": searched(values),
        }  # fmt: skip

    def _values(self, line: Any) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(line, name) for name in (*LIMITS, *_NUMBERS, "due_on")}
        values |= self._progress(line)
        values["title"], rest = split_title(line.title)
        values["note"] = "\n\n".join(filter(None, (f"… {rest}" if rest else "", values["note"])))
        category = self._naming.category(line.category)
        left = {"category": line.category} if line.category and not category else {}
        if line.done_on and values["done_on"] is None:
            left["done_on"] = line.done_on
        if left:
            more = "\n".join(f"{self._mapped[name]}: {said}" for name, said in left.items())
            values["note"] = _with(values["note"], more)
        return cleaned(values) | {"category_uid": category, "archived_at": archived_at(self._board, line.archived_on)}

    def _progress(self, line: Any) -> dict[str, Any]:
        """Its status, with the day it was done where it is."""
        usual = Status.running if line.already_running else Status.to_start
        status = Status(line.status) if line.status else (Status.done if line.done_on else usual)
        done_on = (line.done_on or self._today) if status is Status.done else None
        kind = Kind(line.kind) if line.kind else Kind.do
        return {
            "status": status.value, "kind": kind.value, "done_on": done_on,
            "already_running": bool(line.already_running),
        }  # fmt: skip


def archived_at(board: Board, day: date | None) -> datetime | None:
    """A file tells the day only: noon on the wall of the board."""
    return datetime.combine(day, time(12), ZoneInfo(board.timezone)).astimezone(UTC) if day else None


def searched(values: dict[str, Any]) -> str:
    """What a search looks through, but for the reference that stands before it."""
    return searchable(0, **{name: values[name] for name in ("title", "need", "challenge", "note")}).partition(" ")[2]


def _ranks(lines: Sequence[Any]) -> Iterable[tuple[int, str]]:
    """Place among all rows → rank among those of its lane."""
    for horizon in Horizon:
        lane = [
            place
            for place, line in enumerate(lines)
            if (line.horizon or "inbox") == horizon.value and line.archived_on is None
        ]
        yield from zip(lane, ordering.spread(len(lane)), strict=True)


def _with(note: str, more: str) -> str:
    """What no field can hold stays readable in the note, if something must go then the end of the note."""
    return "\n".join(filter(None, (note[: max(0, NOTE_LIMIT - len(more) - 1)], more)))
