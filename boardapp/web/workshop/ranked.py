"""Ranked rows as the wall, the desk and the phones show them, after the votes were revealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from boardapp.domain.actions import Horizon
from boardapp.domain.workshop import counting
from boardapp.domain.workshop.workshops import Workshop
from boardapp.web.language import ngettext

SHORTEST = 20
"""A bar of one point among few points is not a wall."""
SHOWN = 60
"""Rows of a zone; beyond them nobody reads a wall."""


@dataclass(frozen=True)
class Line:
    """A row with its number, that of the one it is `tied` with across a cut, and how many disagree with its place."""

    n: int
    row: Row[Any]
    tied: int | None = None
    against: int = 0


@dataclass(frozen=True)
class Zone:
    horizon: Horizon
    lines: list[Line]

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]


def lines(
    workshop: Workshop, rows: Sequence[Row[Any]], *, ties: Mapping[int, int] = {}, against: Mapping[int, int] = {}
) -> list[Line]:  # fmt: skip
    return [Line(n, row, ties.get(n), against.get(row.id, 0)) for n, row in enumerate(rows, 1)]


def longest(rows: Sequence[Row[Any]]) -> int:
    """How many points the whole width of a bar stands for."""
    return max([SHORTEST, *(row.votes or 0 for row in rows)])


def discuss(workshop: Workshop, rows: Sequence[Row[Any]], turnout: int) -> list[tuple[int, str]]:
    """Where few people put many points: the number of the row, and a sentence."""
    return [(n, _few(n, row, turnout)) for n, row in counting.to_discuss(rows, turnout)]


def cells(rows: Sequence[Row[Any]]) -> dict[tuple[int, int], list[Row[Any]]]:
    """By challenge and effort, those that have both."""
    found: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in rows:
        if row.challenge_level and row.effort:
            found.setdefault((row.challenge_level, row.effort), []).append(row)
    return found


def _few(n: int, row: Row[Any], turnout: int) -> str:
    said = ngettext("%(num)d person put %(points)s points on it.", "%(num)d people put %(points)s points on it.",
                    row.voters, points=row.votes)  # fmt: skip
    others = ngettext("The other one, none.", "The other %(num)d, none.", turnout - row.voters)
    return f"{said} {others}" if turnout > row.voters else said
