"""The events of a board file carried out in memory, each checked against what the ones before it left.

An event must say of every field what it was; then nothing that an undo would bring back, and nothing that history
tells, can be made up. Rows are named by table and uid, which a file cannot choose to be rows of another board."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from boardapp.domain.actions import Horizon
from boardapp.domain.transfer import REFERS
from boardapp.exchange.boardfile.values import NUMBERED, TABLES, Fact, Unfit, mapping, rank, record, uid, within

Facts = dict[str, Any]
_LANES = {horizon.value: str(at) for at, horizon in enumerate(Horizon)}
"""Events know a lane by its number; a file calls it by its name."""


class Replay:
    """`rows` in the order of their making; `made` and `last` say by which event they were made, and changed last."""

    def __init__(self, board: str, people: int) -> None:
        self.rows: dict[str, Facts] = {}
        self.made: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self._board, self._people = board, people
        self._count = dict.fromkeys(NUMBERED, 0)

    def happen(self, body: Mapping[str, Any], number: int) -> Facts:
        """Carry one event out; returns what it says, fit to be stored."""
        was, to = mapping(body.get("was")), mapping(body.get("to"))
        if was.keys() != to.keys() or not to:
            raise Unfit("to")
        told: Facts = {"was": {}, "to": {}}
        if "spread" in body:
            told["spread"] = within("spread", self._spread, body["spread"])
        for key in to:
            before, after = within(key, partial(self._row, key, was[key]), to[key])
            told["was"][key], told["to"][key] = before, after
            self._note(key, after, number)
        for key, facts in told["to"].items():
            within(key, self._refers, facts)
            _sound(key, self.rows[key])
        return told

    def knows(self, field: str, value: Any) -> bool:
        """Whether what this field refers to is a row of this file."""
        if REFERS[field] == "user":
            return 1 <= value <= self._people
        return f"{REFERS[field]}:{value}" in self.rows

    def _row(self, key: str, was: Any, to: Any) -> tuple[Facts | None, Facts]:
        table = key.partition(":")[0]
        fields = TABLES.get(table)
        if fields is None:
            raise Unfit("")
        if was is None:
            return None, self._made(table, key, fields, mapping(to))
        return self._changed(key, fields, mapping(was), mapping(to))

    def _made(self, table: str, key: str, fields: Mapping[str, Fact], to: Facts) -> Facts:
        needed = {name for name, fact in fields.items() if not fact.empty}
        if key in self.rows or key != self._name(table, to) or not needed <= to.keys():
            raise Unfit("")
        return _facts(fields, {name: value for name, value in to.items() if value is not None})

    def _name(self, table: str, to: Facts) -> str:
        if table in NUMBERED:
            self._count[table] += 1
            name: Any = self._count[table]
        else:
            name = self._board if table == "board" else to.get("uid")
        return f"{table}:{name}"

    def _changed(self, key: str, fields: Mapping[str, Fact], was: Facts, to: Facts) -> tuple[Facts, Facts]:
        row = self.rows.get(key)
        if row is None or was.keys() != to.keys() or not to:
            raise Unfit("")
        before, after = _facts(fields, was), _facts(fields, to)
        for name, value in before.items():
            if fields[name].fixed or row.get(name) != value:
                raise Unfit(name)
        return before, after

    def _note(self, key: str, facts: Facts, number: int) -> None:
        self.rows.setdefault(key, {}).update(facts)
        self.made.setdefault(key, number)
        self.last[key] = number

    def _refers(self, facts: Facts) -> None:
        for name in facts.keys() & REFERS.keys():
            if facts[name] is not None and not self.knows(name, facts[name]):
                raise Unfit(name)

    def _spread(self, lanes: Any) -> Facts:
        told = {}
        for lane, each in mapping(lanes).items():
            ranks = record(each, {"was": _ranks, "to": _ranks})
            if lane not in _LANES or ranks["was"].keys() != ranks["to"].keys():
                raise Unfit(lane)
            for id_, old in ranks["was"].items():
                self._spread_one(id_, old, ranks["to"][id_])
            told[_LANES[lane]] = ranks
        return told

    def _spread_one(self, id_: str, was: str, to: str) -> None:
        row = self.rows.get(f"action:{id_}")
        if row is None or row.get("rank") != was:
            raise Unfit(id_)
        row["rank"] = to


def _facts(fields: Mapping[str, Fact], told: Facts) -> Facts:
    return {name: within(name, fields.get(name, _unknown), value) for name, value in told.items()}


def _ranks(value: Any) -> dict[str, str]:
    return {uid(id_): rank(each) for id_, each in mapping(value).items()}


def _unknown(value: Any) -> Any:
    raise Unfit("")


def _sound(key: str, row: Facts) -> None:
    """What the tables demand of one row, at any moment: an undo may lead back to it."""
    table = key.partition(":")[0]
    if table == "action" and (row.get("rank") is None) is (row.get("archived_at") is None):
        raise Unfit(f"{key}.rank")
    if table == "category" and not (row.get("key") or row["name"]):
        raise Unfit(f"{key}.name")
