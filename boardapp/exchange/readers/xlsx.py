"""XLSX and XLSM. openpyxl reads the cells, with the values that formulas had when the file was saved; what it leaves
out in its streaming mode (merged and hidden) is looked up in the same XML."""

import zipfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from openpyxl.packaging.relationship import get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from boardapp.exchange.readers import sheets, sheetxml, strict
from boardapp.exchange.readers.sheets import Facts, Row, Sheet
from boardapp.exchange.tables import Table

_LAST_ROW = 1_048_576


def read(archive: zipfile.ZipFile, name: str | None) -> tuple[Table, Facts]:
    book = _Book(strict.loosened(archive))
    book.read()
    return sheets.read(book.sheets(), name, "xlsx")


class _Book(ExcelReader):
    """openpyxl's own reader without what no table needs: properties, themes, charts, links to other workbooks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__(archive.fp, read_only=True, data_only=True, keep_links=False)

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()

    def read_strings(self) -> None:
        """openpyxl's way with `_x005F_` takes the letters out of texts that happen to hold them."""
        for part in self.package.findall(SHARED_STRINGS):
            with self.archive.open(part.PartName[1:]) as content:
                self.shared_strings = sheetxml.strings(content)

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        pass

    def sheets(self) -> list[Sheet]:
        found = []
        for sheet, rel in self.parser.find_sheets():
            if sheet.name in self.wb.sheetnames:
                rows, facts = partial(_rows, self.wb[sheet.name]), partial(self._facts, rel.target)
                found.append(Sheet(sheet.name, rows, facts, sheet.state != "visible", self._has_pivot(rel.target)))
        return found

    def _facts(self, path: str) -> Facts:
        with self.archive.open(path) as content:
            return sheetxml.facts(content)

    def _has_pivot(self, path: str) -> bool:
        related = get_rels_path(path)
        return related in self.valid_files and b"/pivotTable" in self.archive.read(related)


def _rows(sheet: Any) -> Iterator[Row]:
    """The range that a sheet declares may be a billion cells or too small: only the cells count."""
    sheet.reset_dimensions()
    for line, row in enumerate(islice(sheet.iter_rows(), _LAST_ROW), 1):
        yield line, [_said(cell) for cell in row]


def _said(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        text = sheetxml.unescape(value).replace("\r\n", "\n")
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in cell.number_format:
        text = sheets.percent(value)
    else:
        text = sheets.said(value)
    return text
