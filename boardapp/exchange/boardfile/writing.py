"""A board as one file that holds all of it and can become an equal board elsewhere; `docs/board-file.md` describes it.

No id of this installation leaves it: rows are named by their uid, or by a number of the file where they have none.
People are a number and a name. Nothing of a room that its history does not tell is in it, and no link that opens
anything."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from boardapp import database
from boardapp.database import db
from boardapp.domain import categories
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board, Membership
from boardapp.domain.comments import Comment
from boardapp.domain.events import Event, plain
from boardapp.domain.owners import Owner
from boardapp.domain.people import User
from boardapp.domain.reversing import MODELS
from boardapp.domain.transfer import REFERS
from boardapp.exchange import outgoing
from boardapp.exchange.boardfile.reading import FORMAT, RENAMED, SECTIONS, VERSION
from boardapp.exchange.boardfile.values import DETAILS, NUMBERED, TABLES
from boardapp.exchange.headers import FIELDS
from boardapp.exchange.writing import RECORD_KEYS

_ACTORS = ("user", "cli")  # whose number is an account
_AT_ONCE = 200


def lines(board: Board, at: datetime, locale: str) -> Iterator[bytes]:
    """The file piece by piece, as the board is at the moment in which the first piece is asked for."""
    board_id = board.id
    database.read_one_moment()
    board = db.session.get_one(Board, board_id)
    names = _Names(board)
    yield f'{{\n"format": "{FORMAT}",\n"version": {VERSION},\n"board": {_json(_about(board, at, locale))}'.encode()
    yield from _section("actions", _actions(board, at, locale, names))
    yield from _section("people", names.people())
    for section, table in SECTIONS.items():
        if table != "action":
            yield from _section(section, _rows(board, table, names))
    yield from _section("events", _events(board, names))
    yield b"\n}\n"


def file(board: Board, at: datetime, locale: str) -> Iterator[bytes]:
    """The same, read to its end before the first piece is sent."""
    return outgoing.at_once(lines(board, at, locale))


def _section(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One row a line, so that two files can be compared."""
    before = f',\n"{name}": [\n'
    for row in rows:
        yield (before + _json(row)).encode()
        before = ",\n"
    yield b"\n]" if before == ",\n" else f',\n"{name}": []'.encode()


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=plain)


class _Names:
    """What rows of this board are called in its file."""

    def __init__(self, board: Board) -> None:
        self._names: dict[str, Any] = {f"board:{board.id}": board.uid}
        for table in (*SECTIONS.values(),):
            self._names |= _named(table, board)
        self._people = {id_: number for number, id_ in enumerate(_people(board), 1)}
        self._names |= {f"user:{id_}": number for id_, number in self._people.items()}

    def of(self, table: str, id_: int) -> Any:
        return self._names[f"{table}:{id_}"]

    def key(self, key: str) -> str:
        return f"{key.partition(':')[0]}:{self._names[key]}"

    def person(self, id_: int | None) -> int | None:
        return self._people.get(id_ or 0)

    def facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts with names of the file for ids of here; which board they are of goes without saying."""
        return {
            name: self.of(REFERS[name], value) if name in REFERS and value is not None else value
            for name, value in facts.items()
            if name != "board_id"
        }

    def people(self) -> Iterator[dict[str, Any]]:
        """Everybody whom the board knows of by number and name, and nothing else of them."""
        names: dict[int, str] = {}
        ids = list(self._people)
        for start in range(0, len(ids), 500):
            some = select(User.id, User.name).where(User.id.in_(ids[start : start + 500]))
            names |= {row.id: row.name for row in db.session.execute(some)}
        return ({"number": number, "name": names[id_]} for id_, number in self._people.items())


def _people(board: Board) -> Iterable[int]:
    """Members in the order in which they joined, then who did, wrote or carries something without being one: an order
    that is the same wherever the board lies."""
    asked = (
        select(Membership.user_id).where(Membership.board_id == board.id).order_by(Membership.id),
        select(Event.actor_id).where(Event.board_id == board.id, Event.actor_kind.in_(_ACTORS))
        .group_by(Event.actor_id).order_by(func.min(Event.version)),
        select(Comment.user_id).join(Action, Action.id == Comment.action_id).where(Action.board_id == board.id)
        .group_by(Comment.user_id).order_by(func.min(Comment.id)),
        select(Owner.user_id).where(Owner.board_id == board.id).order_by(Owner.id),
    )  # fmt: skip
    found = dict.fromkeys(id_ for query in asked for id_ in db.session.scalars(query))
    return [id_ for id_ in found if id_ is not None]


def _of(table: str, board: Board, *columns: Any) -> Any:
    """These columns of the rows of this table that are of the board, in the order of their making."""
    model = MODELS[table]
    query = select(*columns)
    if model is Comment:
        query = query.join(Action, Action.id == Comment.action_id).where(Action.board_id == board.id)
    else:
        query = query.where(model.board_id == board.id)
    return query.order_by(model.id)


def _named(table: str, board: Board) -> dict[str, Any]:
    model = MODELS[table]
    if table in NUMBERED:
        ids = db.session.scalars(_of(table, board, model.id))
        return {f"{table}:{id_}": number for number, id_ in enumerate(ids, 1)}
    return {f"{table}:{id_}": uid for id_, uid in db.session.execute(_of(table, board, model.id, model.uid))}


def _about(board: Board, at: datetime, locale: str) -> dict[str, Any]:
    facts = {name: plain(getattr(board, name)) for name in TABLES["board"]}
    closed = {"closed_at": facts.pop("closed_at"), "last_change": board.version}
    shown = {"categories": [each.label(locale) for each in categories.of(board)], "exported_at": at.isoformat()}
    return {"uid": board.uid} | facts | shown | closed


def _actions(board: Board, at: datetime, locale: str, names: _Names) -> Iterator[dict[str, Any]]:
    """The table of actions as it always was, then what it does not show of their facts."""
    more = [name for name in TABLES["action"] if name not in FIELDS or name in RENAMED]
    columns = [getattr(Action, name) for name in more]
    facts = {row.uid: row for row in db.session.execute(_of("action", board, Action.uid, *columns))}
    for each in outgoing.records(board, at, locale):
        shown = {field: plain(each.get(RECORD_KEYS[field])) for field in FIELDS}
        told = names.facts({name: plain(getattr(facts[each["uid"]], name)) for name in more})
        yield shown | {RENAMED.get(name, name): value for name, value in told.items()}


def _rows(board: Board, table: str, names: _Names) -> Iterator[dict[str, Any]]:
    """The facts of a table's rows, and the names that no event holds."""
    model, fields = MODELS[table], TABLES[table]
    columns = [getattr(model, name) for name in fields] + ([Owner.name] if model is Owner else [])
    query = _of(table, board, model.id, *columns).execution_options(yield_per=_AT_ONCE)
    for row in db.session.execute(query):
        number = {"number": names.of(table, row.id)} if table in NUMBERED else {}
        more = {"name": row.name} if model is Owner else {}
        yield number | names.facts({name: plain(getattr(row, name)) for name in fields}) | more


def _events(board: Board, names: _Names) -> Iterator[dict[str, Any]]:
    undone = aliased(Event)
    columns = (
        Event.uid, Event.version, Event.at, Event.actor_kind, Event.actor_id, Event.kind, Event.body,
        undone.uid.label("undoes"),
    )  # fmt: skip
    query = select(*columns).join(undone, undone.id == Event.undoes_id, isouter=True)
    query = query.where(Event.board_id == board.id).order_by(Event.version)
    for row in db.session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield _event(row, names)


def _event(row: Row[Any], names: _Names) -> dict[str, Any]:
    actor = {"kind": row.actor_kind, "person": names.person(row.actor_id) if row.actor_kind in _ACTORS else None}
    return {
        "uid": row.uid, "version": row.version, "at": plain(row.at), "actor": actor,
        "kind": row.kind, "undoes": row.undoes, "body": _body(row.body, names),
    }  # fmt: skip


def _body(body: Mapping[str, Any], names: _Names) -> dict[str, Any]:
    """What it says of the board. Accounts that came with it, by an invitation, are facts of this installation."""
    ours = [key for key in body["to"] if not key.startswith("user:")]
    was = {names.key(key): facts and names.facts(facts) for key in ours for facts in [body["was"][key]]}
    to = {names.key(key): names.facts(body["to"][key]) for key in ours}
    more = names.facts({name: value for name, value in body.items() if name in DETAILS})
    if "spread" in body:
        more["spread"] = {list(Horizon)[int(lane)]: _spread(each, names) for lane, each in body["spread"].items()}
    return {"was": was, "to": to} | more


def _spread(each: Mapping[str, Mapping[str, str]], names: _Names) -> dict[str, dict[str, str]]:
    return {when: {names.of("action", int(id_)): rank for id_, rank in told.items()} for when, told in each.items()}
