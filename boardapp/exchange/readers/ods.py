"""OpenDocument spreadsheets: the one XML stream that holds all sheets, read once from end to end."""

import zipfile
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from boardapp.exchange.readers import odscells, sheets
from boardapp.exchange.readers.odscells import STYLE, TABLE
from boardapp.exchange.readers.sheets import Facts, Row, Sheet
from boardapp.exchange.tables import MAX_COLUMNS, MAX_ROWS, Table, Unreadable

_HIDDEN = ("collapse", "filter")


@dataclass
class _Sheet:
    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    line: int = 0
    column: int = 0


def read(archive: zipfile.ZipFile, name: str | None) -> tuple[Table, Facts]:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable("protected")
    with archive.open("content.xml") as content:
        document = _Document()
        document.read(content)
    return sheets.read(document.told(), name, "ods")


class _Document:
    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.pivots: set[str] = set()
        self._hidden_styles: set[str] = set()

    def read(self, content: Any) -> None:
        """Each element is let go of as soon as it has been read; those inside a cell are read with their row."""
        open_elements: list[Element] = []
        starts = {f"{TABLE}table": self._table}
        ends = {
            f"{TABLE}table-row": self._row,
            f"{TABLE}table-column": self._columns,
            f"{TABLE}data-pilot-table": self._pivot,
            f"{STYLE}style": self._style,
        }
        for event, element in iterparse(content, events=("start", "end")):
            if event == "start":
                open_elements.append(element)
                starts.get(element.tag, _pass)(element)
            else:
                open_elements.pop()
                if element.tag in ends:
                    ends[element.tag](element)
                    open_elements[-1].remove(element)

    def told(self) -> list[Sheet]:
        return [
            Sheet(each.name, partial(iter, each.rows), partial(_facts, each), each.hidden, each.name in self.pivots)
            for each in self.sheets
        ]

    def _table(self, element: Element) -> None:
        style = element.get(f"{TABLE}style-name")
        hidden = style in self._hidden_styles or element.get(f"{TABLE}display") == "false"
        self.sheets.append(_Sheet(element.get(f"{TABLE}name", ""), hidden))

    def _style(self, element: Element) -> None:
        shown = element.find(f"{STYLE}table-properties")
        if shown is not None and shown.get(f"{TABLE}display") == "false":
            self._hidden_styles.add(element.get(f"{STYLE}name", ""))

    def _pivot(self, element: Element) -> None:
        self.pivots.add(element.get(f"{TABLE}target-range-address", "").partition(".")[0].strip("'$"))

    def _columns(self, element: Element) -> None:
        sheet = self.sheets[-1]
        count = odscells.repeated(element, "columns")
        if element.get(f"{TABLE}visibility") in _HIDDEN:
            sheet.facts.hidden_columns.update(range(sheet.column, min(sheet.column + count, MAX_COLUMNS)))
        sheet.column += count

    def _row(self, element: Element) -> None:
        """A row may stand for a million: empty ones only move the count on, others are refused beyond the limit."""
        sheet = self.sheets[-1]
        count = odscells.repeated(element, "rows")
        cells = odscells.row(element)
        if any(cells):
            lines = range(sheet.line + 1, sheet.line + 1 + min(count, MAX_ROWS + 2 - len(sheet.rows)))
            sheet.rows += [(line, list(cells)) for line in lines]
            sheet.facts.merged += odscells.merged(element, sheet.line + 1)
            if element.get(f"{TABLE}visibility") in _HIDDEN:
                sheet.facts.hidden_rows.update(lines)
        sheet.line += count


def _facts(sheet: _Sheet) -> Facts:
    return sheet.facts


def _pass(_: Element) -> None:
    pass
