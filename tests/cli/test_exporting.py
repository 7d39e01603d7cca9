"""`boardapp export`."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

BY = ("--by", "bruno@example.fr")


def test_an_export_is_in_the_language_of_the_board_or_the_one_asked_for(terminal):
    french = table(terminal.says("export", 1, "--format", "csv"), ";")
    english = table(terminal.says("export", 1, "--format", "csv", "--locale", "en"), ",")
    assert len(french) == len(english) == 12
    assert {row["horizon"] for row in english} == {"Do now", "Do next", "Do later", "To sort"}
    assert {row["horizon"] for row in french} == {"Faire maintenant", "Ensuite", "Plus tard", "À trier"}


def test_a_json_export_goes_to_the_file_that_is_named(terminal, tmp_path):
    path = tmp_path / "out.json"
    assert terminal.says("export", 1, "--format", "json", "-o", path) == ""
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["board"]["title"], len(told["actions"])) == ("Grève des transports à Lyon", 12)
    assert [file.name for file in tmp_path.glob("*out*")] == ["out.json"]


def test_what_was_exported_comes_back_without_a_change(terminal, tmp_path):
    terminal.says("export", 1, "--format", "csv", "-o", tmp_path / "board.csv")
    told = terminal.tells("import", 1, tmp_path / "board.csv", *BY)
    assert (told["rows_read"], told["imported"]) == (12, 0)
    assert {each["reason"] for each in told["skipped"]} == {"same_here"}


def test_a_workbook_has_a_sheet_for_each_horizon_when_asked(terminal, tmp_path):
    path = tmp_path / "plan.xlsx"
    assert terminal.says("export", 1, "--format", "xlsx", "--sheet-per-horizon", "-o", path) == ""
    book = load_workbook(path)
    assert book.sheetnames == ["Toutes les actions", "Faire maintenant", "Ensuite", "Plus tard", "À trier"]
    assert book.worksheets[0].max_row == 13


def test_a_calendar_has_a_day_for_each_due_date(terminal):
    told = terminal.says("export", 1, "--format", "ics", BASE_URL="https://board.example.org")
    assert told.count("BEGIN:VEVENT") == 5
    assert "URL:https://board.example.org/actions/1" in told
    assert "URL:" not in terminal.says("export", 1, "--format", "ics")


def test_columns_are_named_by_their_headers_of_either_language(terminal):
    told = table(terminal.says("export", 1, "--format", "csv", "--columns", "échéance, action,ref,due_on,uid"), ";")
    assert list(told[0]) == ["ref", "action", "échéance", "uid"]


@pytest.mark.parametrize("columns", ["", ",", "ref,password", "*"])
def test_a_column_that_there_is_not_is_wrong_usage(terminal, columns):
    result = terminal("export", 1, "--format", "csv", "--columns", columns)
    assert result.exit_code == 2
    assert "there are ref, horizon, rank, action" in result.stderr


@pytest.mark.parametrize("words", [(1,), (1, "--format", "ods"), (1, "--format", "csv", "--locale", "de"), ("x",)])
def test_an_export_that_is_not_offered_is_wrong_usage(terminal, words):
    assert terminal("export", *words).exit_code == 2


def test_a_file_that_cannot_be_written_is_refused_in_one_sentence(terminal, tmp_path):
    path = tmp_path / "no/such/folder.csv"
    assert terminal.refuses("export", 1, "--format", "csv", "-o", path).startswith(f"{path} cannot be written: ")


def table(text: str, delimiter: str) -> list[dict[str, str]]:
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=delimiter))
