"""What a file changes in actions that the board has: columns, facts and statements for rows by the thousand."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, literal, update

from boardapp.database import db
from boardapp.domain import ordering
from boardapp.domain.actions import Action, Horizon, Kind, Status, cleaned, searchable
from boardapp.domain.events import Change, plain
from boardapp.domain.facts import EventSubject
from boardapp.domain.imports.differing import Cell, Difference
from boardapp.domain.imports.judging import Outcome
from boardapp.domain.imports.naming import Named
from boardapp.domain.imports.staging import archived_at

_action: Any = Action.__table__
_subject: Any = EventSubject.__table__
_CODES = {"horizon": Horizon, "status": Status, "kind": Kind}
_SEARCHED = ("title", "need", "challenge", "note")


class Rewriting:
    """The actions that rows of the file change. Ranks of those that change lanes are left open until the lock: they
    come after what stands there, and before the rows that are new."""

    def __init__(self, named: Named, outcome: Outcome, at: datetime) -> None:
        self._named, self._board, self._at = named, named.board, at
        self._today = self._board.today(at)
        self._rows = [(each.action, self._values(each)) for each in outcome.changing]
        self._moved = self._places()
        self._columns: list[str] = []
        self._stored: list[dict[str, Any]] = []
        self._subjects: list[tuple[int, str]] = []

    def facts(self, above: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """`was` and `to` of an event. What `write` and `subjects` do is settled here, before the lock."""
        was: dict[str, Any] = {}
        to: dict[str, Any] = {}
        whole = [(row, self._ranked(row, values, above)) for row, values in self._rows]
        for row, values in whole:
            now = {name: plain(each) for name, each in values.items()}
            told = [name for name, each in now.items() if each != plain(getattr(row, name))]
            was[f"action:{row.id}"] = {name: plain(getattr(row, name)) for name in told}
            to[f"action:{row.id}"] = {name: now[name] for name in told}
        self._columns = sorted({name for _, values in whole for name in values} | {"search"})
        self._stored = [self._row(row, values) for row, values in whole]
        self._subjects = [(row.id, ",".join(sorted(told))) for (row, _), told in zip(whole, to.values(), strict=True)]
        return was, to

    def write(self, change: Change) -> None:
        """Within the lock: nothing but statements, of the columns that somebody changed."""
        if self._stored:
            new = {name: bindparam(f"new_{name}", type_=_action.c[name].type) for name in self._columns}
            stamped = {"version": literal(change.version), "updated_at": literal(self._at, _action.c.updated_at.type)}
            changed = update(_action).where(_action.c.id == bindparam("this")).values(new | stamped)
            db.session.connection().execute(changed, self._stored)

    def subjects(self, event_id: int) -> None:
        rows = [
            {"event_id": event_id, "kind": "action", "row_id": id_, "fields": fields} for id_, fields in self._subjects
        ]
        if rows:
            db.session.connection().execute(insert(_subject), rows)

    def _values(self, found: Difference) -> dict[str, Any]:
        """Columns → what they hold from now on."""
        values: dict[str, Any] = {}
        for cell in found.taken:
            values |= self._value(cell, found.line)
        values = cleaned(values)
        row = found.action
        status = values.get("status", row.status)
        done_on = values.pop("done_on", row.done_on)
        if status is Status.done:
            values["done_on"] = done_on or self._today
        elif "status" in values:
            values["done_on"] = None
        return values

    def _value(self, cell: Cell, line: Any) -> dict[str, Any]:
        said = getattr(line, cell.field)
        value: dict[str, Any]
        if cell.field == "owner":
            value = {"owner_id": self._named.owner_ids.get(self._named.owner(said) or "")}
        elif cell.field == "category":
            uid = self._named.category(said)  # one the board has no room for stays as it was
            value = {"category_id": self._named.category_ids[uid] if uid else None} if uid or not said else {}
        elif cell.field == "archived_on":
            value = {"archived_at": archived_at(self._board, said)}
        elif cell.field in _CODES:
            value = {cell.field: _CODES[cell.field](said)}
        else:
            value = {cell.field: said}
        return value

    def _places(self) -> dict[int, str]:
        """The rank of each action that changes lanes, among those that do."""
        places: dict[int, str] = {}
        for horizon in Horizon:
            ids = [row.id for row, values in self._rows if values.get("horizon") is horizon and _standing(row, values)]
            places |= zip(ids, ordering.spread(len(ids)), strict=True)
        return places

    def _ranked(self, row: Any, values: dict[str, Any], above: dict[str, str]) -> dict[str, Any]:
        if not _standing(row, values):
            rank: dict[str, Any] = {"rank": None}
        elif row.id in self._moved:
            rank = {"rank": f"{above[values['horizon'].value]}{self._moved[row.id]}"}
        else:
            rank = {}
        return values | rank

    def _row(self, row: Any, values: dict[str, Any]) -> dict[str, Any]:
        whole = dict(row._mapping) | values
        whole["search"] = searchable(row.ref, **{name: whole[name] for name in _SEARCHED})
        return {f"new_{name}": whole[name] for name in self._columns} | {"this": row.id}


def _standing(row: Any, values: dict[str, Any]) -> bool:
    return values.get("archived_at", row.archived_at) is None
