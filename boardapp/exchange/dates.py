"""Dates as people write them. A date is read or refused with a reason, never made up."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

Order = Literal["dmy", "mdy"]

_CLOCK = r"(?:[T ,]\s*(?P<clock>\d{1,2}[:hH].*))?$"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d\d))?\.?" + _CLOCK)
_LEAP_YEAR = 2024
_MONTHS = 12


class BadDate(Exception):
    """`code`: date_impossible (31/11), date_without_year (28/11), date_unreadable (« dès que possible »), date_too_far
    (30/12/1899: before 2000 or after 2100, which no plan means and no board takes)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_date(text: str, order: Order = "dmy") -> date:
    found = _YEAR_FIRST.match(text) or _YEAR_LAST.match(text)
    if not found or _is_year_unclear(found):
        raise BadDate("date_unreadable")
    parts = found.groupdict()
    if "a" in parts:
        backwards = order == "mdy" and parts["sign"] != "."
        month, day = (parts["a"], parts["b"]) if backwards else (parts["b"], parts["a"])
    else:
        month, day = parts["month"], parts["day"]
    return _existing(parts["year"], int(month), int(day))


def has_clock(text: str) -> bool:
    """True where the cell says more than a day: midnight is how programs write "no time"."""
    found = _YEAR_FIRST.match(text) or _YEAR_LAST.match(text)
    clock = found["clock"] if found else None
    return clock is not None and not re.fullmatch(r"(00?[:hH]00(:00(\.0+)?)?|12:00(:00)? ?AM)(Z|[+-][\d:]+)?", clock)


def order_of(cells: Iterable[str]) -> Order | None:
    """Which comes first, day or month, by the cells that leave no choice; None where all of them do."""
    days_first = months_first = 0
    for cell in cells:
        found = _ordered(cell)
        if found:
            days_first += int(found["a"]) > _MONTHS
            months_first += int(found["b"]) > _MONTHS
    if days_first == months_first:
        return None
    return "dmy" if days_first > months_first else "mdy"


def has_order(cell: str) -> bool:
    """True where it matters whether the day or the month comes first."""
    return _ordered(cell) is not None


def _ordered(cell: str) -> re.Match[str] | None:
    found = _YEAR_LAST.match(cell.strip())
    return found if found and found["sign"] != "." else None


def _is_year_unclear(found: re.Match[str]) -> bool:
    """26-11-28 may begin with its year."""
    return "sign" in found.groupdict() and found["sign"] == "-" and len(found["year"] or "0000") == 2


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
