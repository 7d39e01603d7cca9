"""What leaves as CSV comes back equal, whatever was typed and in whichever language the file was written."""

import csv
import io
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boardapp.domain.words import clean_line
from boardapp.exchange import leftovers
from boardapp.exchange.guard import guard
from boardapp.exchange.headers import FIELDS, HEADERS
from boardapp.exchange.mapping import drafts, guess
from boardapp.exchange.reading import read_table
from boardapp.exchange.workbooks_out import Layout, write
from boardapp.exchange.writing import RECORD_KEYS, csv_lines

STARTS = st.sampled_from(["", "=", "+", "-", "@", "'", "''=", "' -", "\t", "\r", "\n", "\r\n", " ", "＝", "\ufeff"])
ANYTHING = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    | st.sampled_from("🧯👩‍🚒\u202e\u200fעזرة\u00a0\u2028\x85;,\t|\"'\r\n"),
    max_size=30,
)


def text(limit: int = 60) -> st.SearchStrategy[str]:
    return st.builds(lambda start, rest, end: (start + rest + end)[:limit], STARTS, ANYTHING, STARTS)


def number(first: int = 0, last: int = 10**6) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(first, last)


DAYS = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))
RECORDS = st.fixed_dictionaries(
    {
        "ref": st.integers(1, 20_000),
        "uid": st.uuids().map(str),
        "title": text().filter(clean_line),
        "horizon": st.sampled_from(["inbox", "now", "next", "later"]),
        "status": st.sampled_from(["to_start", "running", "done", "stopped"]),
        "kind": st.sampled_from(["do", "test", "stop"]),
        "rank_number": number(),
        "votes": number(),
        "version": number(),
        "days_late": number(),
        "challenge_level": number(1, 4),
        "effort": number(1, 4),
        "already_running": st.none() | st.booleans(),
    }
    | dict.fromkeys(["due_on", "done_on", "created_on", "archived_on"], DAYS)
    | dict.fromkeys(["category", "challenge", "owner", "note", "need", "first_step"], text())
    | dict.fromkeys(["benefit", "hypothesis", "result", "source_id"], text())
)


def read_back(records: list[dict], locale: str) -> list[dict]:
    table = read_table(b"".join(csv_lines(records, locale)))
    found = drafts(table, guess(table.header))
    assert [draft for draft in found if draft.skipped or draft.problems] == []
    return [{field: asdict(draft)[field] for field in FIELDS} for draft in found]


def read_workbook_back(records: list[dict], locale: str, layout: Layout | None = None) -> list[dict]:
    file = io.BytesIO()
    write(file, records, locale, "Une crise", layout)
    table = read_table(file.getvalue())
    assert (table.format, table.exact) == ("xlsx", True)
    found = drafts(table, guess(table.header))
    assert [draft for draft in found if draft.skipped or draft.problems] == []
    return [{field: asdict(draft)[field] for field in FIELDS} for draft in found]


def as_drafted(record: dict) -> dict:
    return {field: record[RECORD_KEYS[field]] for field in FIELDS}


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["fr", "en"])
@settings(max_examples=settings().max_examples // 2)
@given(records=st.lists(RECORDS, max_size=4))
def test_any_board_comes_back_equal(locale, records):
    assert read_back(records, locale) == [as_drafted(record) for record in records]


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["fr", "en"])
@settings(max_examples=settings().max_examples // 5)
@given(records=st.lists(RECORDS, max_size=4))
def test_any_board_comes_back_equal_as_a_workbook(locale, records):
    """But for the line ends of Windows, which no board stores: a workbook knows one kind."""
    expected = [as_drafted(record) for record in records]
    found = read_workbook_back(records, locale, Layout(by_horizon=True))
    assert found == [{field: _one_line_end(value) for field, value in each.items()} for each in expected]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_what_xml_cannot_hold_comes_back_from_a_workbook(locale):
    record = dict.fromkeys(RECORD_KEYS.values()) | {"ref": 1, "uid": "u", "horizon": "now", "status": "done"}
    texts = [
        "_x0041_",
        "_x005F_x0041_",
        "_x005f_",
        "a\x0bb\x1f",
        "\ufffe\uffff",
        "<r>x</r>",
        " \n\tx\t ",
        "&lt;&#10;]]>",
    ]
    for text in texts:
        (found,) = read_workbook_back([record | {"kind": "do", "title": "x", "note": text, "need": text}], locale)
        assert (found["note"], found["need"]) == (text, text)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_full_note_and_a_full_title_come_back_equal(locale):
    record = dict.fromkeys(RECORD_KEYS.values()) | {"ref": 1, "uid": "u", "horizon": "now", "status": "done"}
    record |= {"kind": "do", "title": "é" * 140, "note": "=\r\n" * 6_666, "due_on": date(2026, 2, 3)}
    (found,) = read_back([record], locale)
    assert {field: value or None for field, value in found.items()} == as_drafted(record)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_an_empty_board_comes_back_empty(locale):
    assert read_back([], locale) == read_workbook_back([], locale) == []


def test_a_spreadsheet_reader_of_another_make_finds_no_live_cell():
    texts = ["=1+1", "+33 1", "-5", "@SUM", "\t=1", "\r=1", " =1", "'=1", "＝1", "\n=1"]
    records = [{"ref": 1, "uid": "u", "title": cell, "owner": cell, "category": cell} for cell in texts]
    data = b"".join(csv_lines(records, "en")).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data, newline="")) for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")] == []
    assert [cell for cell in cells if cell in map(guard, texts)] != []


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_our_columns_are_known_in_any_order_and_among_others(locale):
    header = [*reversed(HEADERS[locale].values()), "Remarques", ""]
    assert guess(header) == [*reversed(HEADERS[locale]), None, None]


def test_what_a_spreadsheet_did_to_our_file_is_understood():
    changed = (
        "ref;horizon;action;échéance;état;déjà_en_place;uid\r\n"
        "A-7;Ensuite;L'eau;28/11/2026;en cours;VRAI;u-7\r\n;;Nouvelle;;;;\r\n"
    )
    table = read_table(changed.encode("cp1252"))
    first, second = drafts(table, guess(table.header))
    assert (first.ref, first.horizon, first.due_on, first.status) == (7, "next", date(2026, 11, 28), "running")
    assert (first.already_running, first.uid, first.problems) == (True, "u-7", [])
    assert (second.title, second.ref, second.uid, second.skipped) == ("Nouvelle", None, "", None)


def _one_line_end(value: object) -> object:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_rows_of_our_file_that_were_left_out_come_back_as_they_were_written(locale):
    record = dict.fromkeys(RECORD_KEYS.values()) | {"ref": 1, "uid": "u", "title": "", "note": "voir a,'=b\n=c"}
    table = read_table(b"".join(csv_lines([record], locale)))
    left = b"".join(leftovers.csv_file(table, {2: "why"}, "reason", locale))
    again = read_table(left)
    assert again.exact
    assert [row[:-1] for row in again.rows] == table.rows
