"""The board's memory. Every change goes through `changing()` and ends in one event; nothing else commits facts.

An event holds facts, never a sentence: which fields of which rows were what, and are what now. Replaying the
facts from the first event rebuilds the tables (`domain.ledger`), reversing them undoes the event (`domain.undo`).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Integer, String, bindparam, cast, column, insert, literal, select, table, true, update
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import flag_modified

from boardapp import database
from boardapp.database import Worded, db
from boardapp.domain.errors import Closed, Repeated
from boardapp.domain.facts import Event, EventSubject, account
from boardapp.domain.kinds import Kind
from boardapp.statements import Prepared, inserting

_board = table("board", column("id"), column("version"), column("labels_version"), column("closed_at"))
_this = _board.c.id == bindparam("board", type_=Integer)
_LOCK = Prepared(select(_board.c.version, _board.c.closed_at).where(_this).with_for_update())
_NUMBER = Prepared(update(_board).where(_this).values(version=bindparam("number", type_=Integer)))
_instance = table("instance", column("version"))
_LABELS = ("category:", "owner:")  # cards show their names, and people's: Board.labels_version


@dataclass(frozen=True)
class By:
    """Who does it and when. `once` names the form that was sent, so that sending it twice does it once."""

    kind: str  # user, participant, link, cli, system
    id: int | None
    at: datetime
    once: str | None = None

    @property
    def user_id(self) -> int | None:
        """The account that acts, in a browser or at the terminal; None for anybody else."""
        return account(self.kind, self.id)


class Ledgered:
    """A row whose LEDGER fields are facts: they change only through a Change, and a replay rebuilds them."""

    LEDGER: ClassVar[tuple[str, ...]]
    TOLD_WITH: ClassVar[Mapping[str, str]] = {}  # a field, and another one that its events tell too

    def stamp(self, version: int, at: datetime) -> None:
        """Note which event touched the row last, where the row keeps that."""

    def withdrawal(self, at: datetime) -> dict[str, Any]:
        """The fields that take the row out of sight when its making is undone; empty where it may stay."""
        return {}


@dataclass(frozen=True)
class Told:
    """Facts about rows by the thousand, as JSON without its outer braces, and who writes down which rows they touch."""

    was: str
    to: str
    subjects: Callable[[int], None]

    def joined(self, body: dict[str, Any]) -> str:
        """The body of an event with these facts among its own."""
        was, to = (json.dumps(body[name])[1:-1] for name in ("was", "to"))
        rest = json.dumps({name: value for name, value in body.items() if name not in ("was", "to")})
        pieces = ['{"was": {', was, "," * bool(was and self.was), self.was, '}, "to": {']
        return Worded("".join([*pieces, to, "," * bool(to and self.to), self.to, "}, ", rest[1:]]))


_event, _subject = Event.__table__, EventSubject.__table__
_EVENT = Prepared(inserting(_event, "id").returning(_event.c.id))
_SUBJECT = Prepared(inserting(_subject))


@contextmanager
def changing(board_id: int | None, by: By, *, closed: bool = False) -> Iterator["Change"]:
    """A write transaction on one board, or on the instance when `board_id` is None.

    The board's row is locked first, so events are numbered in the order in which they commit. Raises Closed on a
    closed board (unless `closed`), and Repeated when this very form was already carried out.
    """
    with database.writing():
        version = _lock_instance() if board_id is None else _lock_board(board_id, closed=closed)
        new_form(by)
        yield Change(board_id, by, version + 1)


def new_form(by: By) -> None:
    """Raises Repeated where this very form was carried out before."""
    if by.once and (event := db.session.scalar(select(Event).where(Event.once == by.once))):
        raise Repeated(event)


class Change:
    """The facts gathered in one command: rows added, fields set; `record()` writes them down and commits."""

    def __init__(self, board_id: int | None, by: By, version: int) -> None:
        self.board_id = board_id
        self.by = by
        self.version = version
        self._was: dict[str, dict[str, Any] | None] = {}
        self._to: dict[str, dict[str, Any]] = {}
        self._hidden: dict[str, list[str]] = {}
        self._spread: dict[str, dict[str, Any]] = {}
        self._told: Told | None = None

    def add(self, *rows: Any) -> None:
        """Store new rows; all their ledger fields become facts."""
        for row in rows:
            row.stamp(self.version, self.by.at)
        db.session.add_all(rows)
        db.session.flush()
        for row in rows:
            self._was[key_of(row)] = None
            facts = {name: plain(getattr(row, name)) for name in row.LEDGER}
            self._to[key_of(row)] = {name: value for name, value in facts.items() if value is not None}

    def add_rows(self, model: type[Any], rows: Sequence[dict[str, Any]]) -> list[int]:
        """Store new rows by the thousand, stamped already; the same facts as `add`, without an object for each."""
        blank = _blank(model)
        whole = [blank | row for row in rows]
        ids = store(model, whole)
        for id_, row in zip(ids, whole, strict=True):
            facts = {name: plain(row[name]) for name in model.LEDGER if row[name] is not None}
            self._was[f"{model.__tablename__}:{id_}"] = None
            self._to[f"{model.__tablename__}:{id_}"] = facts
        return ids

    def put(self, row: Any, **values: Any) -> None:
        """Change fields of a row. Fields outside its LEDGER (a person's name) are noted without their value."""
        changed = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
        for name, (old, value) in changed.items():
            setattr(row, name, value)
            if name in row.LEDGER:
                self._fact(key_of(row), name, plain(old), plain(value))
            else:
                self._hidden.setdefault(key_of(row), []).append(name)
        for name in changed.keys() & row.TOLD_WITH.keys():
            self._tell_too(row, row.TOLD_WITH[name])
        if changed:
            row.stamp(self.version, self.by.at)
            _forget(row, {name.removesuffix("_id") for name in changed})

    def rerank(self, lane: int, rows: Sequence[Any], ranks: Sequence[str]) -> None:
        """Spread a lane anew. The order stays, so this is no change of any action: undo and conflicts ignore it."""
        was = {str(row.id): row.rank for row in rows}
        self.clear_ranks(rows)
        for row, rank in zip(rows, ranks, strict=True):
            row.rank = rank
        db.session.flush()
        self._spread[str(lane)] = {"was": was, "to": {str(row.id): row.rank for row in rows}}

    def clear_ranks(self, rows: Sequence[Any]) -> None:
        """Take rows out of the way before they swap ranks, each of which is unique at every moment."""
        db.session.flush()
        ranked = [row for row in rows if row.rank is not None]
        model, ids = type(rows[0]), [row.id for row in ranked]
        aside = update(model).where(model.id.in_(ids)).values(rank=literal("~") + cast(model.id, String))
        db.session.execute(aside, execution_options={"synchronize_session": False})
        for row in ranked:
            flag_modified(row, "rank")  # written back at the next flush, also where it stays what it was

    def changed(self, row: Any) -> set[str]:
        """The fields of this row that differ from what they were before this command."""
        return set(self._to.get(key_of(row), ())) | set(self._hidden.get(key_of(row), ()))

    def tell(self, told: "Told") -> None:
        """Facts that were put into words before the lock was taken; their rows are stored by whoever tells them."""
        self._told = told

    def record(self, kind: Kind, *, undoes: Event | None = None, **details: Any) -> Event | None:
        """Write the event and commit; None, and nothing saved, when no fact changed."""
        if not self._to and not self._hidden and self._told is None:
            return None
        more = {"hidden": self._hidden, "spread": self._spread} | details
        body = {"v": 1, "was": self._was, "to": self._to} | {name: value for name, value in more.items() if value}
        facts = {
            "uid": database.new_uid(), "board_id": self.board_id, "version": self.version, "at": self.by.at,
            "actor_kind": self.by.kind, "actor_id": self.by.id, "kind": kind.value, "body": body,
            "undoes_id": undoes and undoes.id, "once": self.by.once,
        }  # fmt: skip
        self._number()
        stored = facts if self._told is None else facts | {"body": self._told.joined(body)}
        event = Event(id=_EVENT.scalar(stored), **facts)
        if subjects := [{"event_id": event.id} | each._asdict() for each in event.subjects]:
            _SUBJECT.run(*subjects)
        if self._told is not None:
            self._told.subjects(event.id)
        make_transient_to_detached(event)  # it is stored already
        db.session.add(event)
        if self._told is not None:
            db.session.expire(event, ("body",))
        database.commit()
        return event

    def _fact(self, key: str, name: str, old: Any, new: Any) -> None:
        if self._was.get(key, {}) is None:  # made by this very event: its first facts are the ones to keep
            self._to[key][name] = new
            return
        was = self._was.setdefault(key, {})
        assert was is not None  # noqa: S101
        was.setdefault(name, old)
        self._to.setdefault(key, {})[name] = new
        if was[name] == new:  # back to what it was: no fact
            del was[name], self._to[key][name]
            if not self._to[key]:
                del self._was[key], self._to[key]

    def _tell_too(self, row: Any, name: str) -> None:
        """A fact that stayed what it was, told all the same: the one that changed means nothing without it."""
        was = self._was.get(key_of(row))
        if was is not None and name not in was:
            was[name] = self._to[key_of(row)][name] = plain(getattr(row, name))

    def _number(self) -> None:
        """Take the number this event commits under. A label that changed is told; a new one is shown nowhere yet."""
        known = [key for key in self._to | self._hidden if self._was.get(key, {}) is not None]
        if any(key.startswith(_LABELS) or "name" in self._hidden.get(key, ()) for key in known):
            where = _board.c.id == self.board_id if self.board_id is not None else true()
            db.session.execute(update(_board).where(where).values(labels_version=_board.c.labels_version + 1))
        boards: list[Any] = list(db.session.identity_map.values())
        for row in boards:
            if row.__tablename__ == _board.name:
                db.session.expire(row, ("version", "labels_version"))
        if self.board_id is None:
            db.session.execute(update(_instance).values(version=self.version))
        else:
            _NUMBER.run({"board": self.board_id, "number": self.version})


def store(model: type[Any], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Rows by the thousand within a change, which are no facts of it: events that are stored with them tell those (see
    `transfer`). Returns their ids in the same order."""
    blank, key = _blank(model), model.__table__.c.id
    whole = [blank | row for row in rows]
    query = insert(model.__table__).returning(key, sort_by_parameter_order=True)
    return list(db.session.scalars(query, whole)) if whole else []


def _blank(model: type[Any]) -> dict[str, Any]:
    """What a row holds where nothing is said."""
    columns = [each for each in model.__table__.columns if not each.primary_key]
    return {each.name: each.default.arg if each.default is not None else None for each in columns}


def _lock_board(board_id: int, *, closed: bool) -> int:
    row = _LOCK.one({"board": board_id})
    if row.closed_at is not None and not closed:
        raise Closed
    return row.version


def _lock_instance() -> int:
    return db.session.execute(select(_instance.c.version).with_for_update()).scalar_one()


def _forget(row: Any, relations: set[str]) -> None:
    """Other rows that were reached over a column that has changed: they are looked for again when they are wanted."""
    if stale := relations & set(type(row).__mapper__.relationships.keys()):
        db.session.expire(row, stale)


def key_of(row: Any) -> str:
    """How facts name a row: its table and id, such as `action:17`."""
    return f"{row.__tablename__}:{row.id}"


def plain(value: Any) -> Any:
    """A column's value as JSON holds it; a time in UTC, as it will come back from the database."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value
