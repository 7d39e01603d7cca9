"""Bytes to a table: delimited text as spreadsheets, boards and people write it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from boardapp.exchange.decoding import decode
from boardapp.exchange.guard import unguard, was_guarded
from boardapp.exchange.headers import is_ours
from boardapp.exchange.tables import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Table, Unreadable

__all__ = ["Table", "Unreadable", "read_table"]

_CANDIDATES = (",", ";", "\t", "|")
_SAMPLE = 1_000
_CLEAR = 0.8

# Once the lone surrogates of the file are out, three of them are free to stand for what no text holds.
_END = "\udfff"
_INNER_CR = "\udffe"
_NOTHING = "\udffd"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONE_CR = re.compile(r"\r(?!\n)")


def read_table(data: bytes) -> Table:
    """Wholly empty lines are left out and counted. The first other row is the header: a preamble is a later matter."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES, found=len(data))
    text, encoding = decode(data)
    text = _with_marks(text)
    delimiter = _delimiter(text)
    table = Table(rows=[], lines=[], encoding=encoding, delimiter=delimiter)
    _fill(table, text)
    if not table.rows:
        raise Unreadable("empty")
    _square(table.rows)
    if "'" in text and (is_ours(table.header) or was_guarded(table.rows)):
        table.rows = [[unguard(cell) if cell[:1] == "'" else cell for cell in row] for row in table.rows]
    return table


def _with_marks(text: str) -> str:
    """What cannot be stored becomes NUL, to be counted where it stood. A lone CR ends a row only where no LF does:
    elsewhere it is text, also outside quotes, where the csv module would break the row."""
    text = _UNSTORABLE.sub("\x00", text)
    return _LONE_CR.sub(_INNER_CR, text) if "\n" in text else text.replace("\r", "\n")


def _delimiter(text: str) -> str:
    """The candidate that gives the steadiest number of columns, or none where the file is a plain list."""
    scores = {candidate: _score(text, candidate) for candidate in _CANDIDATES}
    best = max(_CANDIDATES, key=scores.__getitem__)
    return best if scores[best] > (False, 0.0, 0) else ""


def _score(text: str, delimiter: str) -> tuple[bool, float, int]:
    widths = [len(row) for row in _sample(text, delimiter) if row]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return (False, 0.0, 0)
    usual, count = several.most_common(1)[0]
    share = count / len(widths)
    if widths[0] == 1 and share < _CLEAR:
        return (False, 0.0, 0)
    return (widths[0] == usual, share, usual)


def _sample(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from islice(_parsed(text, delimiter), _SAMPLE)
    except csv.Error:
        return


def _parsed(text: str, delimiter: str) -> Any:
    """The end mark follows as a row of its own; if it does not come out as one, a quote was never closed."""
    return csv.reader(chain(io.StringIO(text, newline="\n"), [_END]), delimiter=delimiter or _NOTHING)


def _fill(table: Table, text: str) -> None:
    repair = "\x00" in text or _INNER_CR in text
    for line, cells in _numbered(text, table.delimiter):
        row = _repaired(table, line, cells) if repair else cells
        while row and not row[-1]:
            row.pop()
        if not any(map(str.strip, row)):
            table.blank_lines += 1
        elif table.rows or row != ["sep="]:
            _within_limits(table, line, row)
            table.rows.append(row)
            table.lines.append(line)


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = _parsed(text, delimiter)
    line = 1
    try:
        for row in reader:
            if row == [_END]:
                return
            if row and row[-1].endswith(_END):
                raise Unreadable("unclosed_quote", line=line)
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("cell_too_long", line=line, limit=MAX_CELL) from error


def _repaired(table: Table, line: int, row: list[str]) -> list[str]:
    removed = sum(cell.count("\x00") for cell in row)
    if removed:
        table.removed[line] = removed
    return [cell.replace("\x00", "").replace(_INNER_CR, "\r") for cell in row]


def _within_limits(table: Table, line: int, row: list[str]) -> None:
    if len(row) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", line=line, limit=MAX_COLUMNS, found=len(row))
    if len(table.rows) > MAX_ROWS:
        raise Unreadable("too_many_rows", limit=MAX_ROWS)


def _square(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    for row in rows:
        row.extend([""] * (width - len(row)))
