"""Ranks between neighbours: a move writes one row, however long the lane.

A rank is a fraction between 0 and 1 written in base 62 without its "0.". Its digits are in ASCII
order, so comparing bytes (SQLite BINARY, PostgreSQL COLLATE "C") compares the fractions, provided
that no rank ends in "0": then no two spellings have the same value.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TOO_LONG = 32
"""A longer rank asks for its lane to be spread anew, in the same transaction."""

_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_BASE = len(DIGITS)
# At an open end the step is this many digits finer than the room left: some 230,000 appends per
# digit of growth, where halving the room each time would cost a digit every six.
_FINER = 3


def between(before: str | None, after: str | None) -> str:
    """A rank strictly between two neighbours; None is the end of the lane."""
    _check(before, after)
    if (before is None) == (after is None):
        rank = _shortest(1, before, after)[0]
    elif before:
        rank = _one_above(before)
    else:
        rank = _one_below(after or "")
    return rank


def spread(count: int, before: str | None = None, after: str | None = None) -> list[str]:
    """Ranks for a paste, an import or a rebalance. At an open end they follow each other closely,
    so that the next paste finds as much room; between two neighbours they share the room."""
    _check(before, after)
    if before is not None and after is None:
        ranks = list(_upwards(count, before))
    elif before is None and after is not None:
        ranks = list(_downwards(count, after))[::-1]
    else:
        ranks = _shortest(count, before, after)
    return ranks


def beyond(before: str | None, steps: int) -> str:
    """A rank so many appends behind the last one of a lane: it stays free while fewer than these come in between."""
    rank = between(before, None)
    for _ in range(steps):
        rank = _one_above(rank)
    return rank


def translate(rank: str, was: Sequence[str], to: Sequence[str]) -> str:
    """Where a rank noted before a rebalance stands after it: an undo must find the same neighbours.
    Ranks that shared a gap keep their order in it."""
    if len(was) != len(to):
        raise ValueError("a rebalance has as many ranks after as before")
    _check(rank, None)
    place = bisect_left(was, rank)
    if place < len(was) and was[place] == rank:
        moved = to[place]
    else:
        own = rank[_shared(was[place - 1], was[place]) :] if 0 < place < len(was) else rank
        moved = _prefix_within(*_neighbours(to, place)) + own
    return moved


def _check(before: str | None, after: str | None) -> None:
    for rank in (before, after):
        if rank is not None and (not rank or rank[-1] == "0" or not _VALUES.keys() >= set(rank)):
            raise ValueError(f"not a rank: {rank!r}")
    if before is not None and after is not None and before >= after:
        raise ValueError(f"no rank between {before!r} and {after!r}")


def _shortest(count: int, before: str | None, after: str | None) -> list[str]:
    """The shortest ranks that fit, evenly apart. One alone cannot end in "0": without its "0" it
    would have been found one digit earlier."""
    shared, low, high = _parted(before or "", after or "")
    below, above = 0, int(after is None)
    width = room = 0
    while room < count or not width:
        below = below * _BASE + _VALUES[low[width : width + 1] or "0"]
        above = above * _BASE + _VALUES[high[width : width + 1] or "0"]
        width += 1
        room = above + (len(high) > width) - below - 1
    steps = ((2 * i + 1) * room // (2 * count) for i in range(count))
    return [shared + _spelled(below + 1 + step, width) for step in steps]


def _parted(before: str, after: str) -> tuple[str, str, str]:
    """What both begin with, and what is left of each: long neighbours differ only at their end."""
    same = _shared(before.ljust(len(after), "0"), after)
    return after[:same], before[same:], after[same:]


def _shared(one: str, other: str) -> int:
    """How many digits both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _upwards(count: int, rank: str) -> Iterator[str]:
    for _ in range(count):
        rank = _one_above(rank)
        yield rank


def _downwards(count: int, rank: str) -> Iterator[str]:
    for _ in range(count):
        rank = _one_below(rank)
        yield rank


def _one_above(rank: str) -> str:
    width = len(rank) - len(rank.lstrip("z")) + _FINER
    return _spelled(_number(rank, width) + 1, width)


def _one_below(rank: str) -> str:
    width = len(rank) - len(rank.lstrip("0")) + _FINER
    return _spelled(_number(rank, width) - (len(rank) <= width), width)


def _number(rank: str, width: int) -> int:
    number = 0
    for digit in rank[:width].ljust(width, "0"):
        number = number * _BASE + _VALUES[digit]
    return number


def _spelled(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, value = divmod(number, _BASE)
        digits.append(DIGITS[value])
    return "".join(reversed(digits)).rstrip("0")


def _neighbours(ranks: Sequence[str], place: int) -> tuple[str | None, str | None]:
    before = ranks[place - 1] if place > 0 else None
    after = ranks[place] if place < len(ranks) else None
    return before, after


def _prefix_within(before: str | None, after: str | None) -> str:
    """A rank that stays between its neighbours whatever digits follow it."""
    _check(before, after)
    prefix = _shortest(1, before, after)[0]
    if after is not None and after.startswith(prefix):
        prefix = _shortest(1, before, prefix)[0]
    return prefix
