"""`boardapp import`."""

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
    assert told == {
        "rows_read": 194, "imported": 194, "updated": 0, "conflicts": 0, "skipped": [], "alike": 0, "mapping": MAPPING,
        "format": "text", "encoding": "utf-8", "delimiter": ",", "sheet": "", "header_row": 1, "notices": [],
    }  # fmt: skip
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
    ("content", "why"), [(b"", "it is empty"), (b'action,owner\n"never closed', "a quotation mark opened in line 2")]
)
def test_what_is_no_table_is_refused(terminal, tmp_path, content, why):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    assert why in terminal.refuses("import", 1, path, *BY)


def test_a_file_that_is_not_there_is_wrong_usage(terminal):
    result = terminal("import", 1, "/nowhere/at/all.csv", *BY)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_column_may_be_named_for_a_field(terminal, inside, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Objet;Mesure;Qui\nGare;Ouvrir un guichet;Léa\n", encoding="cp1252")
    told = terminal.tells("import", 1, path, *BY, "--map", "title=Mesure", "--map", "need=Objet")
    assert (told["imported"], told["encoding"], told["delimiter"]) == (1, "windows-1252", ";")
    assert told["mapping"] == {"Objet": "need", "Mesure": "title", "Qui": "owner"}
    with inside(terminal):
        made = db.session.scalar(select(Action).where(Action.title == "Ouvrir un guichet"))
        assert (made.need, made.owner.name) == ("Gare", "Léa")


@pytest.mark.parametrize(
    ("said", "why"), [("cost=Mesure", "There is no field “cost”."), ("title=Rien", "There is no column “Rien”.")]
)
def test_a_field_or_a_column_that_is_not_there_is_refused(terminal, tmp_path, said, why):
    path = tmp_path / "plan.csv"
    path.write_text("Objet;Mesure\nGare;Ouvrir un guichet\n", encoding="utf-8")
    assert terminal.refuses("import", 1, path, *BY, "--map", said).startswith(why)


def test_a_file_that_was_exported_and_changed_updates_the_board(terminal, inside, tmp_path):
    path = tmp_path / "plan.csv"
    terminal.says("export", 1, "--format", "csv", "--locale", "en", "-o", path)
    path.write_text(path.read_text("utf-8-sig").replace("2026-11-24", "2026-12-01"), encoding="utf-8-sig")
    told = terminal.tells("import", 1, path, *BY, "--preview", "--take", "board")
    assert (told["updated"], len(told["skipped"])) == (0, 12)
    told = terminal.tells("import", 1, path, *BY)
    assert (told["rows_read"], told["imported"], told["updated"], len(told["skipped"])) == (12, 0, 1, 11)
    with inside(terminal):
        assert db.session.get(Action, 1).due_on.isoformat() == "2026-12-01"
