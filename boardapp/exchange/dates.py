"""Dates as people write them. A date is read or refused with a reason, never made up."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from boardapp.domain.words import fold

Order = Literal["dmy", "mdy"]

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        [
            *("janvier january janv jan", "fevrier february fevr fev feb", "mars march mar", "avril april avr apr"),
            *(
                "mai may",
                "juin june jun",
                "juillet july juil jul",
                "aout august aou aug",
                "septembre september sept sep",
            ),
            *("octobre october oct", "novembre november nov", "decembre december dec"),
        ],
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(?:(?:[T ,]|,? (?:at|à|a) )\s*(?P<clock>\d{1,2}[:hH].*))?$"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d\d))?\.?" + _CLOCK)
_WEEKDAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[^\W\d_]*\.?,?\s+)?(?:(?:le|the)\s+)?"
_YEAR = r"(?:[-/ ,.]\s*(?P<year>\d{4}|\d\d)(?![\d:h]))?\.?"
_DAY_NAME = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[-/ .]\s*(?:of )?(?P<name>[^\W\d_]{3,9})\.?" + _YEAR + _CLOCK,
    re.IGNORECASE,
)
_NAME_DAY = re.compile(
    _WEEKDAY + r"(?P<name>[^\W\d_]{3,9})\.?[- ]\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _YEAR + _CLOCK, re.IGNORECASE
)
_MIDNIGHT = re.compile(r"(00?[:hH]00(:00(\.0+)?)?|12:00(:00)? ?AM)\s*(Z|UTC|GMT|[+-][\d:]+)?")
_SERIAL = re.compile(r"(?P<days>[3-7]\d{4})(?P<part>[.,]\d+)?")
_FIRST_SERIAL = date(1899, 12, 30)
_LEAP_YEAR = 2024
_MONTHS_OF_YEAR = 12


class BadDate(Exception):
    """`code`: date_impossible (31/11), date_without_year (28/11), date_unreadable (« dès que possible »), date_too_far
    (30/12/1899: before 2000 or after 2100, which no plan means and no board takes)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_date(text: str, order: Order = "dmy") -> date:
    found = _found(text)
    if not found or _is_year_unclear(found):
        raise BadDate("date_unreadable")
    parts = found.groupdict()
    if "a" in parts:
        backwards = order == "mdy" and parts["sign"] != "."
        month, day = (parts["a"], parts["b"]) if backwards else (parts["b"], parts["a"])
    elif "name" in parts:
        month, day = _MONTHS[fold(parts["name"])], parts["day"]
    else:
        month, day = parts["month"], parts["day"]
    return _existing(parts["year"], int(month), int(day))


def read_serial(text: str) -> date:
    """A spreadsheet's own number for a day, counted from the end of 1899."""
    found = _SERIAL.fullmatch(text)
    if not found:
        raise BadDate("date_unreadable")
    day = _FIRST_SERIAL + timedelta(days=int(found["days"]))
    return _existing(str(day.year), day.month, day.day)


def are_serials(cells: Iterable[str]) -> bool:
    """True where a column of dates holds nothing but such numbers, all of them of this century."""
    filled = {cell.strip() for cell in cells} - {""}
    return bool(filled) and all(map(_is_serial, filled))


def is_date(text: str) -> bool:
    try:
        read_date(text)
    except BadDate as bad:
        return bad.code == "date_impossible"  # in the other order it may be possible
    return True


def has_clock(text: str) -> bool:
    """True where the cell says more than a day: midnight is how programs write "no time"."""
    found = _found(text)
    if found:
        clock = found["clock"]
        more = clock is not None and not _MIDNIGHT.fullmatch(clock)
    else:
        serial = _SERIAL.fullmatch(text)
        more = serial is not None and bool((serial["part"] or "").strip(".,0"))
    return more


def order_of(cells: Iterable[str]) -> Order | None:
    """Which comes first, day or month, by the cells that leave no choice; None where all of them do."""
    days_first = months_first = 0
    for cell in cells:
        found = _ordered(cell)
        if found:
            days_first += int(found["a"]) > _MONTHS_OF_YEAR
            months_first += int(found["b"]) > _MONTHS_OF_YEAR
    if days_first == months_first:
        return None
    return "dmy" if days_first > months_first else "mdy"


def has_order(cell: str) -> bool:
    """True where it matters whether the day or the month comes first."""
    return _ordered(cell) is not None


def _found(text: str) -> re.Match[str] | None:
    found = _YEAR_FIRST.match(text) or _YEAR_LAST.match(text)
    return found or (_named(text) if len(text) <= _LONGEST else None)


def _named(text: str) -> re.Match[str] | None:
    found = _DAY_NAME.match(text) or _NAME_DAY.match(text)
    return found if found and fold(found["name"]) in _MONTHS else None


def _ordered(cell: str) -> re.Match[str] | None:
    found = _YEAR_LAST.match(cell.strip())
    return found if found and found["sign"] != "." else None


def _is_year_unclear(found: re.Match[str]) -> bool:
    """26-11-28 may begin with its year."""
    return "sign" in found.groupdict() and found["sign"] == "-" and len(found["year"] or "0000") == 2


def _is_serial(cell: str) -> bool:
    try:
        read_serial(cell)
    except BadDate:
        return False
    return True


def _existing(year: str | None, month: int, day: int) -> date:
    try:
        if year is None:
            date(_LEAP_YEAR, month, day)
            raise BadDate("date_without_year")
        found = date(int(year) if len(year) > 2 else 2000 + int(year), month, day)
    except ValueError as error:
        raise BadDate("date_impossible") from error
    if not 2000 <= found.year <= 2100:
        raise BadDate("date_too_far")
    return found


_LONGEST = 100
