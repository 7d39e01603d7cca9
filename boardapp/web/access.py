"""The doors. Every view stands behind exactly one of these; whatever is reached by an id is loaded here, for this
person, or is not there: 404 never says whether it exists."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn

from flask import abort, current_app, g, request, session
from flask_login import AnonymousUserMixin, current_user
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import boards, seats, sessions
from boardapp.domain.boards import Board, Role
from boardapp.domain.errors import NotAllowed
from boardapp.domain.events import By, Event, Repeated
from boardapp.domain.people import User
from boardapp.domain.seats import Seat
from boardapp.domain.sessions import Person
from boardapp.domain.workshop import participants

View = Callable[..., Any]


class SignInFirst(Exception):
    """Nobody is signed in; what was typed is kept on the page that says so."""


class SeatFirst(Exception):
    """This browser has no seat in the room, or not any more; the page that says so keeps what was typed."""


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


def participant(view: View) -> View:
    """The view gets `participant`: whoever holds a seat in this workshop, and nobody else."""

    @wraps(view)
    def door(workshop_id: int, **values: Any) -> Any:
        found = participants.seated(workshop_id, session.get("seat", ""), now())
        if found is None:
            raise SeatFirst
        g.participant, g.board, g.role = found, found.workshop.board, None
        return view(participant=found, **values)

    door.access = "participant"  # type: ignore[attr-defined]
    return door


def by_participant() -> By:
    """The participant of this page; whose action it is, where it is told, is a name of theirs and no account."""
    return By("participant", g.participant.id, now(), _once(g.participant.id))


def by(kind: str = "user") -> By:
    """Who acts in this request, when, and by which form: the same form sent twice carries the same mark."""
    actor = current_user.id if current_user.is_authenticated else None
    return By(kind if actor else "system", actor, now(), _once(actor))


def now() -> datetime:
    return current_app.extensions["clock"]()


def person() -> Person:
    return current_user._get_current_object()


def account() -> User:
    """The account of whoever is signed in, for what changes it or makes it a member."""
    return db.session.get_one(User, current_user.id)


def person_of(token: str) -> Person | None:
    return sessions.person_of(token, now())


def seat(board_id: int) -> Seat | None:
    """Where the person stands at this board, and the board itself; None where they have nothing to look for."""
    token = session.get("_user_id")
    return seats.of(token, board_id, now()) if token else None


def somebody() -> bool:
    return bool(current_user.is_authenticated)


def forget() -> None:
    """Without its database nothing is known of this request: not who asks, nor about which board."""
    g._login_user = AnonymousUserMixin()
    g.pop("board", None)
    g.pop("role", None)


def board_here() -> Board:
    """The board of this page."""
    return g.board


def role_here() -> Role:
    """What the person is on the board of this page."""
    return g.role


def may(role: Role) -> bool:
    """Whether the person may do what this role may, on the board of this page while it is open."""
    return g.role is not None and g.role.covers(role) and g.board.closed_at is None


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
    found = boards.entered(board_id, person().id)
    if found is None or not found[1].covers(reads):
        abort(404)
    g.board, g.role = found
    if request.method == "POST":
        needs(role)
    return found[0]


def _once(actor: int | None) -> str | None:
    """The mark of this form as it was filled in; the same page filled in anew is another form."""
    once = request.form.get("once", "")
    if not once:
        return None
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return hashlib.sha256(repr((actor, request.path, fields)).encode("utf-8", "replace")).hexdigest()
