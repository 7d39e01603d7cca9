"""A workbook of ours, read by a reader of our own: text is text, a day a day, and nothing of it runs."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from boardapp.domain.categories import COLOURS
from boardapp.exchange.headers import HEADERS
from boardapp.exchange.workbooks_out import CELL_MOST, FILLS, INK, Layout, write
from tests.exchange.test_writing import RECORD
from tests.hostile_cells import CELLS
from tests.spreadsheets import Cell, open_xlsx

TEXTS = ("title", "category", "challenge", "owner", "note", "need", "first_step", "benefit", "hypothesis", "result")


def made(records, locale="en", title="Grève à Lyon", **layout):
    file = io.BytesIO()
    write(file, records, locale, title, Layout(**layout))
    return file.getvalue()


def the_row(data):
    """The one action of the first sheet by its headers."""
    header, row = next(iter(open_xlsx(data).values()))
    row += [None] * (len(header) - len(row))
    return {name.value: cell for name, cell in zip(header, row, strict=True)}


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("cell", CELLS)
def test_nothing_that_people_wrote_runs_or_changes(cell):
    data = made([RECORD | dict.fromkeys(TEXTS, cell) | {"colour": "plum"}])
    row = the_row(data)
    assert {row[HEADERS["en"][field]] for field in TEXTS} == {Cell("text", cell)}
    assert "<f" not in part(data, "xl/worksheets/sheet1.xml").replace("&lt;f", "")
    assert "hyperlink" not in part(data, "xl/worksheets/sheet1.xml")


def test_what_looks_like_a_formula_stays_text_when_somebody_edits_it():
    sheet = load_workbook(io.BytesIO(made([RECORD | {"title": "=1+1", "owner": "Léa", "category": "+x"}]))).worksheets[
        0
    ]
    marked = {cell.value: cell.quotePrefix for cell in sheet[2]}
    assert (marked["=1+1"], marked["+x"], bool(marked["Léa"])) == (True, True, False)


def test_days_are_days_and_numbers_numbers():
    row = the_row(made([RECORD | {"votes": 0, "days_late": 3, "version": 41, "effort": 2}]))
    assert (row["due"], row["archived"]) == (Cell("day", date(2026, 11, 28)), Cell("day", date(2026, 11, 30)))
    assert [row[name].value for name in ("rank", "level", "effort", "votes", "days_late", "version")] == [
        3,
        4,
        2,
        0,
        3,
        41,
    ]
    assert {row[name].kind for name in ("rank", "level", "effort", "votes", "days_late", "version")} == {"number"}
    assert row["created"] is row["challenge"] is None


@pytest.mark.parametrize(("locale", "look"), [("fr", "dd/mm/yyyy"), ("en", "d mmm yyyy")])
def test_a_day_is_shown_as_in_the_language_of_the_file(locale, look):
    sheet = load_workbook(io.BytesIO(made([RECORD], locale))).worksheets[0]
    (cell,) = [cell for cell in sheet[2] if cell.is_date and cell.value.day == 28]
    assert cell.number_format == look


def test_a_day_before_excel_counts_well_is_text():
    assert the_row(made([RECORD | {"due_on": date(1899, 5, 1)}]))["due"] == Cell("text", "1899-05-01")


@pytest.mark.parametrize(
    ("locale", "said"), [("fr", "Faire maintenant|À lancer|Tester|non"), ("en", "Do now|To start|Test|no")]
)
def test_words_and_headers_are_in_the_language_of_the_file(locale, said):
    row = the_row(made([RECORD], locale))
    assert list(row) == list(HEADERS[locale].values())
    fields = ("horizon", "status", "kind", "already_running")
    assert "|".join(row[HEADERS[locale][field]].value for field in fields) == said


def test_the_header_stays_in_sight_and_filters_what_is_below():
    sheet = load_workbook(io.BytesIO(made([RECORD, RECORD]))).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:AA3")
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["C"].width
    assert {cell.font.b for cell in sheet[1]} == {True}
    wrapped = {cell.value: bool(cell.alignment.wrap_text) for cell in sheet[2] if isinstance(cell.value, str)}
    assert [text for text, wraps in wrapped.items() if not wraps] == [RECORD["uid"]]


def test_a_category_has_its_colour_and_is_read_on_it():
    assert set(FILLS) == set(COLOURS)
    for colour, fill in FILLS.items():
        data = made([RECORD | {"colour": colour}], columns=["category"])
        (cell,) = load_workbook(io.BytesIO(data)).worksheets[0][2]
        assert (cell.fill.fgColor.rgb, cell.font.color.rgb) == (f"FF{fill[1:]}", f"FF{INK[1:]}")
        assert contrast(fill, INK) > 7


def test_each_horizon_has_a_sheet_behind_the_one_that_holds_all():
    lanes = ["later", "now", "inbox", "now", "next"]
    records = [RECORD | {"horizon": lane, "ref": at, "archived_on": None} for at, lane in enumerate(lanes)]
    sheets = open_xlsx(made([*records, RECORD | {"ref": 9}], by_horizon=True))
    refs = {name: [row[0].value for row in rows[1:]] for name, rows in sheets.items()}
    assert refs == {
        "All actions": ["A-0", "A-1", "A-2", "A-3", "A-4", "A-9"],
        "Do now": ["A-1", "A-3"], "Do next": ["A-4"], "Do later": ["A-0"], "To sort": ["A-2"],
    }  # fmt: skip
    assert len({tuple(cell.value for cell in rows[0]) for rows in sheets.values()}) == 1


def test_an_empty_board_is_a_sheet_of_headers():
    ((header,),) = open_xlsx(made([])).values()
    assert [cell.value for cell in header] == list(HEADERS["en"].values())


def test_the_file_names_the_board_and_nobody():
    data = made([RECORD], title="Grève & <b>")
    core = ET.fromstring(part(data, "docProps/core.xml"))
    said = {each.tag.partition("}")[2]: each.text for each in core}
    assert said.pop("created")
    assert said.pop("modified")
    assert {name: text for name, text in said.items() if text} == {"title": "Grève & <b>"}


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so():
    note = "🧯" * 20_000
    shown = the_row(made([RECORD | {"note": note}], "fr"))["note"].value
    assert len(shown.encode("utf-16-le")) <= 2 * CELL_MOST
    assert shown.startswith("🧯" * 16_000)
    assert shown.endswith("Le fichier CSV contient tout le texte.]")
    assert the_row(made([RECORD | {"note": "é" * 20_000}]))["note"].value == "é" * 20_000


def contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        straight = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), straight, strict=True))

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)
