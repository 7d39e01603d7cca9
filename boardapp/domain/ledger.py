"""The ledger checked against the tables: facts replayed from the first event must give what is stored."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from boardapp import database
from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board
from boardapp.domain.comments import Comment
from boardapp.domain.events import Event, key_of, plain
from boardapp.domain.facts import Instance
from boardapp.domain.people import User
from boardapp.domain.reversing import MODELS

State = dict[str, dict[str, Any]]
_BOARDS = {name: model for name, model in MODELS.items() if model is not User}  # what belongs to a board


def replay(events: Iterable[Any]) -> State:
    """The rows as the events leave them, by key such as `action:17`, with the fields that are facts."""
    state: State = {}
    for event in events:
        for lane in event.body.get("spread", {}).values():
            for id_, rank in lane["to"].items():
                state.setdefault(f"action:{id_}", {})["rank"] = rank
        for key, facts in event.body["to"].items():
            state.setdefault(key, {}).update(facts)
            if "version" in (model := MODELS[key.partition(":")[0]]).__table__.columns and model is not Board:
                state[key]["version"] = event.version
    return state


def verify() -> list[str]:
    """What differs between ledger and tables, a line each; empty when all is well. People may go on working.

    Events are read in the order in which they were written, whatever board they are of: an account may be made by
    an invitation to a board and changed by an event of the instance.
    """
    database.read_one_moment()
    numbers: dict[int | None, list[int]] = {}
    query = select(Event.board_id, Event.version, Event.body).order_by(Event.id)
    state = replay(_counted(db.session.execute(query.execution_options(yield_per=1000)), numbers))
    versions = [(None, _instance_version()), *db.session.execute(select(Board.id, Board.version).order_by(Board.id))]
    problems = [line for id_, version in versions for line in _numbering(id_, version, numbers.get(id_, []))]
    return problems + list(_differences(state, {name: select(model) for name, model in MODELS.items()}))


def differing(board: Board) -> list[str]:
    """The same of one board, also within a change that is not saved yet."""
    query = select(Event.board_id, Event.version, Event.body).where(Event.board_id == board.id).order_by(Event.id)
    numbers: dict[int | None, list[int]] = {}
    state = replay(_counted(db.session.execute(query.execution_options(yield_per=1000)), numbers))
    problems = _numbering(board.id, board.version, numbers.get(board.id, []))
    return problems + list(_differences(state, {name: rows_of(model, board) for name, model in _BOARDS.items()}))


def rows_of(model: type[Any], board: Board) -> Any:
    """The rows of this table that are of the board."""
    if model is Comment:
        query = select(model).join(Action).where(Action.board_id == board.id)
    else:
        query = select(model).where((model.id if model is Board else model.board_id) == board.id)
    return query


def _instance_version() -> int:
    return db.session.scalar(select(Instance.version)) or 0


def _counted(events: Iterable[Any], numbers: dict[int | None, list[int]]) -> Iterator[Any]:
    for event in events:
        numbers.setdefault(event.board_id, []).append(event.version)
        yield event


def _numbering(board_id: int | None, version: int, numbers: list[int]) -> list[str]:
    where = f"board {board_id}" if board_id is not None else "the instance"
    if numbers == list(range(1, version + 1)):
        return []
    return [f"{where}: events are not numbered 1 to {version}"]


def _differences(state: State, queries: Mapping[str, Any]) -> Iterator[str]:
    seen = set()
    for query in queries.values():
        for row in db.session.scalars(query.execution_options(yield_per=1000)):
            key = key_of(row)
            seen.add(key)
            yield from _compared(row, state.get(key))
    for key in state.keys() - seen:
        yield f"{key}: in the ledger, but not stored"


def _compared(row: Any, facts: dict[str, Any] | None) -> Iterator[str]:
    if facts is None:
        yield f"{key_of(row)}: stored, but no event made it"
        return
    for name in (*row.LEDGER, *({"version"} & facts.keys())):
        stored, told = plain(getattr(row, name)), facts.get(name)
        if stored != told:
            yield f"{key_of(row)}: {name} is {stored!r}, the ledger says {told!r}"
