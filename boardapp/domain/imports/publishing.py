"""A staged file made part of the board: prepared before the lock, then one short transaction with one event.

Ten thousand rows take a second to make ready, and nobody else may write meanwhile only while they are copied. What is
worked out before the lock holds if the board stands as it stood then: the lock is taken, that is looked at, and where
somebody was quicker the work is done anew.
"""

import json
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import case, insert, literal, select, update
from sqlalchemy import func as sql

from boardapp.database import db, keep, large
from boardapp.domain import categories, inventory, members, ordering
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Change, Told, changing, plain
from boardapp.domain.facts import EventSubject
from boardapp.domain.imports.judging import Outcome
from boardapp.domain.imports.naming import Named
from boardapp.domain.imports.rewriting import Rewriting
from boardapp.domain.imports.staging import staged
from boardapp.domain.imports.waiting import use_up
from boardapp.domain.kinds import Kind
from boardapp.domain.owners import Owner

TRIES = 6
SPARE = 300
_action: Any = Action.__table__
_LEFT_OPEN = ("owner_uid", "category_uid", "batch", "place", "staged_at", "rank", "search")
_PLAIN = [each.name for each in staged.columns if each.name not in _LEFT_OPEN]


@dataclass(frozen=True)
class Room:
    """Where the rows will stand, settled before the lock: references that nobody else gets, and in each lane two ranks
    that stay behind all others while fewer than a few hundred actions come in meanwhile: one for actions that change
    lanes, the other for new ones."""

    first_ref: int
    moved: dict[str, str]
    new: dict[str, str]

    def holds(self, board: Board) -> bool:
        last = _last_ranks(board)
        return all(last.get(lane, "") < rank for lane, rank in self.moved.items())


def names_of(board: Board) -> tuple[Any, ...]:
    """The names on the board, as far as rows refer to them: judging and staging hold while this stays what it was."""
    last = select(sql.max(Owner.id)).where(Owner.board_id == board.id).scalar_subquery()
    found = db.session.execute(select(Board.labels_version, last).where(Board.id == board.id)).one()
    people = [each.user_id for each in members.of(board)]
    return (*found, *people, *((each.id, each.name) for each in categories.of(board)))


def publish(board: Board, name: str, outcome: Outcome, *, by: By, names: tuple[Any, ...], draft_id: int | None) -> bool:
    """The staged rows become actions, the rows that differ are rewritten, by one event. False, and nothing written,
    where the board has changed so much since `names` were read that the rows have to be judged anew."""
    ready = _Ready(board, name, outcome, by)
    if not ready.sound:
        return False
    for _ in range(TRIES):
        room = _room(board, len(ready.rows))
        told = ready.told(room)
        with changing(board.id, by) as change:
            if draft_id is not None:
                use_up(draft_id)
            if names_of(board) != names or _overtaken(board, outcome):
                return False
            if room.holds(board):
                large()
                ready.write(change, room, told)
                outcome.event = change.record(Kind.actions_imported, skipped=len(outcome.skipped))
                return True
    return False


class _Ready:
    """All that is worked out before the lock."""

    def __init__(self, board: Board, name: str, outcome: Outcome, by: By) -> None:
        self._board, self._batch, self._by = board, name, by
        every = select(staged).where(staged.c.batch == name).order_by(staged.c.place)
        self.rows = [dict(row._mapping) for row in db.session.execute(every)]
        self._named = Named(board, name, outcome)
        self._rewriting = Rewriting(self._named, outcome, by.at)

    @property
    def sound(self) -> bool:
        """Whether each name that a staged row refers to is still the one of the board, or will be made."""
        owners = {row["owner_uid"] for row in self.rows if row["owner_uid"]}
        labels = {row["category_uid"] for row in self.rows if row["category_uid"]}
        return owners <= self._named.owner_ids.keys() and labels <= self._named.category_ids.keys()

    def told(self, room: Room) -> Told:
        """Row by row: one long text would be made without letting anybody else's thread run."""
        was, to = self._rewriting.facts(room.moved)
        made = [f"action:{row['id']}" for row in self.rows]
        was |= dict.fromkeys(made)
        facts = zip(made, (self._facts(row, room) for row in self.rows), strict=True)
        worded = [f'"{key}": {json.dumps(each)}' for key, each in chain(to.items(), facts)]
        return Told(json.dumps(was)[1:-1], ",".join(worded), self._subjects)

    def write(self, change: Change, room: Room, told: Told) -> None:
        """Within the lock: nothing but statements."""
        if self.rows and len(self.rows) > inventory.room(self._board):
            raise Invalid("title", "board_full", most=inventory.MOST)
        self._named.make(change, self._by)
        db.session.execute(self._copied(change, room))
        self._rewriting.write(change)
        change.tell(told)

    def _facts(self, row: dict[str, Any], room: Room) -> dict[str, Any]:
        facts = {name: plain(row[name]) for name in _PLAIN if name != "id" and row[name] is not None}
        facts |= {"board_id": self._board.id, "ref": room.first_ref + row["place"]}
        if row["rank"] is not None:
            facts["rank"] = room.new[row["horizon"]] + row["rank"]
        if row["owner_uid"]:
            facts["owner_id"] = self._named.owner_ids[row["owner_uid"]]
        if row["category_uid"]:
            facts["category_id"] = self._named.category_ids[row["category_uid"]]
        return facts

    def _copied(self, change: Change, room: Room) -> Any:
        """INSERT … SELECT: the rows never come back to us."""
        ref = literal(room.first_ref) + staged.c.place
        above = case(room.new, value=staged.c.horizon)
        made = {name: staged.c[name] for name in _PLAIN} | {
            "board_id": literal(self._board.id), "ref": ref, "version": literal(change.version),
            "rank": above + staged.c.rank, "search": literal("a-") + sql.concat(ref, " ", staged.c.search),
            "owner_id": select(Owner.id).where(Owner.uid == staged.c.owner_uid).scalar_subquery(),
            "category_id": select(Category.id).where(Category.uid == staged.c.category_uid).scalar_subquery(),
            "created_at": literal(self._by.at, _action.c.created_at.type),
            "updated_at": literal(self._by.at, _action.c.updated_at.type),
        }  # fmt: skip
        rows = select(*(each.label(name) for name, each in made.items())).where(staged.c.batch == self._batch)
        return insert(_action).from_select(list(made), rows.order_by(staged.c.place), include_defaults=False)

    def _subjects(self, event_id: int) -> None:
        made = select(literal(event_id), literal("action"), staged.c.id, literal("*")).where(
            staged.c.batch == self._batch
        )
        columns = [each.name for each in EventSubject.__table__.columns]
        db.session.execute(insert(EventSubject).from_select(columns, made))
        self._rewriting.subjects(event_id)


def _room(board: Board, count: int) -> Room:
    last = _last_ranks(board)
    moved = {each.value: ordering.beyond(last.get(each.value), SPARE) for each in Horizon}
    new = {lane: ordering.between(rank, None) for lane, rank in moved.items()}
    return Room(_taken_refs(board.id, count), moved, new)


def _taken_refs(board_id: int, count: int) -> int:
    """The first of so many references that nobody else will get; if the file is not taken in after all, none does."""
    taken = update(Board).where(Board.id == board_id).values(last_ref=Board.last_ref + count).returning(Board.last_ref)
    with keep() as connection:
        return connection.execute(taken).scalar_one() - count + 1 if count else 0


def _last_ranks(board: Board) -> dict[str, str]:
    here = (Action.board_id == board.id, Action.rank.is_not(None))
    ranks = select(Action.horizon, sql.max(Action.rank).label("last")).where(*here).group_by(Action.horizon)
    return {row.horizon.value: row.last for row in db.session.execute(ranks)}


def _overtaken(board: Board, outcome: Outcome) -> bool:
    """Whether somebody touched an action that is to be rewritten, since it was judged."""
    since = (Action.board_id == board.id, Action.version > outcome.as_of)
    touched = db.session.scalars(select(Action.id).where(*since))
    return not {each.action.id for each in outcome.changing}.isdisjoint(touched)
