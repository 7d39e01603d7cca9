"""What every page has around it: who is signed in, where one is, and the words of the product's own things."""

import secrets
from datetime import date, timedelta
from typing import Any

from flask import Flask, g
from flask_login import current_user

from boardapp.domain.actions import LEVELS, Horizon, Kind, Status
from boardapp.domain.boards import Role
from boardapp.domain.categories import COLOURS, SHAPES
from boardapp.domain.people import User
from boardapp.web import access, lanes, pieces
from boardapp.web.language import gettext, lazy

HORIZONS = {
    Horizon.inbox: lazy("To sort"),
    Horizon.now: lazy("Do now"),
    Horizon.next: lazy("Do next"),
    Horizon.later: lazy("Do later"),
}
SHORT_HORIZONS = {
    Horizon.inbox: lazy("To sort"),
    Horizon.now: lazy("Now"),
    Horizon.next: lazy("Next"),
    Horizon.later: lazy("Later"),
}
"""Where there is little room, and where it is heard: “Title”: Now, rank 6 of 9."""
STATUSES = {
    Status.to_start: lazy("To start"),
    Status.running: lazy("Running"),
    Status.done: lazy("Done"),
    Status.stopped: lazy("Stopped"),
}
KINDS = {Kind.do: lazy("Do"), Kind.test: lazy("Test"), Kind.stop: lazy("To stop")}
ROLES = {Role.facilitator: lazy("Facilitator"), Role.member: lazy("Member"), Role.reader: lazy("Reader")}
LEVEL_WORDS = {1: lazy("low"), 2: lazy("medium"), 3: lazy("high"), 4: lazy("critical")}
SHAPE_WORDS = dict(
    zip(
        SHAPES,
        (lazy("disc"), lazy("square"), lazy("diamond"), lazy("triangle"), lazy("speech block"), lazy("cross"),
         lazy("hexagon"), lazy("ring"), lazy("half disc"), lazy("bar"), lazy("chevron"), lazy("star")),
        strict=True,
    )
)  # fmt: skip
COLOUR_WORDS = dict(
    zip(
        COLOURS,
        (lazy("plum"), lazy("blue"), lazy("green"), lazy("brown"), lazy("slate"), lazy("orange")),
        strict=True,
    )
)


def init_app(app: Flask) -> None:
    app.context_processor(_around)
    app.jinja_env.globals |= {
        "Horizon": Horizon, "Status": Status, "Kind": Kind, "Role": Role, "LEVELS": LEVELS,
        "word": word, "short": short, "now": access.now, "once": once, "plus_days": plus_days,
        "category_label": pieces.category_label, "board_cards": lanes.cards, "looks": looks,
    }  # fmt: skip
    app.jinja_env.filters["initials"] = initials


def once() -> str:
    """The mark of one form on one page: sent twice, it does its work once."""
    return secrets.token_urlsafe(12)


def initials(name: str) -> str:
    """Two letters for the disc that stands for somebody: IL for Inès Le Goff."""
    words = [word for word in name.split() if word[0].isalnum()]
    first, *rest = words or ["?"]
    last = next((word for word in rest if word[0].isupper()), rest[-1] if rest else "")
    return (first[:1] + last[:1]).upper()


def looks(person: User | None) -> dict[str, str | None]:
    """How the page looks to this person, told to the style sheet on `<html>`; nothing where the browser decides."""
    if person is None:
        return {}
    return {"data-theme": person.theme, "data-density": person.density, "data-text": person.text_size}


def plus_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def word(value: Any) -> str:
    """The name of a horizon, status, kind, role, shape, colour or level."""
    for words in (HORIZONS, STATUSES, KINDS, ROLES, LEVEL_WORDS, SHAPE_WORDS, COLOUR_WORDS):
        if value in words and any(type(key) is type(value) for key in words):
            return gettext(words[value])
    raise KeyError(value)


def short(horizon: Horizon) -> str:
    """The name of a lane in one word or two."""
    return gettext(SHORT_HORIZONS[horizon])


def _around() -> dict[str, Any]:
    board = g.get("board")
    return {
        "person": current_user if current_user.is_authenticated else None,
        "here": board,
        "role": g.get("role"),
        "may_write": board is not None and access.may(Role.member),
        "may_lead": board is not None and access.may(Role.facilitator),
    }
