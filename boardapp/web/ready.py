"""The page of a board as it was sent to the same person before, as long as nothing in it has changed.

Whether it has is read from the database at each request. A page that says something once (a toast), shows an action
beside the board or a part of it, is made for the moment and kept by nobody."""

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, session

from boardapp.domain.boards import date_in
from boardapp.web import access, assets, coding, kept, language

_WHOLE = (b"", b"wall=1")


def init_app(app: Flask) -> None:
    """`build` is all that pages are made from: another release makes other pages of the same board."""
    app.extensions["build"] = _sources(Path(app.root_path, app.template_folder or ""), "".join(assets.names(app)))


def page(view: Callable[..., Response]) -> Callable[..., Response]:
    """Stands before the door: who has no seat at this board is not answered here."""

    @wraps(view)
    def at_once(board_id: int, **values: Any) -> Response:
        tag = _tag(board_id)
        if tag is None:
            return view(board_id=board_id, **values)
        if tag in request.environ.get("HTTP_IF_NONE_MATCH", ""):
            return Response(status=304, mimetype="text/html", headers={"ETag": f'W/"{tag}"'})
        shelf, key = kept.here().pages, (tag, coding.wanted(), request.query_string)
        body = shelf.find(key)
        if body is None:
            made = view(board_id=board_id, **values)
            body = shelf.put(key, coding.squeezed(made.get_data(), key[1]))
        return _sent(body, key[1], tag)

    return at_once


def _sent(body: bytes, code: str, tag: str) -> Response:
    response = Response(body, mimetype="text/html", headers={"ETag": f'W/"{tag}"'})
    if code:
        response.headers["Content-Encoding"] = code
    return response


@lru_cache
def _sources(templates: Path, files: str) -> str:
    """Read once: they stay what they are while the application runs."""
    package = Path(__file__).parents[1]
    paths = [*package.rglob("*.py"), *package.rglob("*.mo"), *templates.rglob("*.html")]
    return hashlib.sha256(files.encode() + b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def _tag(board_id: int) -> str | None:
    """What the page is made of, in one word; None where it is made for this moment. The session and its token are in
    it, as the forms of the page carry that token: nobody is ever given the page of somebody else."""
    if request.query_string not in _WHOLE or "toast" in session or current_app.debug:
        return None
    seat = access.seat(board_id)
    if seat is None or "csrf_token" not in session:
        return None
    now = access.now()
    day = date_in(seat.timezone, now)
    mine = (session["_user_id"], session["csrf_token"], language.settle(seat.locale), request.query_string)
    made_of = (current_app.extensions["build"], *mine, *seat, day, now.date())
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]
