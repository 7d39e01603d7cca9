"""Inline marks of quick add: `Rappeler les mairies @Léa #service !28/11 >maintenant`.

Whatever is not surely a mark stays in the title: nobody's words disappear. Names are only read
here; which owner or category of the board they mean is asked by `match`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import Any, NamedTuple

from boardapp.domain.words import clean_line, fold

LONGEST_NAME = 80
READ_MOST = 25_000
"""How far a line is read for marks: no action is as long, and a million of them would take seconds."""

_MARK = re.compile(
    r"""(?:^|\s+)(?P<whole>(?P<sign>[@#!>])
        (?: (?: "([^"]{1,100})" | “([^”]{1,100})” | «([^»]{1,100})» ) [,;:.!?…)]{0,3}
          | (?P<bare> (?<=>)(?i: (?:faire[ ])?plus[ ]tard | faire[ ]\w+ | [àa][ ]trier | do[ ]\w+ | to[ ]sort )
                      [,;:.!?…)]{0,3}(?!\S)
                    | [^\s"“”«»]+) )
    )(?!\S)""",
    re.VERBOSE,
)
_ENDING = ",;:.!?…)"
_OPENING = re.compile(r"^\s*(?:[,;:.]+|[-–—](?=\s|$))\s*")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_IN_DAYS = re.compile(r"[jd]?\+(\d{1,4})", re.ASCII | re.IGNORECASE)
_HORIZONS = {
    "inbox": ("trier", "a trier", "sort", "to sort", "inbox"),
    "now": ("maintenant", "faire maintenant", "now", "do now"),
    "next": ("ensuite", "faire ensuite", "next", "do next"),
    "later": ("plus tard", "plustard", "faire plus tard", "later", "do later"),
}
_HORIZON_OF = {word: horizon for horizon, words in _HORIZONS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Due:
    """A date as typed: a day of a month, perhaps of a year, or a number of days from today."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    offset: int | None = None


class Marks(NamedTuple):
    """What a line says: `horizon` is inbox, now, next or later; `unknown` are the marks, as typed,
    that stayed in the title."""

    title: str
    owner: str | None = None
    category: str | None = None
    due: Due | None = None
    horizon: str | None = None
    unknown: tuple[str, ...] = ()


def read_marks(line: str, leaving: Collection[str] = ()) -> Marks:
    """The first mark of each kind; a second one stays text. Signs in `leaving` are not read: a
    caller whose board has no such category reads the line again, and the title keeps its word."""
    line = clean_line(line)
    found: dict[str, Any] = {}
    unknown: list[str] = []
    pieces: list[str] = []
    place = 0
    for mark in _MARK.finditer(line, 0, READ_MOST):
        field, value = _meaning(mark)
        if value is None or field in found or mark["sign"] in leaving:
            unknown += [mark["whole"]] if _looks_meant(mark) else []
        else:
            found[field] = value
            pieces += [line[place : mark.start()], _ending(mark)]
            place = mark.end()
    title = _opened("".join([*pieces, line[place:]]), pieces)
    return Marks(title, unknown=tuple(unknown), **found) if title else Marks(line)


def read_due(text: str) -> Due | None:
    """28/11, 28/11/2026, 28.11.26, 2026-11-28, +7, J+7 or D+7; day before month, never a guess."""
    text = text.strip()
    if found := _IN_DAYS.fullmatch(text):
        due = Due(offset=int(found[1]))
    elif found := _ISO_DAY.fullmatch(text):
        due = Due(day=int(found[3]), month=int(found[2]), year=int(found[1]))
    elif found := _DAY.fullmatch(text):
        due = Due(day=int(found[1]), month=int(found[2]), year=_full_year(found[3]))
    else:
        due = None
    return due if due and _in_a_calendar(due) else None


def resolve(due: Due, today: date) -> date | None:
    """The date meant; without a year the coming one, today included; None if there is no such day."""
    if due.offset is not None:
        return _after(today, due.offset)
    elif due.year is not None:
        days = [_date(due.year, due)]
    else:
        days = [_date(year, due) for year in (today.year, today.year + 1)]
        days = [day for day in days if day and day >= today]
    return next(iter(days), None)


def read_horizon(text: str) -> str | None:
    """inbox, now, next or later, in either language."""
    return _HORIZON_OF.get(_key(text))


def match(name: str, names: Sequence[str]) -> int | None:
    """Which of the names is meant; two that begin so are a question, not an answer."""
    found = matches(name, names)
    return found[0] if len(found) == 1 else None


def matches(name: str, names: Sequence[str]) -> list[int]:
    """The names that may be meant: the one that is the same but for case, accents and `Léa.Morvan`'s
    dot, else all that begin so."""
    wanted = _key(name)
    keys = [_key(known) for known in names]
    if not wanted:
        return []
    elif wanted in keys:
        return [keys.index(wanted)]
    else:
        return [index for index, key in enumerate(keys) if key.startswith(wanted)]


def _meaning(mark: re.Match[str]) -> tuple[str, Any]:
    said = _said(mark)
    said = said if len(said) <= LONGEST_NAME else ""  # neither a name nor a day nor a lane
    name = said if said[:1].isalpha() else None
    meanings = {
        "@": ("owner", name),
        "#": ("category", name),
        "!": ("due", read_due(said)),
        ">": ("horizon", read_horizon(said)),
    }
    return meanings[mark["sign"]]


def _said(mark: re.Match[str]) -> str:
    quoted = mark[3] or mark[4] or mark[5] or ""
    return clean_line(quoted) if mark["bare"] is None else mark["bare"].rstrip(_ENDING)


def _ending(mark: re.Match[str]) -> str:
    """The comma after a mark goes to the word before it, or away at the end of the line."""
    whole = mark["whole"]
    ending = whole[len(whole.rstrip(_ENDING)) :]
    if mark.end() == len(mark.string):
        ending = ending.strip(",;:.")
    return ending


def _opened(title: str, pieces: list[str]) -> str:
    """`@Léa : rappeler` is « rappeler »: punctuation opens no title that a mark opened."""
    return clean_line(_OPENING.sub("", title, count=1) if pieces[:1] == [""] else title)


def _looks_meant(mark: re.Match[str]) -> bool:
    """`!demain` and `#` with a name are worth a word to the person; `!!!`, `>3` and `#12` are text."""
    said = _said(mark)
    if mark["sign"] == "!":
        meant = said[:1].isalnum() or said[:1] == "+"
    else:
        meant = said[:1].isalpha()
    return meant


def _key(name: str) -> str:
    return " ".join(re.sub(r"[._'-]", " ", fold(name)).split())


def _full_year(digits: str | None) -> int | None:
    if digits is None:
        year = None
    else:
        year = int(digits) + (2000 if len(digits) == 2 else 0)
    return year


def _in_a_calendar(due: Due) -> bool:
    """31/11 passes: it is a date that does not exist, which deserves another sentence."""
    if due.day is None or due.month is None:
        sound = due.offset is not None
    else:
        sound = 1 <= due.day <= 31 and 1 <= due.month <= 12
    return sound


def _date(year: int, due: Due) -> date | None:
    try:
        return date(year, due.month or 0, due.day or 0)
    except ValueError:
        return None


def _after(today: date, days: int) -> date | None:
    later = today + timedelta(days) if days < (date(MAXYEAR, 12, 31) - today).days else None
    return later
