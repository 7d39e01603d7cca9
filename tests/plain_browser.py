"""A browser without JavaScript, as web tests use it: cookies, forms with their token, and htmx's header on request.

No application context may be open around its requests: they would share one `g`, and a stranger would be let in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests import world

RAW_TOKEN = "0123456789abcdef0123456789abcdef01234567"


class Browser:
    """`name` is a person of the world who is signed in here; None for somebody who is not."""

    def __init__(self, app: Flask, name: str | None = None) -> None:
        self.app = app
        self.name = name
        self.client = app.test_client()
        with self.client.session_transaction() as session:
            session["csrf_token"] = RAW_TOKEN
            if name:
                session["_user_id"] = world.TOKENS[name]
                session["_fresh"] = True

    @property
    def id(self) -> int:
        """The id of this person's account."""
        return world.USER_IDS[self.name or ""]

    def get(self, path: str, *, htmx: bool = False, **more: Any) -> TestResponse:
        answer = self.client.get(path, headers=_headers(htmx, more), **more)
        if answer.mimetype == "text/event-stream":  # it would go on for ever: its beginning is heard, then it is left
            with answer:
                answer.set_data(next(answer.iter_encoded()))
        return answer

    @contextmanager
    def listening(self, path: str, position: str = "") -> Iterator[Iterator[str]]:
        """A stream, part by part as it comes."""
        with self.client.get(path, headers={"Last-Event-ID": position}) as answer:
            assert answer.mimetype == "text/event-stream", answer.status
            yield (part.decode() for part in answer.iter_encoded())

    def post(self, path: str, data: Any = None, *, htmx: bool = False, **more: Any) -> TestResponse:
        """Send a form with the token that the page would have given; `data` may be a dict, with lists for repeats."""
        fields = {"csrf_token": self.csrf_token()} | dict(data or {})
        return self.client.post(path, data=fields, headers=_headers(htmx, more), **more)

    def follow(self, response: TestResponse) -> TestResponse:
        """The page that an answer of 303 leads to."""
        assert response.status_code == 303, f"{response.status}, not 303: {response.text[:300]}"
        return self.get(response.location)

    def csrf_token(self) -> str:
        """Signed as flask_wtf signs it; signing in may have emptied the session meanwhile."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", RAW_TOKEN)
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw))


def _headers(htmx: bool, more: dict[str, Any]) -> dict[str, str]:  # noqa: FBT001
    headers = dict(more.pop("headers", {}))
    return headers | {"HX-Request": "true"} if htmx else headers
