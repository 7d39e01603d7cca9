"""Statements that every change or page asks: put into words once, as SQLAlchemy's way from a statement to the driver
and back costs several times what the database takes to answer."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, bindparam, insert
from sqlalchemy.exc import DBAPIError, NoResultFound

from boardapp.database import db

Values = Mapping[str, Any]
Process = Callable[[Any], Any]


class Prepared:
    """One statement, asked in the session's transaction. A list among its values is filled up to one of few lengths by
    repeating its last, as each length has words of its own: it may stand beside IN and nowhere else."""

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._known: dict[tuple[Any, ...], _Words] = {}

    def all(self, values: Values) -> list[Any]:
        """Its rows, as named tuples of what the columns hold."""
        words, cursor = self._executed(values)
        return [words.row(each) for each in cursor.fetchall()]

    def one(self, values: Values) -> Any:
        rows = self.all(values)
        if len(rows) != 1:
            raise NoResultFound
        return rows[0]

    def scalar(self, values: Values) -> Any:
        """The first value of the one row."""
        return self.one(values)[0]

    def run(self, *each: Values) -> None:
        """For a statement that changes rows and tells nothing; with more values than one, once for each."""
        if len(each) == 1:
            self._executed(each[0])
        else:
            db.session.execute(self._statement, each)

    def _executed(self, values: Values) -> tuple["_Words", Any]:
        session = db.session()
        session.flush()
        connection = session.connection()
        full = {name: _filled_up(value) if isinstance(value, list) else value for name, value in values.items()}
        dialect = connection.dialect
        key = (dialect.name, *(len(value) for value in full.values() if isinstance(value, list)))
        words = self._known.get(key)
        if words is None:
            words = self._known[key] = _Words(self._statement, dialect, full)
        return words, _told(connection, words.sql, words.said(full))


def inserting(table: Any, *but: str) -> Any:
    """One row of all columns but these."""
    names = [each.name for each in table.columns if each.name not in but]
    return insert(table).values({name: bindparam(name) for name in names})


def _told(connection: Connection, sql: str, said: Any) -> Any:
    """The cursor of the driver; whoever listens to the engine hears of it as of any other statement."""
    cursor = connection.connection.cursor()
    for heard in connection.engine.dispatch.before_cursor_execute:
        heard(connection, cursor, sql, said, None, False)
    errors = connection.dialect.loaded_dbapi
    try:
        cursor.execute(sql, said)
    except errors.Error as error:
        raise DBAPIError.instance(sql, None, error, errors.Error, hide_parameters=True) from error
    return cursor


class _Words:
    """The statement as one driver takes it, for lists of these lengths."""

    def __init__(self, statement: Any, dialect: Dialect, values: Values) -> None:
        compiled = statement.compile(dialect=dialect)
        state = compiled.construct_expanded_state(values)
        self.sql = state.statement
        self._order = state.positiontup
        self._lists = {name: names for name, names in state.parameter_expansion.items() if name in values}
        types = {name: each.type.dialect_impl(dialect) for name, each in compiled.binds.items()}
        processes = {name: type_.bind_processor(dialect) for name, type_ in types.items()} | dict(state.processors)
        self._processes: dict[str, Process] = {name: process for name, process in processes.items() if process}
        given = {*values, *state.parameter_expansion, *(name for names in self._lists.values() for name in names)}
        self._fixed = self._processed({name: value for name, value in state.parameters.items() if name not in given})
        columns = list(statement.exported_columns)
        reads = (each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns)
        self._columns = [(at, process) for at, process in enumerate(reads) if process]
        self._row = _named([each.key or "" for each in columns])

    def said(self, values: Values) -> Any:
        spread = dict(values)
        for name, names in self._lists.items():
            spread |= zip(names, spread.pop(name), strict=True)
        told = self._fixed | self._processed(spread)
        return tuple(told[name] for name in self._order) if self._order is not None else told

    def row(self, values: Sequence[Any]) -> Any:
        told = list(values)
        for at, process in self._columns:
            told[at] = process(told[at])
        return self._row._make(told)

    def _processed(self, values: Values) -> dict[str, Any]:
        processes = self._processes
        return {name: processes[name](value) if name in processes else value for name, value in values.items()}


def _named(columns: Sequence[str]) -> Any:
    """What a row is; a column without a name has its place."""
    return namedtuple("Row", columns, rename=True)


def _filled_up(values: list[Any]) -> list[Any]:
    """To a power of two; no row has the id 0."""
    length = 1 << max(0, len(values) - 1).bit_length()
    return values + (values[-1:] or [0]) * (length - len(values))
