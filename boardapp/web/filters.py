"""What a board page or the inventory shows, read from the address: a filter can be sent to a colleague."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from boardapp.domain import categories, lines, owners
from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.listing import Filter
from boardapp.domain.marks import matches, read_due, read_horizon, resolve
from boardapp.domain.words import clean_line, fold, unstorable
from boardapp.web import access
from boardapp.web.language import gettext

T = TypeVar("T", bound=StrEnum)
_MARK = re.compile(r"""(?:^|(?<=\s))([@#!>])(?:"([^"]+)"|“([^”]+)”|«([^»]+)»|(\S+))""")
_ASKS: dict[str, Any] = {"late": {"late": True}, "week": {"week": True}, "stop": {"kind": Kind.stop}}
_ASKS["test"] = {"kind": Kind.test}
_FRENCH = {"retard": "late", "en-retard": "late", "semaine": "week", "arreter": "stop", "tests": "test"}


@dataclass(frozen=True)
class Search:
    """What the address asks for. The form shows `text` and what was `chosen` in its fields, and nothing that only a
    mark of the text says: erasing the mark takes it back. `wanted` is both together."""

    text: str
    chosen: Filter
    wanted: Filter
    unknown: list[str]  # sentences about marks that name nothing here, which are looked for as text
    owners: dict[int, str]
    categories: list[Category]
    mine: int | None = None  # the owner who is the reader, where one carries the reader's name


def asked(board: Board) -> Search:
    """The search of this address; a value that is no choice is passed over."""
    named, people = categories.of(board), owners.of(board)
    text = request.args.get("q", "")[:200]
    text = "" if unstorable(text) else text
    reading = _Marks(board.today(access.now()), people, named)
    rest = _MARK.sub(reading.take, text).strip()
    chosen = _chosen()
    marks = Filter(**reading.found) if reading.found else None
    reader = access.person().name
    mine = next((id_ for id_, name in people.items() if name == reader), None)
    return Search(text, chosen, replace(chosen, text=rest, marks=marks), reading.unknown, people, named, mine)


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


@dataclass
class _Marks:
    """`@Léa #service !28/11 !late >now` in a text: what they ask for, and what is to be said of the others."""

    today: date
    people: Mapping[int, str]
    named: Sequence[Category]
    found: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def take(self, mark: re.Match[str]) -> str:
        """What stays in the text: nothing of a mark that is understood, and does not ask for a second of its kind."""
        said = clean_line(next(each for each in mark.groups()[1:] if each))
        read = {"@": self._owner, "#": self._category, "!": self._day_or_word, ">": self._horizon}[mark[1]]
        found = read(said)
        if not found or not self.found.keys().isdisjoint(found):
            return mark[0]
        self.found |= found
        return " "

    def _owner(self, said: str) -> dict[str, Any]:
        ids, begun = list(self.people), matches(said, list(self.people.values()))
        if len(begun) > 1:
            self.unknown.append(gettext("Several owners begin with “%(name)s”.", name=said))
        elif not begun and said[:1].isalpha():
            self.unknown.append(gettext("There is no owner “%(name)s”.", name=said))
        return {"owner": ids[begun[0]]} if len(begun) == 1 else {}

    def _category(self, said: str) -> dict[str, Any]:
        found = lines.category_meant(said, self.named)
        if found is None and said[:1].isalpha():
            self.unknown.append(gettext("There is no category “%(name)s”.", name=said))
        return {"category": found.id} if found else {}

    def _day_or_word(self, said: str) -> dict[str, Any]:
        due = read_due(said)
        day = resolve(due, self.today) if due else None
        found = {"due": day} if day else _ASKS.get(_FRENCH.get(fold(said), fold(said)), {})
        if not found and (said[:1].isalnum() or said[:1] == "+"):
            self.unknown.append(gettext("“%(name)s” is neither a date nor late, week, stop or test.", name=said))
        return found

    def _horizon(self, said: str) -> dict[str, Any]:
        horizon = read_horizon(said)
        if horizon is None and said[:1].isalpha():
            self.unknown.append(gettext("There is no horizon “%(name)s”.", name=said))
        return {"horizon": Horizon(horizon)} if horizon else {}


def _chosen() -> Filter:
    """What the fields of the form say."""
    return Filter(
        owner=number("owner"),
        category=number("category"),
        status=_choice("status", Status),
        kind=_choice("kind", Kind),
        horizon=_choice("horizon", Horizon),
        late="late" in request.args,
        week="week" in request.args,
        archived="archived" in request.args,
    )


def _choice(name: str, enum: type[T]) -> T | None:
    value = request.args.get(name, "")
    return enum(value) if value in enum.__members__ else None
