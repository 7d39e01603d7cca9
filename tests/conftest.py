"""What tests ask for. Domain tests ask for `lyon` (the world) or `empty`, on both databases; web tests for browsers.

A web test never opens an application context around a request; `look` opens one afterwards, to see what was stored.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask

from boardapp import turns
from boardapp.domain import undoing_many
from tests import databases, postgres
from tests.databases import Postgresql, Sqlite, Store
from tests.plain_browser import Browser
from tests.standing import Standing
from tests.world import Clock, World

# A run of the tests is no search: what it finds is due to the change it is about, not to luck. Who searches, longer and
# elsewhere each time, says --hypothesis-profile=thorough.
hypothesis.settings.register_profile("house", deadline=None, stateful_step_count=20, derandomize=True)
hypothesis.settings.register_profile(
    "thorough", deadline=None, max_examples=500, stateful_step_count=60, derandomize=False
)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the one PostgreSQL; workers find its address in their environment. Folders of tests lie in
    memory where there is room: SQLite waits for the disk at each commit, a hundred times as long."""
    if not hasattr(config, "workerinput"):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", postgres.room())
        postgres.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing in a test reaches beyond this machine."""
    patch = pytest.MonkeyPatch()
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        assert self.family == socket.AF_UNIX or _is_here(address[0]), f"a test reaches for {address}"
        connect(self, address)

    def resolve_here(host: Any, *more: Any, **options: Any) -> Any:
        assert host is None or _is_here(host), f"a test asks where {host} is"
        return resolve(host, *more, **options)

    patch.setattr(socket.socket, "connect", connect_here)
    patch.setattr(socket, "getaddrinfo", resolve_here)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def no_hurry() -> Iterator[None]:
    """On a machine that stalls, whoever waits for a turn of this process gets it all the same: who gives up, and when,
    is the matter of one test. Servers that are processes of their own keep to the product's seconds."""
    patch = pytest.MonkeyPatch()
    patch.setattr(turns, "LOCK_SECONDS", 60)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one SQLite file per state of the world."""
    return Sqlite.prepare(tmp_path_factory.mktemp("pristine"))


@pytest.fixture(scope="session")
def sqlite(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sqlite]:
    """This worker's file."""
    store = Sqlite(pristine, tmp_path_factory.mktemp("sqlite"))
    yield store
    databases.dispose(store.app)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """This worker's database on the PostgreSQL of the run."""
    store = Postgresql()
    yield store
    store.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Store:
    """Either database, ready to take a state: `database.renew("lyon")`."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def clock() -> Clock:
    """Day 5 of the Lyon board, 9:12 there, until a test says `clock.advance(days=1)`."""
    return Clock()


@pytest.fixture
def lyon(database: Store, clock: Clock) -> Iterator[World]:
    """The world inside an application context, for domain tests."""
    database.renew("lyon")
    with database.app.app_context():
        yield World(clock)


@pytest.fixture
def empty(database: Store, clock: Clock) -> Iterator[World]:
    """Migrated tables without a row, inside an application context."""
    database.renew("empty")
    with database.app.app_context():
        yield World(clock)


@pytest.fixture(params=[10**9, 0], ids=["by-row", "by-statement"])
def either_undo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken back is so row by row, and then by the statements that rows by the hundred take."""
    monkeypatch.setattr(undoing_many, "MANY", request.param)


@pytest.fixture(scope="session")
def standing(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """This worker's application."""
    standing = Standing(pristine, tmp_path_factory.mktemp("standing"))
    yield standing
    databases.dispose(standing.app)


@pytest.fixture
def app(standing: Standing, clock: Clock) -> Iterator[Flask]:
    """The whole application over a copy of the world, on SQLite; no context is open."""
    app = standing.renew(clock)
    yield app
    databases.dispose(app)


@pytest.fixture
def look(app: Flask, clock: Clock) -> Callable[[], AbstractContextManager[World]]:
    """`with look() as world:` reads what requests have stored, in a context of its own."""

    @contextmanager
    def looking() -> Iterator[World]:
        with app.app_context():
            yield World(clock)

    return looking


@pytest.fixture
def amina(app: Flask) -> Browser:
    """The facilitator of the Lyon board, signed in."""
    return Browser(app, "amina")


@pytest.fixture
def bruno(app: Flask) -> Browser:
    """A member of the Lyon board, signed in."""
    return Browser(app, "bruno")


@pytest.fixture
def chloe(app: Flask) -> Browser:
    """A reader of the Lyon board, signed in."""
    return Browser(app, "chloe")


@pytest.fixture
def dana(app: Flask) -> Browser:
    """A stranger to the Lyon board, signed in, with a board of her own."""
    return Browser(app, "dana")


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app)


def _is_here(host: Any) -> bool:
    return host in ("localhost", "", b"localhost") or str(host).startswith("127.") or host == "::1"
