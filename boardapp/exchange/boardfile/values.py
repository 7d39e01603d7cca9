"""What may stand in a file of a whole board, value by value: what people may type, in the forms of the ledger.

A file is read as if an enemy had written it. What is not named here is refused; what is, is made as fit to store as
if it had been typed."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from boardapp.config import LOCALES, timezones
from boardapp.domain import boards, categories
from boardapp.domain.actions import LEVELS, LIMITS, Horizon, Kind, Status
from boardapp.domain.boards import Role
from boardapp.domain.comments import TEXT_LIMIT
from boardapp.domain.errors import Invalid
from boardapp.domain.people import NAME_LIMIT
from boardapp.domain.typed import line, paragraphs
from boardapp.domain.workshop.workshops import MINUTES_MOST, POINTS_MOST, QUESTION_LIMIT, Method, Phase

LARGEST = 2**31 - 1  # what an integer column of either database holds
Check = Callable[[Any], Any]
_UID = re.compile("[0-9a-f]{32}")
_RANK = re.compile("[0-9A-Za-z]{0,63}[1-9A-Za-z]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00", re.ASCII)
_YEARS = range(2, 9999)  # further out no zone could be told of a moment


class Unfit(Exception):
    """Something of the file cannot be; `where` is how a program would find it."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True)
class Fact:
    """One field of a row. What is `fixed` is what the row was made with; another row may be what it `refers` to."""

    check: Check
    empty: bool = False
    fixed: bool = False

    def __call__(self, value: Any) -> Any:
        return None if self.empty and value is None else self.check(value)


def text(limit: int, *, least: int = 0, lines: bool = False) -> Check:
    tidy = paragraphs if lines else line

    def check(value: Any) -> str:
        if type(value) is not str or len(value) > limit + 1000:
            raise Unfit("")
        try:
            told = tidy("", value, limit)
        except Invalid:
            raise Unfit("") from None
        return told if len(told) >= least else _unfit()

    return check


def whole(least: int, most: int = LARGEST) -> Check:
    return lambda value: value if type(value) is int and least <= value <= most else _unfit()


def word(words: Iterable[str]) -> Check:
    known = frozenset(str(each) for each in words)
    return lambda value: value if type(value) is str and value in known else _unfit()


def day(years: range = _YEARS) -> Check:
    def check(value: Any) -> str:
        found = date.fromisoformat(_shaped(_DAY, value))
        return found.isoformat() if found.year in years else _unfit()

    return _readable(check)


def moment(value: Any) -> str:
    return _moment(value)


def flag(value: Any) -> bool:
    return value if type(value) is bool else _unfit()


def uid(value: Any) -> str:
    return _shaped(_UID, value)


def rank(value: Any) -> str:
    return _shaped(_RANK, value)


def counts(value: Any) -> dict[str, int]:
    """What a room counted when it was closed."""
    return {_COUNTED(name): whole(0)(number) for name, number in mapping(value).items()}


def plan(value: Any) -> dict[str, dict[str, Any]]:
    """Minutes and questions of a workshop, by phase."""
    return {_PHASE(name): record(asked, _ASKED, missing=True) for name, asked in mapping(value).items()}


def mapping(value: Any) -> dict[str, Any]:
    return value if type(value) is dict else _unfit()


def record(value: Any, fields: dict[str, Check], *, missing: bool = False) -> dict[str, Any]:
    """These fields and no others; none may be missing unless told."""
    found = mapping(value)
    if not found.keys() <= fields.keys() or (not missing and len(found) < len(fields)):
        raise Unfit("")
    return {name: within(name, fields[name], each) for name, each in found.items()}


def within(where: str, check: Check, value: Any) -> Any:
    """The value, checked; what is wrong with it is wrong there."""
    try:
        return check(value)
    except Unfit as error:
        raise Unfit(f"{where}.{error.where}".strip(".")) from None


def _exact(value: Any) -> str:
    found = datetime.fromisoformat(_shaped(_MOMENT, value)).astimezone(UTC)
    return found.isoformat() if found.year in _YEARS else _unfit()


def _shaped(pattern: re.Pattern[str], value: Any) -> str:
    return value if type(value) is str and pattern.fullmatch(value) else _unfit()


def _readable(check: Check) -> Check:
    """A date may have the right shape and be none: 2026-02-30."""

    def checked(value: Any) -> Any:
        try:
            return check(value)
        except ValueError:
            raise Unfit("") from None

    return checked


def _unfit() -> Any:
    raise Unfit("")


_moment = _readable(_exact)
_COUNTED = word(("participants", "lines", "writers", "voters", "rounds"))
_PHASE = word(Phase)
_ASKED: dict[str, Check] = {"minutes": whole(1, MINUTES_MOST), "question": text(QUESTION_LIMIT, least=1)}
PERSON = whole(1)
_UIDS = Fact(uid, fixed=True)
_WHEN = Fact(moment, empty=True)
_TYPED_DAYS = day(range(2000, 2101))

TABLES: dict[str, dict[str, Fact]] = {
    "board": {
        "title": Fact(text(boards.TITLE_LIMIT, least=1)), "aim": Fact(text(boards.AIM_LIMIT)),
        "day0": Fact(_TYPED_DAYS), "cap": Fact(whole(1, boards.CAP_MOST)), "timezone": Fact(word(timezones())),
        "language": Fact(word(LOCALES)), "closed_at": _WHEN,
    },
    "membership": {"user_id": Fact(PERSON, fixed=True), "role": Fact(word(Role)), "removed_at": _WHEN},
    "invitation": {"role": Fact(word(Role), fixed=True), "used_at": _WHEN, "revoked_at": _WHEN},
    "category": {
        "uid": _UIDS, "key": Fact(word(categories.SEEDS), empty=True, fixed=True),
        "name": Fact(text(categories.NAME_LIMIT)), "shape": Fact(word(categories.SHAPES)),
        "colour": Fact(word(categories.COLOURS)), "position": Fact(whole(0)), "removed_at": _WHEN,
    },
    "owner": {"uid": _UIDS, "user_id": Fact(PERSON, empty=True)},
    "action": {
        "uid": _UIDS, "ref": Fact(whole(1), fixed=True), "horizon": Fact(word(Horizon)),
        "rank": Fact(rank, empty=True), "category_id": Fact(uid, empty=True), "owner_id": Fact(uid, empty=True),
        "challenge_level": Fact(whole(LEVELS.start, LEVELS.stop - 1), empty=True), "status": Fact(word(Status)),
        "effort": Fact(whole(LEVELS.start, LEVELS.stop - 1), empty=True), "kind": Fact(word(Kind)),
        "due_on": Fact(_TYPED_DAYS, empty=True), "done_on": Fact(day(), empty=True), "already_running": Fact(flag),
        "merged_into_id": Fact(uid, empty=True), "votes": Fact(whole(0), empty=True),
        "voters": Fact(whole(0), empty=True), "archived_at": _WHEN,
        **{name: Fact(text(limit, least=int(name == "title"), lines=name == "note")) for name, limit in LIMITS.items()},
    },
    "comment": {
        "uid": _UIDS, "action_id": Fact(uid, fixed=True), "user_id": Fact(PERSON, empty=True, fixed=True),
        "text": Fact(text(TEXT_LIMIT, least=1, lines=True), fixed=True), "removed_at": _WHEN,
    },
    "workshop": {
        "uid": _UIDS, "plan": Fact(plan), "points": Fact(whole(1, POINTS_MOST)), "most": Fact(whole(1, POINTS_MOST)),
        "method": Fact(word(Method)), "phase": Fact(word(Phase)), "opened_at": _WHEN, "revealed_at": _WHEN,
        "round": Fact(whole(1)), "counted_at": _WHEN, "closed_at": _WHEN,
    },
}  # fmt: skip
"""The facts of a board by table: all that events hold, but for the board they are of and for accounts. What is not
here cannot be said of a board, least of all who is an admin."""

NUMBERED = ("membership", "invitation")
"""Rows without a uid: a file numbers them in the order in which they were made."""

NAME = text(NAME_LIMIT, least=1)
DETAILS: dict[str, Check] = {
    "into": uid, "workshop": uid, "skipped": whole(0), "counts": counts, "again": flag,
}  # fmt: skip
"""What an event may say besides its facts."""
