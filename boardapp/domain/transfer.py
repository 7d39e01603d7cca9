"""A whole board taken in from a file of another installation: the same rows, the same history by the same people.

What comes in is told by its events alone. `exchange.boardfile` compared them with the tables of the file, and
the stored rows are compared with the stored events before anything is saved. People arrive as accounts that nobody can
sign in with, so that what they did stays theirs; whoever brings the file leads the board from then on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from boardapp.database import db, new_uid
from boardapp.domain import categories, ledger
from boardapp.domain.actions import Action, searchable
from boardapp.domain.boards import Board, Membership, Role
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Change, Event, EventSubject, changing, store
from boardapp.domain.kinds import Kind
from boardapp.domain.members import INVITED_FOR
from boardapp.domain.people import User
from boardapp.domain.reversing import MODELS, typed
from boardapp.domain.sessions import hash_of, new_token
from boardapp.domain.workshop.workshops import Phase, Workshop, new_code

REFERS = {
    "category_id": "category", "owner_id": "owner", "merged_into_id": "action", "action_id": "action",
    "user_id": "user", "into": "action", "workshop": "workshop",
}  # fmt: skip
"""What stands in these is another row: its uid in a file, or the number that the file gives a person."""

IN_ORDER = ("category", "owner", "action", "comment", "membership", "invitation", "workshop")
NO_PASSWORD = "!"  # noqa: S105  (the hash of none)
_AT_ONCE = 500


@dataclass(frozen=True)
class Told:
    """One event of the file. Its body names rows as the file does."""

    uid: str
    at: datetime
    actor: str
    person: int | None
    kind: str
    body: dict[str, Any]
    undoes: str | None


@dataclass
class Copy:
    """A board as a file tells it, checked. Rows are named by table and uid or number, in the order of their making."""

    uid: str
    people: list[str]
    names: dict[str, str]  # of owners
    rows: dict[str, dict[str, Any]]
    events: list[Told]
    made: dict[str, int] = field(default_factory=dict)  # which event made a row
    last: dict[str, int] = field(default_factory=dict)  # which one changed its facts last

    def of(self, table: str) -> list[str]:
        return [key for key in self.rows if key.startswith(f"{table}:")]

    def event(self, version: int) -> Told:
        return self.events[version - 1]


def take(copy: Copy, user: User, *, by: By) -> Board:
    """The board of this copy, led by this person. Raises Invalid, with nothing saved, where the board or something of
    it is here already, or where what is stored would not be what its events tell."""
    _check_new(copy)
    rows = {key: _row(copy, key) for key in copy.rows}  # before the lock is taken: there may be thousands
    try:
        with changing(None, by) as change:
            board = _stored(change, copy, rows)
            _check_equal(board)
            change.add(Membership(board_id=board.id, user_id=user.id, role=Role.facilitator, joined_at=by.at))
            _close_rooms(change, board)
            change.record(Kind.board_imported)
    except (IntegrityError, DataError):  # two who import the same at once, or a row that the tables themselves refuse
        raise Invalid("file", "board_file_rows") from None
    return board


def _check_new(copy: Copy) -> None:
    if db.session.scalar(select(Board.id).where(Board.uid == copy.uid)):
        raise Invalid("file", "board_here")
    uids = {"event": [event.uid for event in copy.events]}
    uids |= {table: [key.partition(":")[2] for key in copy.of(table)] for table in IN_ORDER}
    models: dict[str, Any] = {**MODELS, "event": Event}
    for table in [table for table in uids if hasattr(models[table], "uid")]:
        model = models[table]
        for some in _parts(uids[table]):
            if db.session.scalar(select(model.id).where(model.uid.in_(some)).limit(1)):
                raise Invalid("file", "board_part_here")


def _stored(change: Change, copy: Copy, rows: dict[str, dict[str, Any]]) -> Board:
    """Everything but the event that says so."""
    ids = _Ids(copy)
    ids.note("user", _people(change, copy.people))
    (id_,) = store(Board, [rows[f"board:{copy.uid}"]])
    ids.note("board", [id_])
    for table in IN_ORDER:
        here = {} if table == "comment" else {"board_id": id_}
        ids.note(table, store(MODELS[table], [ids.facts(rows[key]) | here for key in copy.of(table)]))
    _merge(copy, ids)
    _events(copy, ids, id_)
    change.board_id, change.version = id_, len(copy.events) + 1
    return db.session.get_one(Board, id_)


class _Ids:
    """What rows of the file are called here."""

    def __init__(self, copy: Copy) -> None:
        self._keys = {table: copy.of(table) for table in (*IN_ORDER, "board")}
        self._keys["user"] = [f"user:{number}" for number in range(1, len(copy.people) + 1)]
        self._known: dict[str, int] = {}

    def note(self, table: str, ids: Sequence[int]) -> None:
        self._known |= zip(self._keys[table], ids, strict=True)

    def of(self, key: str) -> int:
        return self._known[key]

    def key(self, key: str) -> str:
        return f"{key.partition(':')[0]}:{self._known[key]}"

    def facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Facts with ids of here for names of there."""
        return {
            name: self.of(f"{REFERS[name]}:{value}") if name in REFERS and value is not None else value
            for name, value in facts.items()
        }


def _people(change: Change, names: Sequence[str]) -> list[int]:
    """Accounts that nobody can sign in with: closed, without password, at an address that no mail reaches. They are
    facts of the one event that this installation adds."""
    about = {"password_hash": NO_PASSWORD, "created_at": change.by.at, "deactivated_at": change.by.at}
    rows = [about | {"name": name, "email": f"{new_uid()}@imported.invalid"} for name in names]
    return change.add_rows(User, rows) if rows else []


def _row(copy: Copy, key: str) -> dict[str, Any]:
    """A row as its facts tell it, with what follows from who made it when. Other rows stand in it by name as yet."""
    table = key.partition(":")[0]
    facts = copy.rows[key] | ({"merged_into_id": None} if table == "action" else {})
    values = typed(MODELS[table], facts)
    return values | _beside(copy, key, values)


def _beside(copy: Copy, key: str, values: dict[str, Any]) -> dict[str, Any]:
    table, at = key.partition(":")[0], copy.event(copy.made[key]).at
    made = {name: at for name in ("created_at", "joined_at") if name in MODELS[table].__table__.columns}
    return made | (_BESIDE[table](copy, key, values) if table in _BESIDE else {})


def _beside_board(copy: Copy, key: str, values: dict[str, Any]) -> dict[str, Any]:
    refs = [copy.rows[each]["ref"] for each in copy.of("action")]
    return {"uid": copy.uid, "version": len(copy.events), "last_ref": max(refs, default=0)}


def _beside_action(copy: Copy, key: str, values: dict[str, Any]) -> dict[str, Any]:
    last = copy.last[key]
    return {"updated_at": copy.event(last).at, "version": last, "search": searchable(**values)}


def _beside_invitation(copy: Copy, key: str, values: dict[str, Any]) -> dict[str, Any]:
    """Of a link that was given out elsewhere, and opens nothing here."""
    return {"expires_at": copy.event(copy.made[key]).at + INVITED_FOR, "token_hash": hash_of(new_token())}


_BESIDE: dict[str, Callable[[Copy, str, dict[str, Any]], dict[str, Any]]] = {
    "board": _beside_board,
    "action": _beside_action,
    "owner": lambda copy, key, values: {"name": copy.names[key]},
    "invitation": _beside_invitation,
    "workshop": lambda copy, key, values: {"code": new_code()},
}


def _merge(copy: Copy, ids: _Ids) -> None:
    """Once all actions are there: one may be merged into a later one."""
    merged = [(key, copy.rows[key].get("merged_into_id")) for key in copy.of("action")]
    rows = [{"row": ids.of(key), "into": ids.of(f"action:{into}")} for key, into in merged if into]
    if rows:
        here = update(Action).where(Action.id == bindparam("row"))
        db.session.connection().execute(here.values(merged_into_id=bindparam("into")), rows)


def _events(copy: Copy, ids: _Ids, board_id: int) -> None:
    """The events as they were, numbered as they were, with their subjects."""
    known: dict[str, int] = {}
    for start in range(0, len(copy.events), _AT_ONCE):
        some = copy.events[start : start + _AT_ONCE]
        rows = [_event(each, ids, board_id) | {"version": start + at} for at, each in enumerate(some, 1)]
        stored = store(Event, rows)
        known |= zip((each.uid for each in some), stored, strict=True)
        events = [Event(id=id_, **row) for id_, row in zip(stored, rows, strict=True)]
        subjects = [{"event_id": each.id} | told._asdict() for each in events for told in each.subjects]
        db.session.connection().execute(insert(EventSubject), subjects)
    undone = [{"row": known[each.uid], "undone": known[each.undoes]} for each in copy.events if each.undoes]
    if undone:
        here = update(Event).where(Event.id == bindparam("row"))
        db.session.connection().execute(here.values(undoes_id=bindparam("undone")), undone)


def _event(told: Told, ids: _Ids, board_id: int) -> dict[str, Any]:
    return {
        "uid": told.uid, "board_id": board_id, "at": told.at, "actor_kind": told.actor, "kind": told.kind,
        "actor_id": ids.of(f"user:{told.person}") if told.person else None, "body": _body(told.body, ids, board_id),
    }  # fmt: skip


def _body(body: dict[str, Any], ids: _Ids, board_id: int) -> dict[str, Any]:
    was = {ids.key(key): facts and ids.facts(facts) for key, facts in body["was"].items()}
    to = {ids.key(key): ids.facts(facts) for key, facts in body["to"].items()}
    for key, facts in to.items():
        if was[key] is None and "board_id" in MODELS[key.partition(":")[0]].LEDGER:
            facts["board_id"] = board_id
    more = ids.facts({name: value for name, value in body.items() if name not in ("was", "to", "spread")})
    if "spread" in body:
        more["spread"] = {lane: _spread(each, ids) for lane, each in body["spread"].items()}
    return {"v": 1, "was": was, "to": to} | more


def _spread(each: dict[str, dict[str, str]], ids: _Ids) -> dict[str, dict[str, str]]:
    return {when: {str(ids.of(f"action:{uid}")): rank for uid, rank in told.items()} for when, told in each.items()}


def _check_equal(board: Board) -> None:
    """The stored rows are what the stored events tell, as `verify` would find them; else nothing was imported."""
    if ledger.differing(board) or not categories.sound(board):
        raise Invalid("file", "board_file_rows")


def _close_rooms(change: Change, board: Board) -> None:
    """Who sat in a room stays behind, and so do lines and votes that were still hidden: no room goes on here."""
    open_rooms = (Workshop.board_id == board.id, Workshop.opened_at.is_not(None), Workshop.closed_at.is_(None))
    for workshop in db.session.scalars(select(Workshop).where(*open_rooms)):
        change.put(workshop, phase=Phase.close, closed_at=change.by.at)


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
