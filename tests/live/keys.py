"""What lets people in at a server that runs: the cookies of their browsers, and the hands that fill in forms."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from boardapp import config, create_app
from boardapp.database import db
from boardapp.domain import members, people, sessions
from boardapp.domain.boards import Board, Role
from boardapp.domain.events import By, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.people import User
from tests import databases
from tests.plain_browser import RAW_TOKEN


@dataclass(frozen=True)
class Key:
    """One session of one person; the server will know it after each start."""

    user_id: int
    session: str
    cookie: str
    token: str


@dataclass(frozen=True)
class Said:
    status: int
    text: str
    headers: http.client.HTTPMessage


@contextmanager
def beside(instance: Path, database_url: str = "") -> Iterator[Flask]:
    """The product in this process, over the installation of a server: a second process, as the command line is one."""
    app = create_app(config.read({"BOARDAPP_INSTANCE": str(instance), "BOARDAPP_DATABASE_URL": database_url}))
    try:
        yield app
    finally:
        databases.dispose(app)


def keys(app: Flask, email: str, count: int = 1) -> list[Key]:
    """As many sessions of this person."""
    with app.app_context():
        user = people.find(email)
        assert user is not None
        made = [(user.id, sessions.start(user, app.extensions["clock"](), stay=True)) for _ in range(count)]
        db.session.remove()
        db.engine.dispose()  # nothing of this process holds the file while its server is killed
    return [_key(app, user_id, session) for user_id, session in made]


def crowd(app: Flask, count: int, board_id: int = 1) -> list[Key]:
    """As many new members of a board, signed in."""
    with app.app_context():
        board, by = db.session.get_one(Board, board_id), By("system", None, app.extensions["clock"]())
        emails = [f"person{at}@example.fr" for at in range(count)]
        for at, email in enumerate(emails):
            with changing(None, by) as change:
                user = User(email=email, name=f"Person {at}", password_hash="-", locale="en", created_at=by.at)
                change.add(user)
                change.record(Kind.user_registered)
            invited = members.invitation(members.invite(board, Role.member, by=by), by.at)
            assert invited is not None
            members.accept(invited, user, by=by)
    return [keys(app, email)[0] for email in emails]


class Hand:
    """One person's line to a server, kept open, as a browser without JavaScript uses it."""

    def __init__(self, address: str, key: Key) -> None:
        self.key = key
        self._line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)

    def get(self, path: str) -> Said:
        return self._say("GET", path)

    def post(self, path: str, *, beside: str = "", **fields: object) -> Said:
        """A plain form, or one of htmx on the page `beside`."""
        more = {"HX-Request": "true", "HX-Current-URL": beside} if beside else {}
        return self._say("POST", path, urlencode({"csrf_token": self.key.token, **fields}), more)

    def close(self) -> None:
        self._line.close()

    def _say(self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None) -> Said:
        headers = {"Cookie": self.key.cookie, **(more or {})}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self._line.request(method, path, body, headers)
        with self._line.getresponse() as answer:
            assert answer.headers.get_content_type() != "text/event-stream", "a stream, which nobody reads to its end"
            return Said(answer.status, answer.read().decode(), answer.headers)


def ask(address: str, key: Key, path: str) -> Said:
    """One page, on a line of its own."""
    with closing(Hand(address, key)) as hand:
        return hand.get(path)


def position(address: str, key: Key, board: int = 1) -> str:
    """Where a page of this board stands that is loaded now."""
    said = ask(address, key, f"/boards/{board}")
    found = re.search(r'data-cursor="([^"]+)"', said.text)
    assert found, f"a board without a cursor: {said.status} {said.text[-600:]}"
    return found[1]


def _key(app: Flask, user_id: int, session: str) -> Key:
    held = {"_user_id": session, "_fresh": True, "_permanent": True, "csrf_token": RAW_TOKEN}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    token = str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(RAW_TOKEN))
    return Key(user_id, session, f"board={serializer.dumps(held)}", token)
