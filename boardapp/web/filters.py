"""What a board page or the inventory shows, read from the address: a filter can be sent to a colleague."""

import re
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.listing import Filter
from boardapp.domain.marks import match
from boardapp.domain.words import unstorable

T = TypeVar("T", bound=StrEnum)
_WORDS = {
    "late": ("!retard", "!en-retard", "!late"),
    "week": ("!semaine", "!week"),
    "stop": ("!arreter", "!arrêter", "!stop"),
    "test": ("!test", "!tests"),
}


def wanted(owners: dict[int, str], categories: dict[int, set[str]]) -> Filter:
    """The filter of this address; a word that is no choice is passed over, marks in the text count as choices."""
    text = request.args.get("q", "")[:200]
    text = "" if unstorable(text) else text
    flags, text = _flags(text)
    owner, text = _named("@", text, list(owners.items()))
    category, text = _named("#", text, [(id_, name) for id_, names in categories.items() for name in sorted(names)])
    kind = Kind.stop if "stop" in flags else Kind.test if "test" in flags else _choice("kind", Kind)
    return Filter(
        text=text.strip(),
        owner=owner if owner is not None else number("owner"),
        category=category if category is not None else number("category"),
        status=_choice("status", Status),
        kind=kind,
        horizon=_choice("horizon", Horizon),
        late="late" in flags or "late" in request.args,
        week="week" in flags or "week" in request.args,
        archived="archived" in request.args,
    )


def address(path: str, **changes: object) -> str:
    """This address with other values: another page, another order, one filter less."""
    values = {name: value for name, value in request.args.items() if value} | changes
    query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path


def page_number() -> int:
    """Which page of a long table is asked for; the first unless told."""
    return number("page") or 1


def number(name: str) -> int | None:
    """A number in the address; what is none is passed over."""
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _flags(text: str) -> tuple[set[str], str]:
    found = set()
    for flag, words in _WORDS.items():
        for word in words:
            shorter = re.sub(rf"(?:^|\s){re.escape(word)}(?=\s|$)", " ", text, flags=re.IGNORECASE)
            if shorter != text:
                found.add(flag)
                text = shorter
    return found, text


def _named(sign: str, text: str, names: list[tuple[int, str]]) -> tuple[int | None, str]:
    """`@Léa` or `#service` in the text, when it names one of the board's."""
    mark = re.search(rf'(?:^|\s){sign}("[^"]+"|\S+)', text)
    found = match(mark[1].strip('"'), [name for _, name in names]) if mark else None
    if mark is None or found is None:
        return None, text
    return names[found][0], text.replace(mark[0], " ", 1)


def _choice(name: str, enum: type[T]) -> T | None:
    value = request.args.get(name, "")
    return enum(value) if value in enum.__members__ else None
