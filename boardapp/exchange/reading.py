"""Bytes to a table. What a file is shows in its bytes: its name is not even asked for."""

import re

from boardapp.exchange import headings, sifting
from boardapp.exchange.decoding import decode
from boardapp.exchange.guard import unguard, unseal, was_guarded
from boardapp.exchange.headers import is_ours
from boardapp.exchange.readers import documents, lists, text, workbook
from boardapp.exchange.readers.sheets import Facts, spread
from boardapp.exchange.tables import MAX_BYTES, Table, Unreadable

__all__ = ["Table", "Unreadable", "is_plain_text", "read_table"]

_WITH_HEADER = ("trello", "wekan", "troistemps")
_PAGE = re.compile(r"\s*<(!doctype html|html|\?xml|\?mso)\b", re.IGNORECASE)
_TWICE = re.compile("Ã[\u00a0-\u00bf‰€™ª]|â€[™œ\u009d“”¦˜]|Â[\u00a0°«»]")
"""UTF-8 that was read as Windows-1252 and saved again: "DoÃ±a Ana". What it was is the reader's to say."""


def read_table(data: bytes, *, sheet: str | None = None, header_line: int | None = None) -> Table:
    """Every row that is not empty, the row that names the columns, the rows to pass over. Raises Unreadable.

    `sheet` is one of `Table.sheets`; `header_line` is the line that the reader chose as header, 0 for none.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES, found=len(data))
    table, facts = _rows(data, sheet)
    if not table.rows:
        raise Unreadable("empty")
    table.weigh()
    table.square()
    _settle(table, header_line)
    spread(table, facts.merged)
    if not table.exact:
        sifting.sift(table)
    _tell(table)
    return table


def is_plain_text(data: bytes) -> bool:
    """Neither a workbook nor JSON, whose parsers a file may keep busy."""
    return not workbook.is_workbook(data) and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[")


def _rows(data: bytes, sheet: str | None) -> tuple[Table, Facts]:
    if workbook.is_workbook(data):
        return workbook.read(data, sheet)
    content, encoding = decode(data)
    if _PAGE.match(content):
        raise Unreadable("not_a_table", kind="page")
    read = documents.read if documents.is_json(content) else text.read
    return read(content, encoding), Facts()


def _settle(table: Table, header_line: int | None) -> None:
    if table.format == "list":
        lists.tidy(table)
    if table.format in _WITH_HEADER:
        table.exact = table.format == "troistemps"
    else:
        headings.settle(table, header_line)
        table.exact = is_ours(table.header)
    if table.format == "text":
        _unguard(table)


def _unguard(table: Table) -> None:
    """Only text is ever guarded: in a workbook a cell says of itself that it is no formula."""
    if table.exact:
        table.rows = [[*map(unseal, row)] for row in table.rows]
    elif was_guarded(table.rows):
        table.rows = [[unguard(cell) if cell[:1] == "'" else cell for cell in row] for row in table.rows]


def _tell(table: Table) -> None:
    # a board of ours that has no action yet is a file like any other
    if next(table.body(), None) is None and not table.exact:
        raise Unreadable("headers_only")
    above = table.header_row or 0
    garbled = sum(any(_TWICE.search(cell) for cell in row) for row in table.rows)
    if above:
        table.notice("preamble", count=above)
    if garbled:
        table.notice("double_encoded", count=garbled)
