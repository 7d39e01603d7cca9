"""Taking back what touched rows by the thousand: worked out before the lock, then one short transaction of statements.

`reversing.put_back` does the same row by row and is the reference: facts, tables and subjects are equal. What was
worked out holds if nobody touched these rows meanwhile, nor took a place that they are to have again; other work on the
board goes on. Where it does not hold it is worked out anew, and after a few times under the lock.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, insert, literal, select, update

from boardapp.database import db, large, read_one_moment, tidy
from boardapp.domain.actions import Action, searchable
from boardapp.domain.boards import Board
from boardapp.domain.errors import Conflict
from boardapp.domain.events import By, Change, Event, EventSubject, Ledgered, Told, changing, plain
from boardapp.domain.facts import SPREAD
from boardapp.domain.given import Columns, given
from boardapp.domain.kinds import Kind
from boardapp.domain.reversing import MODELS, ranks_again, refusal, rows, still_fits, trace_of, traces, typed, values_of

MANY = 200
TRIES = 4
LOOKED_AT = 500  # where more actions were touched meanwhile it is not asked which places they took

Facts = Mapping[str, dict[str, Any] | None]
Values = list[tuple[Any, dict[str, Any]]]  # a row, and what it is to hold
_SEARCHED = ("title", "need", "challenge", "note")
_action: Any = Action.__table__
_subject: Any = EventSubject.__table__


def is_large(event: Event) -> bool:
    return event.board_id is not None and len(event.body["was"]) >= MANY


def undo(event: Event, *, by: By, again: bool) -> Event | None:
    """See `history.undo`, which has asked already whether this person may."""
    board_id = event.board_id
    for _ in range(TRIES):
        read_one_moment()
        plan = _Plan(event, by)
        with changing(board_id, by) as change:
            if plan.holds():
                undone = plan.carry_out(change, again=again)
                break
    else:
        with changing(board_id, by) as change:
            undone = _Plan(event, by).carry_out(change, again=again)
    tidy()
    return undone


class _Plan:
    """All that is worked out before the lock."""

    def __init__(self, event: Event, by: By) -> None:
        was: Facts = event.body["was"]
        # a copy that no transaction expires: to read the body again would take longer than all the rest under the lock
        self._event = Event(id=event.id, board_id=event.board_id, version=event.version)
        self._seen = db.session.scalar(select(Board.version).where(Board.id == event.board_id))
        known = traces(event.board_id, event.version)
        self._refused = refusal(trace_of(event, known), known)
        self._keys = was.keys()
        self._others = {key: facts for key, facts in was.items() if not _is_action(key) and _changes(key, facts)}
        self._actions = _Actions(self._event, {} if self._refused else was, by)

    def holds(self) -> bool:
        """Whether no event since has touched these rows, taken another one back, or taken a place."""
        since = (Event.board_id == self._event.board_id, Event.version > self._seen)
        later = select(Event.undoes_id, EventSubject.kind, EventSubject.row_id).join(EventSubject).where(*since)
        found = db.session.execute(later).all()
        near = any(undoes or kind == SPREAD or f"{kind}:{id_}" in self._keys for undoes, kind, id_ in found)
        ids = [id_ for _, kind, id_ in found if kind == _action.name]
        return not near and len(ids) <= LOOKED_AT and not self._actions.meet(ids)

    def carry_out(self, change: Change, *, again: bool) -> Event | None:
        """Within the lock: nothing but statements."""
        if self._refused:
            raise Conflict(self._refused)
        large()
        found = rows(self._others)
        for key, facts in self._others.items():
            change.put(found[key], **values_of(found[key], facts, change))
        self._actions.write(change)
        still_fits(self._event.board_id)
        return change.record(Kind.event_undone, undoes=self._event, again=again)


class _Actions:
    """The actions of an event as they are to stand again."""

    def __init__(self, event: Event, was: Facts, by: By) -> None:
        self._at = by.at
        values = list(_values(event, {key: facts for key, facts in was.items() if _is_action(key)}, by))
        ranks_again(event, values)
        self._places = {(each.get("horizon", row.horizon), each["rank"]) for row, each in values if each.get("rank")}
        changed = [(row, told) for row, each in values if (told := _told(row, each))]
        moving = [{"id": row.id} for row, told in changed if row.rank and told.get("rank")]
        self._aside = given(_action, ["id"], moving)
        self._groups = [(names, given(_action, ["id", *names], group)) for names, group in _by_names(changed)]
        self._facts = _worded(changed) if changed else None

    def meet(self, ids: Sequence[int]) -> bool:
        """Whether one of these actions stands where one of ours is to stand."""
        there = db.session.execute(select(_action.c.horizon, _action.c.rank).where(_action.c.id.in_(ids)))
        return not self._places.isdisjoint(tuple(row) for row in there)

    def write(self, change: Change) -> None:
        """None takes its rank before all are out of the way, as in `Change.clear_ranks`."""
        for new in self._aside:
            _update(new, {"rank": literal("~") + cast(_action.c.id, String)})
        stamped = {"version": change.version, "updated_at": self._at}
        for names, pieces in self._groups:
            for new in pieces:
                _update(new, {name: new[name] for name in names} | stamped)
        if self._facts is not None:
            change.tell(self._facts)


def _is_action(key: str) -> bool:
    return key.startswith(f"{_action.name}:")


def _changes(key: str, facts: dict[str, Any] | None) -> bool:
    """Whether the row has anything to be put back; people named by the thousand stay as they are."""
    return facts is not None or MODELS[key.partition(":")[0]].withdrawal is not Ledgered.withdrawal


def _values(event: Event, was: Facts, by: By) -> Iterator[tuple[Any, dict[str, Any]]]:
    names = {name for facts in was.values() for name in facts or ()}
    names |= {"id", "horizon", "rank", "archived_at"} | ({"ref", *_SEARCHED} if names & {*_SEARCHED} else set())
    touched = (EventSubject.event_id == event.id, EventSubject.kind == _action.name)
    query = select(*(_action.c[name] for name in sorted(names))).join(EventSubject, EventSubject.row_id == _action.c.id)
    found = {f"{_action.name}:{row.id}": row for row in db.session.execute(query.where(*touched))}
    for key, facts in was.items():
        row: Any = found[key]
        yield row, typed(Action, facts) if facts is not None else Action.withdrawal(row, by.at)


def _told(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """What `Change.put` would tell: what differs, and what means nothing without the other."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    return {other: getattr(row, other) for name, other in Action.TOLD_WITH.items() if name in changed} | changed


def _by_names(changed: Values) -> Iterable[tuple[list[str], list[dict[str, Any]]]]:
    """One statement for all the rows in which the same columns change."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, told in changed:
        stored = told | _search(row, told)
        groups.setdefault(tuple(sorted(stored)), []).append(stored | {"id": row.id})
    return [(list(names), group) for names, group in groups.items()]


def _search(row: Any, told: dict[str, Any]) -> dict[str, str]:
    if told.keys().isdisjoint(_SEARCHED):
        return {}
    return {"search": searchable(row.ref, **{name: told.get(name, getattr(row, name)) for name in _SEARCHED})}


def _update(new: Columns, values: dict[str, Any]) -> None:
    db.session.execute(update(_action).where(_action.c.id == new["id"]).values(values))


def _worded(changed: Values) -> Told:
    was = ({name: plain(getattr(row, name)) for name in told} for row, told in changed)
    to = ({name: plain(each) for name, each in told.items()} for _, told in changed)
    subjects = [{"row_id": row.id, "fields": ",".join(sorted(told))} for row, told in changed]
    pieces = given(_subject, ["row_id", "fields"], subjects)

    def touched(event_id: int) -> None:
        for new in pieces:
            each = select(literal(event_id), literal(_action.name), new["row_id"], new["fields"])
            db.session.execute(insert(_subject).from_select(["event_id", "kind", "row_id", "fields"], each))

    keys = [f"{_action.name}:{row.id}" for row, _ in changed]
    return Told(_joined(keys, was), _joined(keys, to), touched)


def _joined(keys: Sequence[str], facts: Iterable[dict[str, Any]]) -> str:
    """JSON row by row: one long text would be made without letting anybody else's thread run."""
    return ",".join(f'"{key}": {json.dumps(each)}' for key, each in zip(keys, facts, strict=True))
