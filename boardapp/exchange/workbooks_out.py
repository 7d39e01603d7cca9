"""Actions as a workbook: what people wrote stays text whatever it looks like, days are days and numbers numbers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from boardapp.exchange.guard import is_live
from boardapp.exchange.headers import HEADERS
from boardapp.exchange.values import WORDS
from boardapp.exchange.writing import DAYS, NUMBERS, RECORD_KEYS, chosen_columns, reference, worded

CELL_MOST = 32_767
"""Units of UTF-16 in one cell; with more of them Excel calls the whole file damaged."""
INK, SIGNAL = "#12151C", "#FFD60A"
FILLS = {
    "plum": "#F0DAEA",
    "blue": "#DBE6F9",
    "green": "#D6E8E5",
    "brown": "#E5DDD8",
    "slate": "#DEDEE0",
    "orange": "#F6DED8",
}
"""The colour of a category as light as paper, so that its name is read on it in black."""
WHOLE = {"fr": "Toutes les actions", "en": "All actions"}
LANES = ("now", "next", "later", "inbox")
_CUT = {
    "fr": "\n[Coupé ici\u00a0: une cellule de classeur est pleine. Le fichier CSV contient tout le texte.]",
    "en": "\n[Cut here: a cell of a workbook is full. The CSV file holds the whole text.]",
}
_DAY = {"fr": "dd/mm/yyyy", "en": "d mmm yyyy"}
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_YEAR = 1901  # before March 1900 Excel counts a day that never was
_WIDTHS = {
    "ref": 8, "horizon": 16, "rank": 8, "title": 48, "category": 18, "challenge": 26, "challenge_level": 9, "owner": 20,
    "due_on": 13, "status": 12, "kind": 10, "days_late": 14, "note": 50, "votes": 9, "created_on": 13, "done_on": 13,
    "need": 30, "first_step": 30, "benefit": 26, "hypothesis": 30, "result": 30, "already_running": 17,
    "archived_on": 13, "uid": 14, "effort": 9, "source_id": 14, "version": 10,
}  # fmt: skip
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x")
Make = Callable[[Any, Mapping[str, Any]], tuple[Any, Format]]


@dataclass(frozen=True)
class Layout:
    """Which columns, all unless told; whether each horizon has a sheet of its own behind the one that holds all."""

    columns: Collection[str] | None = None
    by_horizon: bool = False


def write(
    file: IO[bytes], records: Iterable[Mapping[str, Any]], locale: str, title: str, layout: Layout | None = None
) -> None:
    """One row at a time. Nobody is named in the properties of the file."""
    layout = layout or Layout()
    book = Workbook(file, _OPTIONS)
    book.set_properties({"title": title})
    fields = chosen_columns(layout.columns)
    pages = _pages(book, fields, locale, layout)
    makers = [(RECORD_KEYS[field], make) for field, make in zip(fields, _makers(book, fields, locale), strict=True)]
    for record in records:
        cells = [
            (column, *make(value, record))
            for column, (key, make) in enumerate(makers)
            if (value := record.get(key)) is not None and value != ""
        ]
        for page in pages.get("", []) + ([] if record.get("archived_on") else pages.get(record["horizon"], [])):
            page.put(cells)
    for page in (page for those in pages.values() for page in those):
        page.finish()
    book.close()


class _Sheet(Worksheet):
    """Writes the inside of a cell itself. Its library takes a text from `<r>` to `</r>` for markup of its own and
    writes it as it is, so that anybody could type a formula, and it leaves in what no XML may hold."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        value, form = cell
        begin = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{form._get_xf_index()}"'
        if isinstance(value, str):
            self.fh.write(f'{begin} t="inlineStr"><is><t xml:space="preserve">{as_xml(value)}</t></is></c>')
        else:
            self.fh.write(f"{begin}><v>{value}</v></c>")


class _Page:
    """A sheet that is filled from above."""

    def __init__(self, sheet: Worksheet, names: list[str], head: Format) -> None:
        self.sheet, self.columns, self.row = sheet, len(names), 0
        self.put([(column, name, head) for column, name in enumerate(names)])

    def put(self, cells: Iterable[tuple[int, Any, Format]]) -> None:
        for column, value, form in cells:
            if isinstance(value, str):
                self.sheet.write_string(self.row, column, value, form)
            else:
                self.sheet.write_number(self.row, column, value, form)
        self.row += 1

    def finish(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), self.columns - 1)


def as_xml(text: str) -> str:
    """A sign that XML cannot hold is written by its number, `_x000B_`, and so is the beginning of a text that looks
    like one of these."""
    if _MARKUP.search(text) is None:
        return text
    text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pages(book: Workbook, fields: list[str], locale: str, layout: Layout) -> dict[str, list[_Page]]:
    """The sheets by the horizon they are for; the first is for all."""
    head = book.add_format(
        {"bold": True, "font_color": SIGNAL, "bg_color": INK, "text_wrap": True, "valign": "vcenter"}
    )
    called = {"": WHOLE[locale]} | {lane: WORDS["horizon"][lane][locale] for lane in LANES if layout.by_horizon}
    return {lane: [_page(book, name, fields, locale, head)] for lane, name in called.items()}


def _page(book: Workbook, name: str, fields: list[str], locale: str, head: Format) -> _Page:
    sheet = book.add_worksheet(name, _Sheet)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, _WIDTHS[field])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return _Page(sheet, [HEADERS[locale][field] for field in fields], head)


def _makers(book: Workbook, fields: list[str], locale: str) -> list[Make]:
    """For each column what makes its cells, settled once."""
    plain = _texts(book, locale, {})
    day = _days(book, locale, plain)
    numbers = book.add_format({"valign": "top", "align": "center", "num_format": "0"})
    special: dict[str, Make] = {"category": _categories(book, locale, plain)}
    special["uid"] = _texts(book, locale, {"text_wrap": False})  # in lines of its own it would make all rows tall
    special |= dict.fromkeys(DAYS, day) | dict.fromkeys(NUMBERS, lambda value, record: (value, numbers))
    return [special.get(field) or _said(field, locale, plain) for field in fields]


def _categories(book: Workbook, locale: str, plain: Make) -> Make:
    looks = {colour: _texts(book, locale, {"bg_color": fill, "font_color": INK}) for colour, fill in FILLS.items()}
    return lambda value, record: looks.get(record.get("colour") or "", plain)(value, record)


def _days(book: Workbook, locale: str, plain: Make) -> Make:
    look = book.add_format({"valign": "top", "align": "left", "num_format": _DAY[locale]})

    def day(value: date, record: Mapping[str, Any]) -> tuple[Any, Format]:
        early = value.year < _FIRST_YEAR
        return plain(value.isoformat()[:10], record) if early else (value.toordinal() - _DAY_ZERO, look)

    return day


def _said(field: str, locale: str, plain: Make) -> Make:
    """Words in the language of the file; other texts as they are."""
    if field == "ref" or field in WORDS:
        say: Callable[[Any], str] = reference if field == "ref" else worded(field, locale)
        return lambda value, record: plain(say(value), record)
    return plain


def _texts(book: Workbook, locale: str, look: dict[str, Any]) -> Make:
    """One that looks like a formula is marked as text, or it would become one when somebody edits it."""
    usual = book.add_format({"text_wrap": True, "valign": "top"} | look)
    marked = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True} | look)

    def text(value: str, record: Mapping[str, Any]) -> tuple[Any, Format]:
        return _fitting(value, locale), marked if is_live(value) else usual

    return text


def _fitting(text: str, locale: str) -> str:
    """A note of ours is shorter than a cell, unless it is full of emoji, which take two units each."""
    if len(text) <= CELL_MOST // 2 or len(encoded := text.encode("utf-16-le")) <= 2 * CELL_MOST:
        return text
    return encoded[: 2 * (CELL_MOST - len(_CUT[locale]))].decode("utf-16-le", "ignore") + _CUT[locale]
