"""Real servers for tests, each with an installation of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.live.keys import beside, keys
from tests.served import Server, free_port


@pytest.fixture
def port() -> int:
    """One for the servers of this test."""
    return free_port()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`serve("--port", port)` starts a server; all of them are gone when the test ends."""
    started: list[Server] = []

    def start(*words: object, patient: bool = False, **settings: str) -> Server:
        started.append(Server(tmp_path, *words, patient=patient, **settings))
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def lyon_files(pristine: Path, tmp_path: Path) -> Path:
    """The instance folder with the world of the tests in it."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    databases.copy(pristine / "lyon.sqlite", folder / "boardapp.sqlite")
    return folder


@pytest.fixture
def neighbour(lyon_files: Path) -> Iterator[Flask]:
    """The product in this process beside the server, over the same installation."""
    with beside(lyon_files) as app:
        yield app


@pytest.fixture
def key(neighbour: Flask) -> dict[str, str]:
    """What Amina's browser sends: a cookie and a token that the server will know after each start."""
    key = keys(neighbour, "amina@example.fr")[0]
    return {"cookie": key.cookie, "token": key.token}
