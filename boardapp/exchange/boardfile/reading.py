"""A file of a whole board, checked to the last value without a database: what comes out can be stored as it is.

All events together must end in the tables that stand beside them in the file; where they do not, somebody changed one
and not the other, and nothing of the file is taken."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from boardapp.domain.errors import Invalid
from boardapp.domain.inventory import MOST
from boardapp.domain.kinds import FINAL, Kind
from boardapp.domain.transfer import Copy, Told
from boardapp.exchange.boardfile.kinds import SHAPES, fits
from boardapp.exchange.boardfile.replaying import Replay
from boardapp.exchange.boardfile.values import (
    DETAILS,
    NAME,
    NUMBERED,
    PERSON,
    TABLES,
    Check,
    Fact,
    Unfit,
    mapping,
    moment,
    record,
    uid,
    whole,
    within,
    word,
)

FORMAT, VERSION = "troistemps", 2
MAX_BYTES = 200 * 1024 * 1024
PEOPLE_MOST, EVENTS_MOST = 2_000, 200_000
SECTIONS = {
    "actions": "action", "categories": "category", "owners": "owner", "memberships": "membership",
    "invitations": "invitation", "comments": "comment", "workshops": "workshop",
}  # fmt: skip
"""Where the file shows the rows of a table as its events leave them."""

RENAMED = {"rank": "rank_key"}
"""In the table of actions `rank` is the place in the lane."""

_KINDS = word([*SHAPES, Kind.event_undone])
_ACTOR: dict[str, Check] = {
    "kind": word(("user", "cli", "participant", "link", "system")), "person": Fact(PERSON, empty=True),
}  # fmt: skip
_EVENT: dict[str, Check] = {
    "uid": uid, "version": whole(1), "at": moment, "actor": lambda value: record(value, _ACTOR), "kind": _KINDS,
    "undoes": Fact(uid, empty=True), "body": mapping,
}  # fmt: skip


def read(data: bytes) -> Copy:
    """The board of this file. Raises Invalid, with the place in the file where it does not fit."""
    document = _parsed(data)
    try:
        return _copy(document)
    except Unfit as error:
        raise Invalid("file", "board_file_unfit", where=_legible(error.where) or "format") from None


def _legible(where: str) -> str:
    """Names in the file may be anything, and a terminal obeys some of them."""
    return "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in where[:200])


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise Invalid("file", "board_file_large", limit=MAX_BYTES // 2**20)
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no, parse_float=_no)
    except (ValueError, RecursionError):
        raise Invalid("file", "board_file_unreadable") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Invalid("file", "board_file_unreadable")
    if "events" not in document:
        raise Invalid("file", "board_file_table")
    if document.get("version") != VERSION:
        raise Invalid("file", "board_file_version")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name, a reader would see one and a checker the other."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else _no("")


def _no(text: str) -> NoReturn:
    """The format has whole numbers only."""
    raise ValueError(text)


def _copy(document: dict[str, Any]) -> Copy:
    board = within("board", mapping, document.get("board"))
    told, people = _list(document, "events", EVENTS_MOST), _list(document, "people", PEOPLE_MOST)
    names = [_person(at, each) for at, each in enumerate(people, 1)]
    reader = _Reader(within("board.uid", uid, board.get("uid")), len(names))
    for at, event in enumerate(told):
        within(f"events[{at}]", reader.happen, event)
    rows = reader.replay.rows
    _check_tables(document, board, rows)
    _check_together(rows)
    owners = {f"owner:{each['uid']}": within("owners.name", NAME, each.get("name")) for each in document["owners"]}
    return Copy(reader.board, names, owners, rows, reader.events, reader.replay.made, reader.replay.last)


def _list(document: Mapping[str, Any], section: str, most: int) -> list[Any]:
    found = document.get(section)
    if not isinstance(found, list) or len(found) > most or not all(isinstance(each, dict) for each in found):
        raise Unfit(section)
    return found


def _person(at: int, told: Any) -> str:
    found = within(f"people[{at - 1}]", lambda each: record(each, {"number": whole(at, at), "name": NAME}), told)
    return str(found["name"])


class _Reader:
    def __init__(self, board: str, people: int) -> None:
        self.board = board
        self.people = people
        self.replay = Replay(board, people)
        self.events: list[Told] = []
        self._at: dict[str, Told] = {}

    def happen(self, event: Any) -> None:
        """Check one event and carry it out."""
        told = record(event, _EVENT)
        number = len(self.events) + 1
        if told["version"] != number or told["uid"] in self._at:
            raise Unfit("version")
        if not self._known(told["actor"]):
            raise Unfit("actor")
        undone = self._undone(told["undoes"])
        body = within("body", lambda body: self._body(body, number), told["body"])
        self._check_kind(told["kind"], body, undone, first=number == 1)
        self._keep(told, body)

    def _known(self, actor: Mapping[str, Any]) -> bool:
        """An account of the file, or nobody: whoever sat in a room has no name in any history."""
        person = actor["person"]
        return person is None or (actor["kind"] in ("user", "cli") and person <= self.people)

    def _undone(self, name: str | None) -> Told | None:
        undone = self._at.get(name or "")
        if (name is not None and undone is None) or (undone is not None and undone.kind in FINAL):
            raise Unfit("undoes")
        return undone

    def _body(self, body: Mapping[str, Any], number: int) -> dict[str, Any]:
        more = {name: value for name, value in body.items() if name not in ("was", "to", "spread")}
        if not more.keys() <= DETAILS.keys():
            raise Unfit("")
        details = {name: within(name, DETAILS[name], value) for name, value in more.items()}
        told = self.replay.happen(body, number)
        for name in details.keys() & {"into", "workshop"}:
            if not self.replay.knows(name, details[name]):
                raise Unfit(name)
        return told | details

    def _check_kind(self, kind: str, body: Mapping[str, Any], undone: Told | None, *, first: bool) -> None:
        done_again = undone is not None and undone.kind == Kind.event_undone and "again" not in undone.body
        if body.get("again", False) is not done_again or (kind == Kind.board_opened) is not first:
            raise Unfit("kind")
        if not fits(kind, body, undone.body if undone else None):
            raise Unfit("kind")

    def _keep(self, told: Mapping[str, Any], body: dict[str, Any]) -> None:
        actor, at = told["actor"], datetime.fromisoformat(told["at"])
        event = Told(told["uid"], at, actor["kind"], actor["person"], told["kind"], body, told["undoes"])
        self.events.append(event)
        self._at[event.uid] = event


def _check_tables(document: Mapping[str, Any], board: Mapping[str, Any], rows: Mapping[str, Any]) -> None:
    """The tables of the file are what its events leave."""
    shown = {f"board:{board['uid']}": _shown("board", board)}
    for section, table in SECTIONS.items():
        found = _list(document, section, EVENTS_MOST)
        told = {f"{table}:{each.get('number' if table in NUMBERED else 'uid')}": _shown(table, each) for each in found}
        if len(told) != len(found):
            raise Unfit(section)
        shown |= told
    wrong = next((key for key in [*rows, *shown] if shown.get(key) != _whole(rows.get(key))), None)
    if wrong is not None:
        raise Unfit(wrong)


def _shown(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a row in its table, made as fit to store as those of events."""
    fields = TABLES[table]
    facts = {name: row.get(RENAMED.get(name, name) if table == "action" else name) for name in fields}
    return {name: within(f"{table}.{name}", fields[name], value) for name, value in facts.items() if value is not None}


def _whole(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if facts is None else {name: value for name, value in facts.items() if value is not None}


def _check_together(rows: Mapping[str, Mapping[str, Any]]) -> None:
    """What the database demands of the rows of a board together."""
    actions = [row for key, row in rows.items() if key.startswith("action:")]
    if len(actions) > MOST:
        raise Invalid("file", "board_full", most=MOST)
    _check_single("actions.ref", (row["ref"] for row in actions))
    _check_single("actions.rank_key", ((row["horizon"], row["rank"]) for row in actions if row.get("rank")))
    _check_single("memberships.user_id", (row["user_id"] for key, row in rows.items() if key.startswith("membership:")))
    _check_merged({row["uid"]: row.get("merged_into_id") for row in actions})


def _check_single(where: str, values: Iterable[Any]) -> None:
    found = list(values)
    if len(found) != len(set(found)):
        raise Unfit(where)


def _check_merged(into: Mapping[str, str | None]) -> None:
    """Following what an action was merged into ends."""
    ends: set[str] = set()
    for name in into:
        way: dict[str, None] = {}
        at: str | None = name
        while at is not None and at not in ends:
            if at in way:
                raise Unfit("actions.merged_into_id")
            way[at] = None
            at = into[at]
        ends |= way.keys()
