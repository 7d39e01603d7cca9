"""Real servers for tests, each with an installation of its own."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from boardapp import config, create_app
from boardapp.domain import people, sessions
from tests import databases
from tests.plain_browser import RAW_TOKEN
from tests.served import Server


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`serve("--port", port)` starts a server; all of them are gone when the test ends."""
    started: list[Server] = []

    def start(*words: object, **settings: str) -> Server:
        started.append(Server(tmp_path, *words, **settings))
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
def key(lyon_files: Path) -> dict[str, str]:
    """What Amina's browser sends: a cookie and a token that the server will know after each start."""
    app = create_app(config.read({"BOARDAPP_INSTANCE": str(lyon_files)}))
    with app.app_context():
        at = app.extensions["clock"]()
        token = sessions.start(people.find("amina@example.fr"), at, stay=True)
    databases.dispose(app)
    held = {"_user_id": token, "_fresh": True, "_permanent": True, "csrf_token": RAW_TOKEN}
    cookie = app.session_interface.get_signing_serializer(app).dumps(held)
    signed = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(RAW_TOKEN)
    return {"cookie": f"board={cookie}", "token": signed}
