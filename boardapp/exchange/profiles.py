"""A column by its cells: how many say something, how many differ, and of what kind they are."""

import re
from collections.abc import Callable
from functools import cached_property
from statistics import median

from boardapp.exchange.dates import is_date
from boardapp.exchange.synonyms import simplified
from boardapp.exchange.tables import Table

_SAMPLE = 200
_CELLS = 20_000

_NUMBER = re.compile(r"[-+]?[\d\s.,/%€$£]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class Column:
    """It holds on to the rows of its table rather than to copies: there may be 200 of it, of 20,000 cells each."""

    def __init__(self, name: str, at: int, rows: list[list[str]], step: int) -> None:
        self.name = name
        self.words = set(name.replace("·", " ").split())
        self._at = at
        self._rows = rows
        self._step = step

    @cached_property
    def cells(self) -> list[str]:
        """A sample of those that say something, from the whole length of the file."""
        return self._filled(self._rows[:: self._step]) or self._filled(self._rows)[:_SAMPLE]

    @cached_property
    def filled(self) -> float:
        return len(self._filled(self._rows)) / len(self._rows) if self._rows else 0.0

    @cached_property
    def kinds(self) -> int:
        """How many different cells there are."""
        return len(set(self._filled(self._rows)))

    @property
    def distinct(self) -> float:
        return self.kinds / (self.filled * len(self._rows)) if self.filled else 0.0

    def share(self, holds: Callable[[str], object]) -> float:
        return sum(bool(holds(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    def share_of_kinds(self, holds: Callable[[str], object]) -> float:
        kinds = set(self.cells)
        return sum(bool(holds(cell)) for cell in kinds) / len(kinds) if kinds else 0.0

    @cached_property
    def length(self) -> float:
        return median(map(len, self.cells)) if self.cells else 0

    @cached_property
    def is_text(self) -> bool:
        return self.share(is_no_text) < 0.5

    def _filled(self, rows: list[list[str]]) -> list[str]:
        return [row[self._at].strip() for row in rows if row[self._at] and not row[self._at].isspace()]


def columns_of(table: Table) -> list[Column]:
    rows = [row for line, row in table.body() if line not in table.passed]
    wanted = max(10, min(_SAMPLE, _CELLS // max(1, table.width)))
    step = max(1, len(rows) // wanted)
    return [Column(name, at, rows, step) for at, name in enumerate(simplified(table.header))]


def is_bare(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None or is_date(cell)


def is_no_text(cell: str) -> bool:
    return is_bare(cell) or all(map(_ADDRESS.fullmatch, cell.split())) or (cell[0] in "[{" and cell[-1] in "]}")
