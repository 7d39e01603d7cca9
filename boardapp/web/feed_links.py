"""Links to a calendar of one's own: secret, as long as one belongs to the board, and void once one makes new ones."""

import hashlib

from flask import current_app

from boardapp.domain import members, owners
from boardapp.domain.boards import Membership
from boardapp.domain.listing import Filter
from boardapp.web import addresses, tokens

ALL, MINE = "feed", "feed-mine"
_NOBODY = -1


def address(purpose: str, membership: Membership) -> str:
    return f"{addresses.base()}/feeds/{_token(purpose, membership)}.ics"


def behind(token: str) -> tuple[str, Membership] | None:
    """What this link is for, and whose it is; None for one that never was, or opens nothing any more."""
    id_ = tokens.id_of(token)
    membership = members.standing(id_) if id_ is not None else None
    if membership is None:
        return None
    return next(((what, membership) for what in (ALL, MINE) if tokens.same(_token(what, membership), token)), None)


def wanted(purpose: str, membership: Membership) -> Filter:
    """All, or what carries the name of the person."""
    if purpose == ALL:
        return Filter()
    named = owners.of(membership.board).items()
    return Filter(owner=next((id_ for id_, name in named if name == membership.user.name), _NOBODY))


def state(purpose: str, membership: Membership, locale: str) -> str:
    """A mark that differs as soon as the calendar does."""
    board, build = membership.board, current_app.extensions["build"]
    versions = (board.uid, board.version, board.labels_version)
    made_of = (build, purpose, *versions, membership.user.name, locale, addresses.base())
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]


def _token(purpose: str, membership: Membership) -> str:
    return tokens.made(purpose, membership.id, membership.feed_generation)
