"""The one cookie: which session this browser is in, the token of its forms, and what a next page has to say once."""

import time
from functools import lru_cache

from flask import Flask, Request, Response, request
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from boardapp.domain.sessions import LONG

_json = TaggedJSONSerializer()


class Cookies(SecureCookieSessionInterface):
    """`__Host-` where there is https; on the plain http of a meeting room the browser would refuse that name."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-board" if request.is_secure else "board"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: the key stays what it is while the application runs."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """A cookie comes with each request: what it says is verified once, how old it is each time."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            signed, said = _verified(self.get_signing_serializer(app), cookie)
        except BadSignature:
            return self.session_class()
        young = time.time() - signed <= LONG.total_seconds()
        return self.session_class(_json.loads(said) if young else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Most answers change nothing in it; what a page differs by is said by `headers`, and a file is everybody's."""
        everybodys = request.endpoint == "static"
        if session.modified or not (everybodys or response.mimetype == "text/html"):
            super().save_session(app, session, response)


@lru_cache(maxsize=1024)
def _verified(serializer: URLSafeTimedSerializer, cookie: str) -> tuple[float, str]:
    """When it was signed, and what it says."""
    said, signed = serializer.loads(cookie, return_timestamp=True)
    return signed.timestamp(), _json.dumps(said)
