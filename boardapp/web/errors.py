"""Errors as pages: what happened, what was and was not saved, and what was typed, kept."""

import logging
import secrets
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from boardapp.database import Busy, db, sqlite
from boardapp.domain import history
from boardapp.domain.errors import Conflict, Gone, Invalid, NotAllowed, Refused, TooMany
from boardapp.domain.events import Closed, Repeated
from boardapp.domain.sessions import TRIES_WITHIN
from boardapp.web import access, hypermedia
from boardapp.web.access import SeatFirst, SignInFirst
from boardapp.web.language import gettext, lazy
from boardapp.web.origin import Foreign
from boardapp.web.sentences import refusal

AWAY = (None, "57P01", "57P02", "57P03")  # PostgreSQL: no connection; it stops, was stopped, starts
_log = logging.getLogger("boardapp")
_UNSAID = {
    *("csrf_token", "once", "next", "password", "new_password", "current_password", "id", "seen", "do", "all", "keep"),
    *("settle", "unsettled"),
    # a choice is made again in a moment; what takes time is writing
    *("horizon", "before", "step", "status", "kind", "category_id", "challenge_level", "effort", "event", "field"),
    *("role", "shape", "colour", "like", "to"),
}
_STREAMS = ("live.stream", "faces.desk", "faces.seat")  # no page: whoever may not listen hears so at once
_TITLES = {
    400: lazy("This form is no longer valid"),
    401: lazy("Sign in to go on"),
    403: lazy("Not allowed"),
    404: lazy("This page does not exist or is not open to you"),
    405: lazy("This page does not exist or is not open to you"),
    409: lazy("Not saved"),
    413: lazy("Too large"),
    422: lazy("Not saved"),
    429: lazy("Too many tries"),
    500: lazy("Something went wrong here"),
    503: lazy("Not saved"),
    507: lazy("Not saved"),
}
_SENTENCES = {
    400: lazy("The page was open for too long, or you signed in or out meanwhile. Nothing was saved: load it again."),
    401: lazy("Nothing was saved. Sign in, then send it again."),
    404: lazy("Check the address, or ask whoever sent it to you for access."),
    405: lazy("Check the address, or ask whoever sent it to you for access."),
    413: lazy("This is larger than the product takes. Nothing was saved."),
    500: lazy("This could not be done. Nothing of what was saved before is lost: try again."),
    503: lazy("The board is busy for a moment. Nothing was saved: try again."),
    507: lazy("The disk is full. Nothing was saved; what was saved before is safe."),
}


_NOT_HERE = lazy("This is not there, or not open to you any more. Nothing was saved.")


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _token)
    app.register_error_handler(Foreign, lambda error: answer(400))
    app.register_error_handler(SignInFirst, _sign_in_first)
    app.register_error_handler(SeatFirst, _seat_first)
    app.register_error_handler(NotAllowed, lambda error: answer(403, refusal(error)))
    app.register_error_handler(Gone, _gone)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(Invalid, lambda error: answer(422, refusal(error)))
    app.register_error_handler(Conflict, lambda error: answer(409, refusal(error)))
    app.register_error_handler(Refused, lambda error: answer(422, refusal(error)))
    app.register_error_handler(Closed, lambda error: answer(409, gettext("This board is closed. Nothing was saved.")))
    app.register_error_handler(Repeated, _repeated)
    app.register_error_handler(Busy, lambda error: answer(503))
    for error in (DBAPIError, psycopg.OperationalError, sqlite.OperationalError):
        app.register_error_handler(error, _database)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, sentence: str = "", title: str = "") -> Response:
    """The page of an error; to htmx the sentence alone, for the strip at the top of the page."""
    sentence = sentence or gettext(_SENTENCES.get(status, _SENTENCES[500]))
    if hypermedia.wants_fragments():
        strip = render_template("errors/strip.html", status=status, sentence=sentence)
        body = hypermedia.piece("#strip", strip, "innerHTML") if status == 422 else strip  # forms swap 422 as they like
    else:
        title = title or gettext(_TITLES.get(status, _TITLES[500]))
        body = render_template(
            "errors/page.html", status=status, title=title, sentence=sentence, typed=_typed(status),
            number=g.get("error_number"),
        )  # fmt: skip
    return Response(body, status, mimetype="text/html")


def _http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    lost = error.code == 404 and request.method == "POST"
    response = answer(error.code or 500, gettext(_NOT_HERE) if lost else "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _token(error: CSRFError) -> Response:
    """The token of a form belongs to the cookie: a browser that sends none cannot send a form either."""
    if current_app.session_interface.get_cookie_name(current_app) in request.cookies:
        return answer(400)
    sentence = gettext(
        "This browser sent no cookie, so nothing was saved. Allow cookies for this address, then load the page again."
    )
    return answer(400, sentence, gettext("Cookies are needed"))


def _sign_in_first(error: SignInFirst) -> Response:
    """A page is asked for: sign in and come back. Something was sent: say that it was not saved, and keep it."""
    if request.method == "GET" and not hypermedia.wants_fragments() and request.endpoint not in _STREAMS:
        path = request.full_path.rstrip("?")
        return hypermedia.see("/session?" + urlencode({"next": path}))
    return answer(401)


def _seat_first(error: SeatFirst) -> Response:
    """A room is entered by its code; what was written in one that let go of this browser is kept on the page."""
    if request.method == "GET" and not hypermedia.wants_fragments() and request.endpoint not in _STREAMS:
        return hypermedia.see("/join")
    sentence = gettext("This browser has no seat in that room any more. Nothing was saved: join again with the code.")
    return answer(401, sentence, gettext("Join the room again"))


def _gone(error: Gone) -> Response:
    """The link opens nothing; whoever sent its form twice goes on to what the first one did."""
    if request.method == "POST" and history.repeats(access.by()):
        return hypermedia.see("/")
    response = answer(404, refusal(error), gettext("This link does not work any more"))
    response.headers["Cache-Control"] = "no-store"
    return response


def _too_many(error: TooMany) -> Response:
    response = answer(429, refusal(error))
    response.headers["Retry-After"] = str(error.params.get("seconds", int(TRIES_WITHIN.total_seconds())))
    return response


def _repeated(error: Repeated) -> Response:
    """The form was sent twice: whoever sends it again sees what the first did."""
    if hypermedia.wants_fragments():
        return hypermedia.see_anew()
    board_id = error.event.board_id
    return hypermedia.see(hypermedia.way_back(f"/boards/{board_id}" if board_id else "/"))


def _database(error: Exception) -> Response:
    """A database that is full or locked or read-only refuses a change, or it is away; the reader hears it in words."""
    cause = getattr(error, "orig", error)
    said = str(cause).lower()
    if isinstance(cause, psycopg.OperationalError) and cause.sqlstate in AWAY:
        _log.warning("The database cannot be reached: %s", cause)
        access.forget()
        return answer(503)
    db.session.rollback()
    if "full" in said or "no space" in said:
        return answer(507)
    if isinstance(error, OperationalError | sqlite.OperationalError) and ("locked" in said or "readonly" in said):
        return answer(503)
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _http(error)
    number = secrets.token_hex(4)
    route = request.url_rule.rule if request.url_rule else "no route"  # the address may hold a link's secret
    _log.exception("request %s failed: %s %s", number, request.method, route)
    db.session.rollback()
    g.error_number = number
    sentence = gettext("Saving failed. Nothing is lost: try again.") if request.method == "POST" else ""
    return answer(InternalServerError.code, sentence)


def _typed(status: int) -> list[tuple[str, str]]:
    """What was sent and not saved, so that nobody has to write it again."""
    if request.method != "POST" or status in (404, 413):
        return []
    return [(name, text) for name, text in request.form.items(multi=True) if text and name not in _UNSAID]
