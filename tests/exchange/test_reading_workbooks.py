"""XLSX as people make it: the right sheet, the right rows, cells as they were seen."""

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table, Unreadable
from tests.exchange import workbooks
from tests.exchange.workbooks import put

HERE = Path(__file__).parent / "samples"
HEAD = ["Action", "Responsable", "Échéance"]
STRICT = b"//purl.oclc.org/ooxml/%b"
AFTERNOON = datetime.fromisoformat("2026-11-28T14:30")
ROWS = [["Appeler", "Zoé", "28/11/2026"], ["Ouvrir", "Léa", ""]]


def sample(name: str) -> Table:
    return read_table((HERE / f"notify_{name}").read_bytes())


def titles(table: Table) -> list[str]:
    return [row[0] for line, row in table.body() if line not in table.passed]


def refused(data: bytes, **options: Any) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        read_table(data, **options)
    return error.value


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [
        (date(2026, 11, 28), "dd/mm/yyyy", "2026-11-28"),
        (AFTERNOON, "dd/mm/yy hh:mm", "2026-11-28 14:30"),
        (AFTERNOON.replace(hour=0, minute=0), "dd/mm/yy hh:mm", "2026-11-28"),
        (time(9, 5), "hh:mm", "09:05"),
        (1.5, "[h]:mm:ss", "36:00"),
        (0.125, "0.0%", "12.5 %"),
        (1, "0%", "100 %"),
        (45.0, None, "45"),
        (0.1 + 0.2, None, "0.3"),
        (1e20, None, "1e+20"),
        (True, None, "true"),
        ("=1+1", "@", "=1+1"),
        ("'- quoted", "@", "'- quoted"),
        (" a\nb ", "@", " a\nb "),
        ("0612345678", "@", "0612345678"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(value, shown, expected):
    def draw(book: Any) -> None:
        sheet = put(book.add_worksheet("Plan"), ["Action", "Valeur"])
        sheet.write(1, 0, "x")
        write = sheet.write_string if shown == "@" else sheet.write
        write(1, 1, value, book.add_format({"num_format": shown or "General"}))

    table = read_table(workbooks.xlsx(draw))
    assert list(table.body()) == [(2, ["x", expected])]
    assert (table.format, table.sheet, table.sheets) == ("xlsx", "Plan", ["Plan"])


def test_dates_counted_from_1904_are_the_same_dates():
    def draw(book: Any) -> None:
        sheet = put(book.add_worksheet(), ["Action", "Fin"])
        sheet.write(1, 0, "Appeler")
        sheet.write(1, 1, date(2026, 11, 28), book.add_format({"num_format": "dd/mm/yyyy"}))

    assert list(read_table(workbooks.xlsx(draw, date_1904=True)).body()) == [(2, ["Appeler", "2026-11-28"])]


def test_formulas_are_read_by_the_value_they_had():
    def draw(book: Any) -> None:
        sheet = put(book.add_worksheet(), ["Action", "Vu"])
        for row in range(1, 61):
            sheet.write_formula(row, 0, f'="Appeler "&{row}', value=f"Appeler {row}")
            sheet.write_formula(row, 1, "=1/0", value="#DIV/0!")

    table = read_table(workbooks.xlsx(draw))
    assert [row for _, row in table.body()] == [[f"Appeler {row}", "#DIV/0!"] for row in range(1, 61)]
    assert table.notices == []


@pytest.mark.parametrize("nothing", [b"", b"<v/>", b"<v></v>"])
def test_a_formula_that_was_never_computed_is_told(nothing):
    data = workbooks.xlsx(lambda book: put(book.add_worksheet(), HEAD, *ROWS).write_formula(3, 0, "=A2"))
    data = workbooks.changed(data, lambda content: content.replace(b"<v>0</v>", nothing))
    assert read_table(data).notices == [("formulas_without_value", {"count": 1})]


def test_texts_that_look_like_the_escapes_of_xml_stay_themselves():
    texts = ["_x0041_", "_x005F_", "ax005F_", "_x000d_", "x\u0001y"]
    table = read_table(workbooks.plain(["Action", "Note"], *([text, "n"] for text in texts)))
    assert titles(table) == texts


@pytest.mark.parametrize(
    "first",
    [
        lambda book: put(book.add_worksheet("Lisez-moi"), HEAD, *ROWS * 9),
        lambda book: put(book.add_worksheet("Villes"), ["Ville", "Code"], *[["Lyon", "69"]] * 9),
        lambda book: put(book.add_worksheet("Résumé"), HEAD, ROWS[0]),
        lambda book: book.add_worksheet("Vide"),
        lambda book: book.add_chartsheet("Courbe").set_chart(_chart(book)),
    ],
)
def test_the_sheet_with_the_actions_is_chosen(first):
    def draw(book: Any) -> None:
        first(book)
        plan = put(book.add_worksheet("Plan"), HEAD, *ROWS)
        plan.activate()
        plan.autofilter(0, 0, 2, 2)

    table = read_table(workbooks.xlsx(draw))
    assert (table.sheet, titles(table)) == ("Plan", ["Appeler", "Ouvrir"])


def test_a_hidden_first_sheet_and_a_pivot_are_passed_over():
    def draw(book: Any) -> None:
        for name in ("Croisé", "Caché"):
            put(book.add_worksheet(name), HEAD, *ROWS * 9)
        put(book.add_worksheet("Plan"), HEAD, *ROWS).activate()
        book.get_worksheet_by_name("Caché").hide()

    data = workbooks.xlsx(draw)
    related = {"xl/worksheets/_rels/sheet1.xml.rels": _PIVOT}
    table = read_table(workbooks.packed({**workbooks.members(data), **related}))
    assert (table.sheet, table.sheets) == ("Plan", ["Plan"])


def test_hidden_and_pivot_sheets_are_not_offered_but_a_hidden_one_is_told():
    def draw(book: Any) -> None:
        for name in ("Un", "Deux", "Trois"):
            put(book.add_worksheet(name), HEAD, *ROWS)
        book.get_worksheet_by_name("Deux").hide()

    table = read_table(workbooks.xlsx(draw))
    assert table.sheets == ["Un", "Trois"]
    assert table.notices == [("other_sheets", {"names": ["Trois"]}), ("hidden_sheets", {"names": ["Deux"]})]


def test_another_sheet_can_be_asked_for():
    def draw(book: Any) -> None:
        put(book.add_worksheet("Un"), HEAD, *ROWS)
        put(book.add_worksheet("Deux"), HEAD, ["Fermer", "", ""])

    data = workbooks.xlsx(draw)
    assert titles(read_table(data, sheet="Deux")) == ["Fermer"]
    error = refused(data, sheet="Trois")
    assert (error.code, error.params) == ("no_such_sheet", {"name": "Trois"})


def test_a_header_in_row_8_is_found():
    rows = [["Plan de crise"], [], ["Projet", "Alpha"], ["Date", "21/11/2026"], [], ["À jour"], [], HEAD, *ROWS]
    table = read_table(workbooks.plain(*rows))
    assert (table.lines[table.header_row or 0], titles(table)) == (8, ["Appeler", "Ouvrir"])
    assert table.notices == [("preamble", {"count": 4})]


def test_merged_header_cells_are_joined_and_merged_rows_filled():
    def draw(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "Axe")
        sheet.merge_range("B1:C1", "Quoi")
        sheet.merge_range("D1:E1", "Suivi")
        sheet.write_row("B2", ["Action", "Détails", "Responsable", "Échéance"])
        sheet.merge_range("A3:A5", "Clients")
        sheet.write_row("B3", ["Appeler", "tous", "Zoé", "lundi"])
        sheet.write_row("B4", ["Ouvrir", "un numéro", "Léa", "mardi"])
        sheet.merge_range("A6:A7", "Équipe")
        sheet.write_row("B6", ["Dire", "merci", "Tom", ""])

    table = read_table(workbooks.xlsx(draw))
    assert table.header == ["Axe", "Quoi · Action", "Quoi · Détails", "Suivi · Responsable", "Suivi · Échéance"]
    assert [row[:2] for _, row in table.body()] == [["Clients", "Appeler"], ["Clients", "Ouvrir"], ["Équipe", "Dire"]]
    assert table.notices == [("merged_cells", {"count": 1})]


def test_hidden_rows_and_columns_are_read_and_told():
    def draw(book: Any) -> None:
        sheet = put(book.add_worksheet(), HEAD, *ROWS)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(50, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(9, 16_383, None, None, {"hidden": True})

    table = read_table(workbooks.xlsx(draw))
    assert titles(table) == ["Appeler", "Ouvrir"]
    assert table.notices == [("hidden_rows", {"count": 1}), ("hidden_columns", {"count": 1})]


def test_a_tail_of_empty_rows_is_not_read_and_a_cell_beyond_it_is_told():
    def draw(book: Any) -> None:
        sheet = put(book.add_worksheet(), HEAD, *ROWS)
        for row in range(3, 1_634):
            sheet.write_blank(row, 0, None, book.formats[0])
        sheet.write_string(60_000, 300, "oops")

    table = read_table(workbooks.xlsx(draw))
    assert (titles(table), table.notices) == (["Appeler", "Ouvrir"], [("rows_left", {"line": 60_001})])


def test_a_declared_range_of_a_billion_cells_is_not_believed():
    table = sample("QQQ1234567.xlsx")
    assert (len(table.rows), table.notices) == (92, [("rows_left", {"line": 123_456})])
    assert table.width == 20


@pytest.mark.parametrize("name", ["exotic_types.xlsx", "exotic_types.ods", "exotic_types.xls"])
def test_dates_and_numbers_of_three_formats_are_the_same(name):
    table = sample(name)
    assert [row[:7] for _, row in table.body()][:2] == [
        ["1", "bananas", "123", "12.3", "1995-01-27", "27/01/95", "66"],
        ["2", "apples", "124", "13.3", "1995-01-28", "28/01/95", "67"],
    ]


def test_rows_without_a_header_are_all_data():
    assert sample("exotic_types_no_header.xlsx").header_row is None


@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_what_is_hidden_is_told_by_all_three_formats(extension):
    table = sample(f"filters_hidden_cols_rows.{extension}")
    assert (len(list(table.body())), table.notices) == (
        23,
        [("hidden_rows", {"count": 4}), ("hidden_columns", {"count": 1})],
    )
    table = sample(f"hidden_sheet.{extension}")
    assert (table.sheet, table.notices) == ("Sheet2", [("hidden_sheets", {"names": ["Sheet1"]})])


@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_a_cell_merged_downwards_says_the_same_of_each_row(extension):
    table = sample(f"merged_cells.{extension}")
    assert titles(table)[2:] == ["Rows 3 and 4 column A"] * 2


@pytest.mark.parametrize("name", ["hidden_merged", "hidden_final_header", "wide_hidden_firsts"])
def test_odd_workbooks_give_a_table(name):
    table = sample(f"{name}.xlsx")
    assert {len(row) for row in table.rows} == {table.width}


def test_a_row_or_a_column_too_many_is_refused_with_its_line():
    assert refused(workbooks.plain(HEAD, ["x"] * 201)).params == {"line": 2, "limit": 200, "found": 201}
    assert len(read_table(workbooks.plain(HEAD, ["x"] * 200)).header) == 200


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Plan!$A$1:$A$2"})
    return chart


_PIVOT = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Target="../pivotTables/pivotTable1.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"/></Relationships>'
)


def test_a_workbook_by_the_letter_of_the_standard_is_read_like_any_other():
    def draw(book: Any) -> None:
        sheet = put(book.add_worksheet("Plan"), HEAD, ["Appeler", "Zoé"], ["Ouvrir", "Léa"])
        sheet.write(1, 2, date(2026, 11, 28), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.set_row(2, None, None, {"hidden": True})

    usual = workbooks.xlsx(draw)
    strict = {name: in_strict_names(content) for name, content in workbooks.members(usual).items()}
    sheet = "xl/worksheets/sheet1.xml"
    dated, times = re.subn(rb'(<c r="C2" s="1")><v>\d+</v>', rb'\1 t="d"><v>2026-11-28</v>', strict[sheet])
    assert times == 1
    expected = read_table(usual).to_json()
    assert expected["rows"][1] == ["Appeler", "Zoé", "2026-11-28"]
    for each in (strict, strict | {sheet: dated}):
        assert read_table(workbooks.packed(each)).to_json() == expected


def in_strict_names(content: bytes) -> bytes:
    content = content.replace(b"//schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT % b"spreadsheetml/main")
    there = b"//schemas.openxmlformats.org/officeDocument/2006/relationships"
    return content.replace(there, STRICT % b"officeDocument/relationships")
