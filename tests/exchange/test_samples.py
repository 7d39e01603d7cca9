"""Real files. Those that may be copied lie in samples/; the others are read beside the repository where they exist."""

import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from boardapp.exchange.mapping import Draft, drafts, guess
from boardapp.exchange.reading import Table, Unreadable, read_table

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "samples"
SHARED = ROOT.parent / "shared" / "data" / "import-samples"

# name: rows, delimiter, encoding, guessed columns (field → header)
NAME = {"title": "name"}
FILES = {
    "caresteouvert_rules.csv": (1_165, ",", "utf-8", {"category": "category", "note": "description"}),
    "caresteouvert_regles.csv": (269, ",", "utf-8", {"category": "categorie", "note": "infos"}),
    "caresteouvert_legal_rules.csv": (299, ",", "utf-8", {"category": "category", "due_on": "end_date"}),
    "keystone_npi_data_03-24-2020.csv": (30, ",", "utf-8", {}),
    "wekan_board-import.csv": (25, ",", "utf-8", {"title": "Title", "owner": "Owner", "due_on": "Due Date"}),
    "wekan_board-import.tsv": (25, "\t", "utf-8", {"title": "Title", "owner": "Owner", "due_on": "Due Date"}),
    "notify_newline_unix.csv": (3, ",", "utf-8", {"title": "name"}),
    "notify_newline_windows.csv": (3, ",", "utf-8", {"title": "name"}),
    "notify_tab_separated.tsv": (3, "\t", "utf-8", {"title": "name"}),
    "notify_ragged_surplus_columns.tsv": (3, "\t", "utf-8", {"title": "name"}),
    "notify_surplus_header_columns.tsv": (3, "\t", "utf-8", {"title": "name"}),
    "wekan_trello-project100.json": (3, "", "utf-8", {"title": "title", "owner": "owner", "horizon": "list"}),
    "notify_excel_2007.xlsx": (3, "", "", NAME),
    "notify_macros.xlsm": (3, "", "", NAME),
    "notify_open_document.ods": (3, "", "", NAME),
    "notify_excel_95.xls": (3, "", "", NAME),
    "notify_excel_97.xls": (3, "", "", NAME),
    "notify_ragged_surplus_columns.ods": (3, "", "", NAME),
    "notify_surplus_header_columns.ods": (3, "", "", NAME),
    "cccsl_v1_semicolonsep.csv": (3_274, ";", "windows-1252", {"note": "Comment", "source_id": "id"}),
    "eurofound_covid19db_2020-06-23.csv": (481, ",", "utf-8", {"title": "Title", "owner": "Actors"}),
    "eurofound_latestUkraineCases.csv": (460, ",", "utf-8", {"title": "Title", "category": "Subcategory"}),
    "eurofound_policywatch-website.csv": (2_564, ",", "utf-8", {"title": "title", "category": "calc_subMinorCategory"}),
    "keystone_complete_npis_raw_policies.csv": (7_382, "\t", "windows-1252", {"note": "note"}),
    "keystone_npis_raw_03-24-2020.csv": (697, ",", "utf-8", {"note": "further_notes_comments"}),
}
FOUND = {name: path for name in FILES for path in (HERE / name, SHARED / name) if path.exists()}


def read(path: Path) -> tuple[Table, list[Draft]]:
    table = read_table(path.read_bytes())
    return table, drafts(table, guess(table.header))


@pytest.mark.parametrize("name", FOUND)
def test_a_real_file_gives_the_rows_that_a_careful_reader_expects(name):
    rows, delimiter, encoding, columns = FILES[name]
    table, found = read(FOUND[name])
    guessed = dict(zip(guess(table.header), table.header, strict=True))
    assert (len(found), table.delimiter, table.encoding) == (rows, delimiter, encoding)
    assert {field: guessed.get(field) for field in columns} == columns
    assert {draft.skipped for draft in found} == ({None} if "title" in guessed else {"no_title_column"})


def test_the_samples_that_are_ours_to_copy_are_all_here():
    assert sorted(name for name in FILES if (HERE / name).exists()) == sorted(list(FILES)[:19])


def test_the_194_actions_are_ready_to_import():
    _, found = read(ROOT / "boardapp" / "sample" / "crisis-actions.csv")
    assert len(found) == 194
    assert [draft for draft in found if draft.skipped or draft.problems] == []
    first = found[0]
    assert (first.row, first.source_id) == (2, "A001")
    assert first.title == "Open Xfinity WiFi hotspots to everyone, subscribers or not, for 60 days"
    assert first.need == "Stay connected without a subscription"
    names = [line.split(": ")[0] for line in first.note.split("\n")]
    assert names == ["organisation", "sector", "disruption", "language", "source"]


def test_a_csv_and_a_tsv_of_one_board_give_the_same_drafts():
    assert read(HERE / "wekan_board-import.csv")[1] == read(HERE / "wekan_board-import.tsv")[1]


def test_american_dates_are_recognised_by_their_column():
    _, found = read(HERE / "wekan_board-import.csv")
    assert found[0].due_on == date(2020, 5, 6)


def test_a_byte_order_mark_does_not_stick_to_the_first_header():
    table, _ = read(HERE / "keystone_npi_data_03-24-2020.csv")
    assert (table.header[0], len(table.header)) == ("Intervention", 14)


@pytest.mark.parametrize(
    ("name", "file_format"),
    [
        ("newline_windows.csv", "text"),
        ("tab_separated.tsv", "text"),
        ("excel_2007.xlsx", "xlsx"),
        ("macros.xlsm", "xlsx"),
        ("open_document.ods", "ods"),
        ("excel_95.xls", "xls"),
        ("excel_97.xls", "xls"),
    ],
)
def test_every_format_gives_the_same_three_rows(name, file_format):
    table, _ = read(HERE / f"notify_{name}")
    assert table.rows == read(HERE / "notify_newline_unix.csv")[0].rows
    assert table.format == file_format


def test_a_stray_cell_far_to_the_right_is_reported():
    _, found = read(HERE / "notify_ragged_surplus_columns.tsv")
    assert Counter(problem.code for draft in found for problem in draft.problems) == {"extra_cell": 1}
    assert "hopefully ignored" in found[1].note


def test_a_picture_is_refused_whatever_it_is_called():
    with pytest.raises(Unreadable) as error:
        read_table((HERE / "notify_actually_a_png.csv").read_bytes())
    assert (error.value.code, error.value.params) == ("not_text", {"kind": "image"})


def test_the_naughty_strings_are_a_list_of_95_titles():
    data = (HERE / "blns_utf16.txt").read_bytes()
    table = read_table(data)
    titles = [row[0] for line, row in table.body() if line not in table.passed]
    lines = [line.rstrip("\r") for line in data.decode("utf-16").split("\n")]
    assert titles == [line for line in lines if line and not line.startswith("#")]
    assert (len(titles), table.header_row, Counter(table.passed.values())) == (95, None, {"comment": 54})


def test_a_trello_board_says_what_it_left_out():
    table, found = read(HERE / "wekan_trello-project100.json")
    assert (found[0].title, found[0].owner) == ("Write code", "Test User")
    assert [code for code, _ in table.notices] == ["custom_fields"]
    assert "Text Value: Hello" in "".join(draft.note for draft in found)


def test_400001_lines_are_refused():
    data = gzip.decompress((HERE / "notify_400k_rows.tsv.gz").read_bytes())
    for part in (data, data[: 5 * 1024 * 1024]):
        with pytest.raises(Unreadable) as error:
            read_table(part)
        assert error.value.code == ("too_large" if part is data else "too_many_rows")
