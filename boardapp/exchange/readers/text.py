"""Delimited text as spreadsheets, boards and people write it: the delimiter is found, whatever the file is called."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from boardapp.exchange.readers import lists, markdown
from boardapp.exchange.tables import MAX_CELL, Table, Unreadable

_CANDIDATES = (",", ";", "\t", "|")
_SAMPLE = 1_000
_CLEAR = 0.8
_WIDE = 6

# Once the lone surrogates of the file are out, three of them are free to stand for what no text holds.
_END = "\udfff"
_INNER_CR = "\udffe"
_NOTHING = "\udffd"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONE_CR = re.compile(r"\r(?!\n)")


def read(text: str, encoding: str) -> Table:
    text = _with_marks(text) if text.strip(" \t\r\n") else ""
    table = Table(rows=[], lines=[], encoding=encoding, format="text")
    repair = "\x00" in text or _INNER_CR in text
    if markdown.is_table(text):
        table.delimiter = "|"
        _fill(table, markdown.numbered(text), repair=repair)
    elif lists.is_bulleted(text):
        table.format = "list"
        _fill(table, lists.numbered(text), repair=repair)
    else:
        table.delimiter = _delimiter(text)
        table.format = "text" if table.delimiter else "list"
        _fill(table, _numbered(text, table.delimiter), repair=repair)
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
    widths = [len(row) for row in lists.without_comments(_sample(text, delimiter))]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return (False, 0.0, 0)
    usual, count = several.most_common(1)[0]
    if usual >= _WIDE:  # no list has that many commas a line: the lines above are a preamble
        widths = widths[widths.index(usual) :]
    share = _share_below(widths, usual, delimiter) if widths[0] == 1 else count / len(widths)
    return (share > 0 and widths[0] == usual, share, usual if share else 0)


def _share_below(widths: list[int], usual: int, delimiter: str) -> float:
    """A table may begin under some lines of a heading. One comma in a line is more likely that of a sentence."""
    below = widths[widths.index(usual) :]
    share = below.count(usual) / len(below)
    steady = len(below) > 1 and share >= _CLEAR and (usual > 2 or delimiter != ",")
    return share if steady else 0.0


def _sample(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from (row for row in islice(_parsed(text, delimiter), _SAMPLE) if row != [_END])
    except csv.Error:
        return


def _parsed(text: str, delimiter: str) -> Any:
    """The end mark follows as a row of its own; if it does not come out as one, a quote was never closed."""
    return csv.reader(chain(io.StringIO(text, newline="\n"), [_END]), delimiter=delimiter or _NOTHING)


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    if delimiter or lists.is_quoted(text):
        rows = _numbered_csv(text, delimiter)
    else:
        rows = lists.numbered(text)
    return rows


def _numbered_csv(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
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


def _fill(table: Table, numbered: Iterator[tuple[int, list[str]]], *, repair: bool) -> None:
    for line, cells in numbered:
        if table.rows or cells[:1] != ["sep="] or any(cells[1:]):
            table.add(line, _repaired(table, line, cells) if repair else cells)


def _repaired(table: Table, line: int, row: list[str]) -> list[str]:
    removed = sum(cell.count("\x00") for cell in row)
    if removed:
        table.removed[line] = removed
    return [cell.replace("\x00", "").replace(_INNER_CR, "\r") for cell in row]
