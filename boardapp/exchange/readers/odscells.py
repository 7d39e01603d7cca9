"""The cells of one row of an OpenDocument sheet, as text."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from boardapp.exchange.readers import sheets
from boardapp.exchange.tables import MAX_COLUMNS

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_MOST = 1_000_000_000


def row(element: Element) -> list[str]:
    """An empty cell at the end may stand for sixteen thousand; only what a value stands behind is written out."""
    cells: list[str] = []
    empty = 0
    for cell in _cells(element):
        said, count = _said(cell), repeated(cell, "columns")
        if said:
            cells += [""] * empty + [said] * min(count, MAX_COLUMNS + 1)
            empty = 0
        else:
            empty = min(empty + count, MAX_COLUMNS + 1)
    return cells


def merged(element: Element, line: int) -> list[tuple[int, int, int]]:
    """Cells that reach into the rows below: first row, last row, column."""
    found, column = [], 0
    for cell in _cells(element):
        rows = _whole(cell.get(f"{TABLE}number-rows-spanned"))
        if rows > 1 and column < MAX_COLUMNS:
            found.append((line, line + rows - 1, column))
        column += repeated(cell, "columns")
    return found


def repeated(element: Element, what: str) -> int:
    return _whole(element.get(f"{TABLE}number-{what}-repeated"))


def _whole(text: str | None) -> int:
    return max(1, min(int(text), _MOST)) if text and text.isascii() and text.isdigit() else 1


def _cells(element: Element) -> Iterator[Element]:
    return (cell for cell in element if cell.tag in _CELLS)


def _said(cell: Element) -> str:
    """Dates and numbers by their value, since what is shown depends on the format; the others as they are shown."""
    kind = cell.get(f"{_OFFICE}value-type")
    value = cell.get(f"{_OFFICE}value", "")
    if kind == "date":
        text = _date(cell.get(f"{_OFFICE}date-value", ""))
    elif kind == "float":
        text = sheets.number(float(value))
    elif kind == "percentage":
        text = sheets.percent(float(value))
    elif kind == "boolean":
        text = cell.get(f"{_OFFICE}boolean-value", "")
    else:
        text = _shown(cell)
    return text


def _date(value: str) -> str:
    day, _, clock = value.partition("T")
    return day if not clock.strip("0:.") else f"{day} {clock[:8].removesuffix(':00')}"


def _shown(cell: Element) -> str:
    """The paragraphs of the cell itself: a comment has paragraphs too."""
    paragraphs = ["".join(_pieces(child)) for child in cell if child.tag == f"{_TEXT}p"]
    return "\n".join(paragraphs) or cell.get(f"{_OFFICE}string-value", "")


def _pieces(element: Element) -> Iterator[str]:
    if element.tag == f"{_TEXT}s":
        yield " " * min(_whole(element.get(f"{_TEXT}c")), 1_000)
    elif element.tag == f"{_TEXT}tab":
        yield "\t"
    elif element.tag == f"{_TEXT}line-break":
        yield "\n"
    elif element.tag != f"{_OFFICE}annotation":
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
