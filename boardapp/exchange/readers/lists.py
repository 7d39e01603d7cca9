"""A plain list: one action a line, as people paste it from a mail, a note or a slide."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from boardapp.domain.words import clean_line, lines_of
from boardapp.exchange.tables import MAX_ROWS, Table

_COMMENT = re.compile(r"#+(\s|$)")
_NEEDS_QUOTES = re.compile('[",;\t\n|]')


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    for line, content in enumerate(io.StringIO(text, newline="\n"), 1):
        yield line, [content.rstrip("\r\n")]


def is_bulleted(text: str) -> bool:
    """Every line opens with the sign of a list: the commas and bars further on are then those of sentences."""
    count = 0
    for line in islice(io.StringIO(text, newline="\n"), MAX_ROWS):
        if line.strip():
            if not _is_marked(line):
                return False
            count += 1
    return count > 1


def is_quoted(text: str) -> bool:
    """One column as a program writes it. Elsewhere a quotation mark is a sign like any other: the lines of a list
    may begin with one, end with one, or hold just one."""
    if '"' not in text:
        return False
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter="\udffd")
    begun, needed = 0, False
    try:
        for row in islice(reader, MAX_ROWS + 1):
            written = "\n".join(lines[begun : reader.line_num]).rstrip("\r")
            cell = row[0] if row else ""
            if written not in (cell, '"' + cell.replace('"', '""') + '"'):
                return False
            needed = needed or (written != cell and _NEEDS_QUOTES.search(cell) is not None)
            begun = reader.line_num
    except csv.Error:
        return False
    return needed or all(line.lstrip().startswith('"') for line in lines if line.strip())


def without_comments(rows: Iterable[list[str]]) -> list[list[str]]:
    """One row that opens with # is a header that calls its numbers so."""
    found = [row for row in rows if row]
    others = [row for row in found if not _COMMENT.match(row[0])]
    return others if len(found) - len(others) > 1 else found


def tidy(table: Table) -> None:
    """Comments are passed over. The signs of a list come off where most lines have one: elsewhere they are text, as in
    "-20 % de délai"."""
    for line, row in zip(table.lines, table.rows, strict=True):
        if _COMMENT.match(row[0]):
            table.passed[line] = "comment"
    items = [(line, row) for line, row in zip(table.lines, table.rows, strict=True) if line not in table.passed]
    marked = [(line, row) for line, row in items if _is_marked(row[0])]
    if len(marked) * 2 > len(items):
        for line, row in marked:
            _unmark(table, line, row)


def _unmark(table: Table, line: int, row: list[str]) -> None:
    bare = lines_of(row[0])
    if bare:
        row[0] = bare[0]
    else:
        table.passed[line] = "separator"


def _is_marked(line: str) -> bool:
    return lines_of(line) != [clean_line(line)]
