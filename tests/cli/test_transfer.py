"""`boardapp export --format json` and `boardapp board import`: a board from one installation to another."""

import json

import pytest

from boardapp.database import db
from boardapp.domain import boards, ledger, people
from boardapp.domain.boards import Board, Role
from tests.cli.conftest import Terminal
from tests.exchange.schema import SCHEMA, problems


@pytest.fixture
def file(terminal, tmp_path):
    path = tmp_path / "lyon.json"
    terminal.says("export", 1, "--format", "json", "-o", path)
    return path


@pytest.fixture
def other(tmp_path, file):
    """Another installation, with one account."""
    other = Terminal(tmp_path / "other", TIMEZONE="Europe/Paris")
    other.says("migrate")
    other.says("user", "add", "ines@example.fr", "--name", "Inès Roux")
    return other


def test_a_board_goes_from_one_installation_to_another(file, other, inside):
    told = other.tells("board", "import", file, "--by", "ines@example.fr")
    assert told == {"id": 1, "actions": 12, "events": 17}
    with inside(other):
        board = db.session.get(Board, 1)
        assert boards.role_of(board, people.find("ines@example.fr")) is Role.facilitator
        assert ledger.verify() == []
    assert "Grève des transports à Lyon" in other.says("board", "list")
    other.says("verify")


def test_what_the_terminal_writes_is_what_the_schema_says(terminal):
    assert problems(json.loads(terminal.says("export", 1, "--format", "json")), SCHEMA) == []


def test_standard_input_is_read_too(file, other):
    said = other.says("board", "import", "-", "--by", "ines@example.fr", typed=file.read_bytes())
    assert said == "Board 1 is here: Grève des transports à Lyon (12 actions, 17 changes)\n"


def test_a_board_that_is_here_is_refused(file, terminal):
    said = terminal.refuses("board", "import", file, "--by", "amina@example.fr")
    assert said == "This board is here already. Nothing was imported."
    assert len(terminal.tells("board", "list")["boards"]) == 2


def test_a_file_that_was_changed_is_refused_with_the_place(file, other):
    told = json.loads(file.read_text())
    told["events"][5]["body"]["to"]["user:1"] = {"admin": True}
    file.write_text(json.dumps(told))
    said = other.refuses("board", "import", file, "--by", "ines@example.fr")
    assert said.startswith("This file does not fit together at “events[5].body.to”")
    told["events"][5]["body"]["was"]["user:1\x1b[2J"] = None
    told["events"][5]["body"]["to"]["user:1\x1b[2J"] = told["events"][5]["body"]["to"].pop("user:1")
    file.write_text(json.dumps(told))
    said = other.refuses("board", "import", file, "--by", "ines@example.fr")
    assert "“events[5].body.user:1?[2J”" in said


@pytest.mark.parametrize("content", [b"", b"title\nUne\n", b"\x89PNG"])
def test_what_is_no_file_of_a_board_is_refused_in_a_sentence(other, content):
    said = other.refuses("board", "import", "-", "--by", "ines@example.fr", typed=content)
    assert said.startswith("This is not the file of a board.")


def test_nobody_imports_without_an_account(file, other):
    said = other.refuses("board", "import", file, "--by", "amina@example.fr")
    assert said == "There is no account with the address amina@example.fr."
