"""Workbooks of Excel 95 and 97, read by xlrd."""

import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from boardapp.domain.words import clean_line
from boardapp.exchange.readers import sheets
from boardapp.exchange.readers.sheets import Facts, Row, Sheet
from boardapp.exchange.tables import Table, Unreadable

_VISIBLE = 0
_ERRORS = xlrd.error_text_from_code


def read(data: bytes, name: str | None) -> tuple[Table, Facts]:
    try:
        # what xlrd has to say about odd files is for nobody
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        raise Unreadable("protected" if "ncrypted" in str(error) else "damaged") from error
    found = [
        Sheet(clean_line(sheet.name), partial(_rows, book, sheet), partial(_facts, sheet), sheet.visibility != _VISIBLE)
        for sheet in book.sheets()
    ]
    return sheets.read(found, name, "xls")


def _rows(book: Any, sheet: Any) -> Iterator[Row]:
    for index in range(sheet.nrows):
        yield index + 1, [_said(book, cell) for cell in sheet.row(index)]


def _said(book: Any, cell: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        text = _number(book, cell)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        text = _date(book, cell.value)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        text = sheets.said(bool(cell.value))
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        text = _ERRORS.get(cell.value, "#?")
    else:
        text = sheets.said(cell.value)
    return text


def _number(book: Any, cell: Any) -> str:
    shown = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return sheets.percent(cell.value) if shown and "%" in shown.format_str else sheets.number(cell.value)


def _date(book: Any, value: float) -> str:
    """Less than a day is a time of day; what no calendar holds stays the number that it is."""
    try:
        moment: datetime = xldate_as_datetime(value, book.datemode)
    except (ValueError, OverflowError):
        return sheets.number(value)
    return sheets.said(moment.time() if 0 < value < 1 else moment)


def _facts(sheet: Any) -> Facts:
    return Facts(
        hidden_rows={index + 1 for index, row in sheet.rowinfo_map.items() if row.hidden},
        hidden_columns={index for index, column in sheet.colinfo_map.items() if column.hidden},
        merged=[(top + 1, bottom, left) for top, bottom, left, _ in sheet.merged_cells if bottom - top > 1],
    )
