"""Rows told to the database as JSON, to be read by one statement for thousands of them instead of one for each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Text, cast, func, literal, literal_column

from boardapp.database import db

STEP = 5_000  # JSON is made and read without letting anybody else's thread run

Columns = Mapping[str, Any]


def given(table: Any, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Columns]:
    """For every few thousand rows, what they hold in these columns of the table, to be used in a statement on it. What
    is the same in all of them is said once; one of the columns must tell them apart."""
    same = {name: literal(rows[0][name], table.c[name].type) for name in names if len({row[name] for row in rows}) == 1}
    to_store = {name: _storing(table.c[name].type) for name in names if name not in same}
    told = [{name: store(row[name]) for name, store in to_store.items()} for row in rows]
    texts = (json.dumps(told[at : at + STEP], default=str, ensure_ascii=False) for at in range(0, len(told), STEP))
    return [_columns(table, list(to_store), text) | same for text in texts]


def _columns(table: Any, names: Sequence[str], text: str) -> dict[str, Any]:
    rows = literal(text, Text)
    if db.engine.dialect.name == "sqlite":
        each = func.json_each(rows).table_valued("value", name="given")
        return {name: func.json_extract(each.c.value, f"$.{name}") for name in names}
    like: Any = literal_column(f"NULL::{table.name}")  # its columns say how the JSON is to be read
    found = func.json_populate_recordset(like, cast(rows, JSON)).table_valued(*names, name="given")
    return {name: found.c[name] for name in names}


def _storing(kind: Any) -> Any:
    """From a value to what the driver is told."""
    dialect = db.engine.dialect
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
