"""`boardapp import` and `boardapp export`."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

import boardapp
from boardapp.database import db
from boardapp.domain import history
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board
from boardapp.domain.events import Event

CRISIS = Path(boardapp.__file__).parent / "sample/crisis-actions.csv"
MAPPING = {
    "id": "source_id", "organisation": None, "sector": None, "action": "title",
    "customer_need": "need", "disruption": None, "language": None, "source": None,
}  # fmt: skip
BY = ("--by", "bruno@example.fr")


@pytest.fixture
def small(tmp_path) -> Path:
    path = tmp_path / "small.csv"
    path.write_text("Action;Responsable;Échéance\nOuvrir un guichet;Léa;2026-12-01\n;Karim;\n", encoding="utf-8")
    return path


def test_194_real_actions_come_in_as_one_change_of_that_person(terminal, inside):
    told = terminal.tells("import", 1, CRISIS, *BY)
    assert told == {"rows_read": 194, "imported": 194, "skipped": [], "alike": 0, "mapping": MAPPING}
    with inside(terminal):
        event = history.latest(db.session.get(Board, 1))[0]
        assert (event.kind, event.actor_kind, event.actor_id) == ("actions.imported", "cli", 2)
        needs = select(func.count(Action.id)).where(Action.need == "Stay connected without a subscription")
        assert db.session.scalar(needs) == 1


def test_a_preview_tells_the_same_and_writes_nothing(terminal, inside, small):
    told = terminal.tells("import", 1, small, *BY, "--preview")
    assert told["skipped"] == [{"row": 3, "reason": "empty_title"}]
    with inside(terminal):
        assert db.session.scalar(select(func.count(Event.id)).where(Event.kind == "actions.imported")) == 0
    assert terminal.tells("import", 1, small, *BY) == told
    assert told["rows_read"] == told["imported"] + len(told["skipped"]) == 2


def test_a_person_reads_how_much_came_in_and_what_was_left_out(terminal, small):
    preview = terminal.says("import", 1, small, *BY, "--preview").splitlines()
    assert preview == [
        "2 rows read, 1 would be imported into “Grève des transports à Lyon”.",
        "Line 3 would be skipped: it has no title.",
    ]
    assert terminal.says("import", 1, small, *BY).splitlines() == [
        "2 rows read, 1 imported into “Grève des transports à Lyon”.",
        "Line 3 was skipped: it has no title.",
    ]


def test_titles_that_are_on_the_board_already_are_counted(terminal, tmp_path):
    path = tmp_path / "again.csv"
    path.write_text("Action\nOuvrir un guichet\nOuvrir un stand\n", encoding="utf-8")
    assert terminal.tells("import", 1, path, *BY)["alike"] == 0
    assert terminal.tells("import", 1, path, *BY, "--preview")["alike"] == 2
    assert terminal.says("import", 1, path, *BY).splitlines() == [
        "2 rows read, 2 imported into “Grève des transports à Lyon”.",
        "Titles that were on the board already, word for word: 2.",
    ]


def test_a_file_comes_in_by_standard_input_too(terminal, small):
    assert terminal.tells("import", 1, "-", *BY, typed=small.read_bytes())["imported"] == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((1, CRISIS, "--by", "chloe@example.fr"), "chloe@example.fr may not change board 1. Nothing was saved."),
        ((1, CRISIS, "--by", "dana@example.org"), "dana@example.org may not change board 1. Nothing was saved."),
        ((1, CRISIS, "--by", "eve@example.fr"), "There is no account with the address eve@example.fr."),
        ((9, CRISIS, *BY), "There is no board 9: `boardapp board list` shows those there are."),
    ],
)
def test_only_who_may_change_the_board_imports(terminal, words, sentence):
    assert terminal.refuses("import", *words) == sentence


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "it is empty"), (b'action\n"never closed', "a quotation mark opened in line 2")]
)
def test_what_is_no_table_is_refused(terminal, tmp_path, content, why):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    assert why in terminal.refuses("import", 1, path, *BY)


def test_a_file_that_is_not_there_is_wrong_usage(terminal):
    result = terminal("import", 1, "/nowhere/at/all.csv", *BY)
    assert (result.exit_code, result.stdout) == (2, "")


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


@pytest.mark.parametrize("words", [(1,), (1, "--format", "xlsx"), (1, "--format", "csv", "--locale", "de"), ("x",)])
def test_an_export_that_is_not_offered_is_wrong_usage(terminal, words):
    assert terminal("export", *words).exit_code == 2


def test_a_file_that_cannot_be_written_is_refused_in_one_sentence(terminal, tmp_path):
    path = tmp_path / "no/such/folder.csv"
    assert terminal.refuses("export", 1, "--format", "csv", "-o", path).startswith(f"{path} cannot be written: ")


def table(text: str, delimiter: str) -> list[dict[str, str]]:
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=delimiter))
