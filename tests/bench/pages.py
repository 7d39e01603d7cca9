"""The board page and a move, through the whole application but without a network: each request is one call of the WSGI
application, so that no client of a test is measured along with it."""

import io
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response
from werkzeug.test import EnvironBuilder

from boardapp.database import PRAGMAS, sqlite
from tests.bench.boards import BOARD, SignedIn, board

Pair = tuple[Callable[[], object], Callable[[], object]]
PAGE = f"/boards/{BOARD}"
MOVE = "/actions/1/placement"


class Call:
    """One request of somebody signed in, as a browser sends it, to be sent again and again."""

    def __init__(self, amina: SignedIn, path: str, data: dict[str, str] | None = None, **headers: str) -> None:
        cookie = amina.client.get_cookie("board")
        assert cookie is not None
        self.body = urlencode(data | {"csrf_token": amina.csrf_token()}).encode() if data else b""
        headers = {"Cookie": f"board={cookie.value}", "Accept-Encoding": "gzip"} | headers
        kind = "application/x-www-form-urlencoded" if data else None
        made = EnvironBuilder(path, method="POST" if data else "GET", headers=headers, content_type=kind)
        self.environ = made.get_environ() | {"CONTENT_LENGTH": str(len(self.body))}

    def __call__(self, app: Flask) -> tuple[str, dict[str, str], bytes]:
        """The status, the headers and the body."""
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            told.extend((status, dict(headers)))

        answer = app(self.environ | {"wsgi.input": io.BytesIO(self.body)}, start)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told[0], told[1], body


@contextmanager
def board_page(folder: Path) -> Iterator[Pair]:
    """Warm: nothing has changed since it was sent to the same person."""
    with board(folder, 500) as (app, amina):
        page = Call(amina, PAGE)
        _, _, body = page(app)
        bare = _constant(body)
        yield lambda: _ok(page(app), "200"), lambda: _ok(page(bare), "200")


@contextmanager
def still_stands(folder: Path) -> Iterator[Pair]:
    """The browser has the page and asks whether it still stands."""
    with board(folder, 500) as (app, amina):
        _, headers, body = Call(amina, PAGE)(app)
        page, bare = Call(amina, PAGE, **{"If-None-Match": headers["ETag"]}), _constant(body)
        yield lambda: _ok(page(app), "304"), lambda: _ok(page(bare), "200")


@contextmanager
def first_load(folder: Path, count: int) -> Iterator[Pair]:
    """By somebody else after each change. The floor is a page made before; how long the change took does not count."""
    with board(folder, count) as (app, amina):
        page, moves = Call(amina, PAGE), _moves(amina)
        _, _, body = page(app)
        bare = _constant(body)

        def product() -> float:
            _ok(next(moves)(app), "200")
            begun = time.perf_counter()
            _ok(page(app), "200")
            return time.perf_counter() - begun

        yield product, lambda: _ok(page(bare), "200")


@contextmanager
def move(folder: Path) -> Iterator[Pair]:
    """To another lane and back, as htmx sends it; below it one row changed and one written, made durable alike."""
    with board(folder, 500) as (app, amina):
        moves, lanes = _moves(amina), itertools.cycle(("now", "later"))
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

        yield lambda: _ok(next(moves)(app), "200"), floor
        connection.close()


def _moves(amina: SignedIn) -> Iterator[Call]:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{PAGE}"}
    return itertools.cycle([Call(amina, MOVE, {"horizon": lane}, **headers) for lane in ("now", "later")])


def _constant(body: bytes) -> Flask:
    """The least that Flask can do: a view that returns these bytes."""
    bare = Flask("bare")
    bare.add_url_rule(PAGE, view_func=lambda: Response(body, mimetype="text/html"), endpoint="page")
    return bare


def _ok(answer: tuple[str, dict[str, str], bytes], status: str) -> None:
    assert answer[0].startswith(status), answer[0]
