"""The file of a whole board, as docs/board-file.md and its schema describe it."""

import ast
import json
from pathlib import Path

from boardapp.database import db
from boardapp.domain import inventory, transfer
from boardapp.domain.boards import Board
from boardapp.domain.events import plain
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind
from boardapp.domain.people import User
from boardapp.domain.reversing import MODELS
from boardapp.exchange.boardfile import reading, writing
from boardapp.exchange.boardfile.kinds import SHAPES
from boardapp.exchange.boardfile.values import DETAILS, TABLES
from boardapp.exchange.headers import FIELDS
from tests import seen
from tests.exchange.schema import SCHEMA, problems
from tests.transferred import document, elsewhere, lively, written

ROOT = Path(__file__).parents[2]
KEYS = [
    *("format", "version", "board", "actions", "people", "categories", "owners", "memberships", "invitations"),
    *("comments", "workshops", "events"),
]


def test_a_file_is_what_the_schema_says(lyon):
    """And so are those of every kind of event, in tests/domain/test_transfer.py."""
    lively(lyon)
    assert problems(document(lyon.board, lyon), SCHEMA) == []


def test_the_schema_refuses_what_is_none(lyon):
    told = document(lyon.board, lyon)
    told["people"][0]["email"] = "amina@example.fr"
    told["actions"][0]["ref"] = True
    told["events"][0]["body"]["to"]["user:1"] = {"admin": True}
    found = problems(told, SCHEMA)
    assert len(found) == 3
    assert any("email is not known" in each for each in found)


def test_the_schema_names_every_fact():
    for section, table in reading.SECTIONS.items():
        shown = SCHEMA["properties"][section]["items"]["properties"]
        names = {reading.RENAMED.get(name, name) if table == "action" else name for name in TABLES[table]}
        assert names <= shown.keys()
        assert f"`{section}`" in (ROOT / "docs/board-file.md").read_text()


def test_a_file_can_say_every_fact_there_is_and_no_other():
    """A column that joins the ledger is either in the file or kept out of it on purpose."""
    for name, model in MODELS.items():
        if model is not User:
            assert set(TABLES[name]) == set(model.LEDGER) - {"board_id"}
    assert "user" not in TABLES


def test_every_kind_of_a_board_has_its_shape():
    kinds = {kind for kind in Kind if not kind.startswith("user.")}
    assert set(SHAPES) | {Kind.event_undone} == kinds


def test_every_detail_of_an_event_is_known():
    """What a command tells besides its facts would be lost otherwise, or be an id of this installation."""
    told = set()
    for path in (ROOT / "boardapp/domain").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "attr", "")
            if isinstance(node, ast.Call) and name in ("record", "merge"):
                told |= {each.arg for each in node.keywords if each.arg}
    assert told - {"undoes", "by"} == set(DETAILS)


def test_the_table_of_actions_is_what_it_always_was(lyon):
    told = document(lyon.board, lyon)
    assert list(told) == KEYS
    assert all(list(action)[: len(FIELDS)] == FIELDS for action in told["actions"])
    assert list(told["board"])[:9] == [
        *("uid", "title", "aim", "day0", "cap", "timezone", "language", "categories", "exported_at"),
    ]


def test_every_row_stands_on_a_line_of_its_own(lyon):
    lively(lyon)
    told = document(lyon.board, lyon)
    rows = sum(len(told[section]) for section in KEYS[3:])
    begun = [line for line in written(lyon.board, lyon).decode().split("\n") if line.startswith('{"')]
    assert len(begun) == rows


def test_a_file_shows_one_moment_whoever_writes_meanwhile(lyon, database):
    pieces = writing.lines(lyon.board, lyon.clock(), "fr")
    begun = next(pieces)
    with database.app.app_context():
        inventory.add(db.session.get(Board, 1), [Entry("Entre-temps")], by=lyon.by())
    data = begun + b"".join(pieces)
    assert b"Entre-temps" not in data
    db.session.rollback()
    assert len(seen.events(lyon.board)) == len(json.loads(data)["events"]) + 1
    elsewhere(data, lyon, database)


def test_a_file_with_a_byte_order_mark_and_other_spaces_is_the_same_file(lyon):
    data = written(lyon.board, lyon)
    other = b"\xef\xbb\xbf" + json.dumps(json.loads(data), indent=2).encode()
    assert reading.read(other) == reading.read(data)


def test_moments_in_the_file_are_those_of_the_ledger(lyon):
    told = document(lyon.board, lyon)
    assert [event["at"] for event in told["events"]] == [plain(event.at) for event in seen.events(lyon.board)]
    assert transfer.REFERS.keys() >= {name for table in TABLES.values() for name in table if name.endswith("_id")} - {
        "source_id"
    }
