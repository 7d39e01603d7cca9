"""The doors. Every view stands behind exactly one of these; whatever is reached by an id is loaded here, for this
person, or is not there: 404 never says whether it exists."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn

from flask import abort, current_app, g, request
from flask_login import current_user
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import boards, sessions
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import NotAllowed
from boardapp.domain.events import By, Event, Repeated
from boardapp.domain.people import User

View = Callable[..., Any]


class SignInFirst(Exception):
    """Nobody is signed in; what was typed is kept on the page that says so."""


def public(view: View) -> View:
    """For anybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """For anybody with an account; whatever the view reads is this person's own."""

    @wraps(view)
    def door(**values: Any) -> Any:
        _somebody()
        return view(**values)

    door.access = "signed in"  # type: ignore[attr-defined]
    return door


def board(role: Role, *, reads: Role | None = None) -> Callable[[View], View]:
    """The view gets `board`. `role` is what changing it takes, `reads` what seeing it takes (the same unless told)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(board_id: int, **values: Any) -> Any:
            return view(board=_enter(board_id, role, reads or role), **values)

        door.access = f"board: {reads or role} reads, {role} writes"  # type: ignore[attr-defined]
        return door

    return decorate


def row(model: type[Any], role: Role, *, reads: Role | None = None, own: bool = False) -> Callable[[View], View]:
    """The view gets a row of a board (an action, a category …) by its id, named like its table. One that is `own` is
    there for nobody but the person who made it."""
    noun = model.__tablename__

    def decorate(view: View) -> View:
        @wraps(view)
        def door(**values: Any) -> Any:
            _somebody()
            found = db.session.get(model, values.pop(f"{noun}_id"))
            if found is None or found.board_id is None or (own and found.user_id != person().id):
                _absent()
            _enter(found.board_id, role, reads or role)
            return view(**{noun: found}, **values)

        door.access = f"{noun}: {reads or role} reads, {role} writes"  # type: ignore[attr-defined]
        return door

    return decorate


def by(kind: str = "user") -> By:
    """Who acts in this request, when, and by which form: the same form sent twice carries the same mark."""
    actor = current_user.id if current_user.is_authenticated else None
    return By(kind if actor else "system", actor, now(), _once(actor))


def now() -> datetime:
    return current_app.extensions["clock"]()


def person() -> User:
    return current_user._get_current_object()


def user_of(token: str) -> User | None:
    return sessions.user_of(token, now())


def somebody() -> bool:
    return bool(current_user.is_authenticated)


def board_here() -> Board:
    """The board of this page."""
    return g.board


def role_here() -> Role:
    """What the person is on the board of this page."""
    return g.role


def may(role: Role) -> bool:
    """Whether the person may do what this role may, on the board of this page while it is open."""
    return g.role.covers(role) and g.board.closed_at is None


def needs(role: Role) -> None:
    """For what one may do to oneself, and to others only in this role."""
    if not g.role.covers(role):
        raise NotAllowed(f"needs_{role.value}")


def _somebody() -> None:
    if not somebody():
        raise SignInFirst


def _absent() -> NoReturn:
    """Not there; or not any more, for whoever sends the form again that used it up."""
    once = by().once if request.method == "POST" else None
    if once and (event := db.session.scalar(select(Event).where(Event.once == once))):
        raise Repeated(event)
    abort(404)


def _enter(board_id: int, role: Role, reads: Role) -> Board:
    _somebody()
    found = db.session.get(Board, board_id)
    mine = boards.role_of(found, person()) if found else None
    if found is None or mine is None or not mine.covers(reads):
        abort(404)
    g.board, g.role = found, mine
    if request.method == "POST":
        needs(role)
    return found


def _once(actor: int | None) -> str | None:
    """The mark of this form as it was filled in; the same page filled in anew is another form."""
    once = request.form.get("once", "")
    if not once:
        return None
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return hashlib.sha256(repr((actor, request.path, fields)).encode("utf-8", "replace")).hexdigest()
