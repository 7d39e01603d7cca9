"""OpenDocument sheets, as LibreOffice writes them and as an enemy would."""

import pytest

from boardapp.exchange.reading import read_table
from boardapp.exchange.tables import Table, Unreadable
from tests.exchange import workbooks

HEAD = "<table:table-row>{}</table:table-row>".format(
    "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("Action", "Valeur", "Note")
    )
)


def row(*cells: str, about: str = "") -> str:
    return f"<table:table-row {about}>{''.join(cells)}</table:table-row>"


def cell(inside: str = "", about: str = "") -> str:
    return f"<table:table-cell {about}>{inside}</table:table-cell>"


def text(words: str) -> str:
    return cell(f"<text:p>{words}</text:p>", 'office:value-type="string"')


def sheet(*rows: str, name: str = "Plan", about: str = "") -> str:
    return f'<table:table table:name="{name}" {about}>{"".join(rows)}</table:table>'


def read(*sheets: str) -> Table:
    return read_table(workbooks.ods("".join(sheets)))


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read_table(data)
    return error.value.code


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (cell("<text:p>28/11/26</text:p>", 'office:value-type="date" office:date-value="2026-11-28"'), "2026-11-28"),
        (cell("", 'office:value-type="date" office:date-value="2026-11-28T14:30:00"'), "2026-11-28 14:30"),
        (cell("", 'office:value-type="date" office:date-value="2026-11-28T00:00:00"'), "2026-11-28"),
        (cell("<text:p>12,50</text:p>", 'office:value-type="float" office:value="12.5"'), "12.5"),
        (cell("<text:p>45</text:p>", 'office:value-type="float" office:value="45"'), "45"),
        (cell("<text:p>12%</text:p>", 'office:value-type="percentage" office:value="0.125"'), "12.5 %"),
        (cell("<text:p>12,50 €</text:p>", 'office:value-type="currency" office:value="12.5"'), "12,50 €"),
        (cell("<text:p>36:00</text:p>", 'office:value-type="time" office:time-value="PT36H"'), "36:00"),
        (cell("<text:p>VRAI</text:p>", 'office:value-type="boolean" office:boolean-value="true"'), "true"),
        (text("a</text:p><text:p>b"), "a\nb"),
        (text('a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d'), "a   b\tc\nd"),
        (text("du <text:span>gras</text:span> et <text:a>un lien</text:a>."), "du gras et un lien."),
        (text("vu</text:p><office:annotation><text:p>en marge</text:p></office:annotation><text:p>là"), "vu\nlà"),
        (text("#REF!"), "#REF!"),
        (cell("", 'office:value-type="string" office:string-value="sans paragraphe"'), "sans paragraphe"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(inside, expected):
    table = read(sheet(HEAD, row(text("x"), inside, text("fin"))))
    assert list(table.body()) == [(2, ["x", expected, "fin"])]


def test_repeated_cells_and_rows_are_written_out_as_far_as_they_say_something():
    empty = cell(about='table:number-columns-repeated="16384"')
    twice = cell("<text:p>x</text:p>", 'office:value-type="string" table:number-columns-repeated="2"')
    table = read(
        sheet(
            HEAD,
            row(empty, about='table:number-rows-repeated="7"'),
            row(twice, text("y"), empty, about='table:number-rows-repeated="2"'),
            row(empty, about='table:number-rows-repeated="1048000"'),
        )
    )
    assert list(table.body()) == [(9, ["x", "x", "y"]), (10, ["x", "x", "y"])]


def test_a_row_repeated_a_million_times_is_refused_and_not_written_out():
    many = row(text("x"), text("y"), about='table:number-rows-repeated="1000000000"')
    assert refused(workbooks.ods(sheet(HEAD, many))) == "too_many_rows"
    wide = cell("<text:p>x</text:p>", 'office:value-type="string" table:number-columns-repeated="1000000000"')
    assert refused(workbooks.ods(sheet(HEAD, row(wide)))) == "too_many_columns"


def test_hidden_sheets_and_pivots_are_passed_over():
    pivot = '<table:data-pilot-tables><table:data-pilot-table table:target-range-address="$Croisé.A1:Croisé.B9"/>'
    table = read(
        sheet(HEAD, row(text("caché")), name="Caché", about='table:style-name="ta2"'),
        sheet(HEAD, row(text("croisé")), name="Croisé"),
        sheet(HEAD, row(text("Appeler"))),
        pivot + "</table:data-pilot-tables>",
    )
    assert (table.sheet, table.sheets) == ("Plan", ["Plan"])
    assert table.notices == [("hidden_sheets", {"names": ["Caché"]})]


def test_hidden_rows_and_columns_are_read_and_told():
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    hidden = row(text("Ouvrir"), text("x"), about='table:visibility="filter"')
    table = read(sheet(columns, HEAD, row(text("Appeler"), text("y")), hidden))
    assert [cells[0] for _, cells in table.body()] == ["Appeler", "Ouvrir"]
    assert table.notices == [("hidden_rows", {"count": 1}), ("hidden_columns", {"count": 1})]


def test_a_cell_that_reaches_downwards_says_the_same_of_each_row():
    axis = cell("<text:p>Clients</text:p>", 'office:value-type="string" table:number-rows-spanned="2"')
    below = row("<table:covered-table-cell/>", text("b"))
    table = read(sheet(HEAD, row(axis, text("a")), below))
    assert [cells[:2] for _, cells in table.body()] == [["Clients", "a"], ["Clients", "b"]]


def test_an_encrypted_document_is_said_to_be_protected():
    assert refused(workbooks.ods("", manifest="<m><manifest:encryption-data/></m>")) == "protected"


def test_a_text_document_is_no_table():
    data = workbooks.ods("", kind="application/vnd.oasis.opendocument.text")
    with pytest.raises(Unreadable) as error:
        read_table(data)
    assert (error.value.code, error.value.params) == ("not_a_table", {"kind": "document"})


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(doctype):
    data = workbooks.ods(sheet(HEAD, row(text("&a;"))), doctype=doctype)
    assert refused(data) == "unsafe_xml"


def test_a_document_without_a_sheet_is_empty():
    assert refused(workbooks.ods("")) == "empty"
    assert refused(workbooks.ods(sheet())) == "empty"
