"""The board page and a move, through the whole application but without a network."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response

from boardapp.database import PRAGMAS, sqlite
from tests.bench.boards import BOARD, board

Pair = tuple[Callable[[], object], Callable[[], object]]


@contextmanager
def board_page(folder: Path) -> Iterator[Pair]:
    with board(folder, 500) as (_, amina):
        body = amina.get(f"/boards/{BOARD}").data
        bare = Flask("bare")
        bare.add_url_rule(f"/boards/{BOARD}", view_func=lambda: Response(body, mimetype="text/html"), endpoint="page")
        client = bare.test_client()
        yield lambda: _ok(amina.get(f"/boards/{BOARD}").data), lambda: _ok(client.get(f"/boards/{BOARD}").data)


@contextmanager
def move(folder: Path) -> Iterator[Pair]:
    """To another lane and back, as htmx sends it; below it one row changed and one written, made durable alike."""
    with board(folder, 100) as (_, amina):
        lanes = itertools.cycle(("now", "later"))

        def product() -> None:
            answer = amina.post("/actions/1/placement", {"horizon": next(lanes)}, htmx=True)
            assert answer.status_code == 200, answer.status

        connection = sqlite.connect(folder / "bare.sqlite", isolation_level=None)
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
        connection.executescript(
            "CREATE TABLE action(id INTEGER PRIMARY KEY, lane TEXT); INSERT INTO action VALUES(1, '')"
        )
        connection.execute("CREATE TABLE event(id INTEGER PRIMARY KEY, body TEXT)")

        def floor() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE action SET lane = ? WHERE id = 1", (next(lanes),))
            connection.execute("INSERT INTO event(body) VALUES (?)", ("x" * 200,))
            connection.execute("COMMIT")

        yield product, floor
        connection.close()


def _ok(body: bytes) -> None:
    assert len(body) > 50_000
