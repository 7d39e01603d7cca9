"""Which column is what: by its header, and by what stands in its cells. A wrong guess is worse than none."""

import re
from collections.abc import Callable, Mapping
from statistics import median

from boardapp.domain.words import TITLE_LIMIT
from boardapp.exchange.dates import are_serials, is_date
from boardapp.exchange.owners import Directory
from boardapp.exchange.profiles import Column, columns_of, is_bare, is_no_text
from boardapp.exchange.synonyms import PRIORITIES, by_weak_words, by_words
from boardapp.exchange.tables import Table
from boardapp.exchange.values import read_level, read_word, state_reader

_QUARTER, _HALF, _MOST, _ALL = 0.25, 0.5, 0.8, 0.95
_TITLES_DIFFER = 0.7
_NAMES_DIFFER = 0.1
_FEWEST_WORDS = 3
_FEWEST_COLUMNS = 4

_FAMILY = re.compile(r"[\d\s_.-]+")


def guess(table: Table, members: Mapping[str, str] | None = None) -> list[str | None]:
    """The field of each column, each field at most once; `members` as for `mapping.drafts`."""
    if table.exact or not any(True for _ in table.body()):
        return by_words(table.header)
    return _Guess(table, Directory(members)).fields


def looks_like_numbers(table: Table) -> bool:
    """True for a matrix of numbers or dates, in which nothing looks like an action: somebody took the wrong file."""
    return _are_numbers(table, columns_of(table))


class _Guess:
    """First whole headers, then words in them, then what the cells say, then words that mean nothing by themselves."""

    def __init__(self, table: Table, directory: Directory) -> None:
        self._directory = directory
        self._columns = columns_of(table)
        self._nameless = table.header_row is None
        self._matrix = _are_numbers(table, self._columns)
        self.fields = by_words(table.header, self._fits)
        self._by_values()
        by_weak_words(self.fields, table.header, self._fits_value)
        if "title" not in self.fields and not self._matrix:
            self._by_texts()
            by_weak_words(self.fields, table.header, self._fits_title)
        self._fall_back()

    def _fits(self, field: str, at: int, surely: str) -> bool:
        column = self._columns[at]
        if not column.cells:
            fits = surely == "though_empty" and field not in _TOLD_BY_CELLS
        elif field in _CHECKS:
            fits = _CHECKS[field](column, surely)
        else:
            fits = True
        return fits

    def _fits_value(self, field: str, at: int, _: str) -> bool:
        column = self._columns[at]
        return field in _WEAKLY and column.share(_WEAKLY[field](column)) >= _HALF

    def _fits_title(self, field: str, at: int, _: str) -> bool:
        column = self._columns[at]
        return field == "title" and column.is_text and column.filled >= _MOST and column.distinct >= _NAMES_DIFFER

    def _by_values(self) -> None:
        """Columns that nothing names, but whose cells are words that only we or the members' names explain."""
        for field, holds in {
            "status": lambda cell: not is_bare(cell) and read_word("status", cell),
            "horizon": lambda cell: not is_bare(cell) and read_word("horizon", cell),
            "owner": self._directory.knows,
        }.items():
            for at, column in enumerate(self._columns):
                if field not in self.fields and self.fields[at] is None and self._says(column, holds):
                    self.fields[at] = field

    @staticmethod
    def _says(column: Column, holds: Callable[[str], object]) -> bool:
        return column.filled > _QUARTER and len(set(column.cells)) > 1 and column.share(holds) >= _ALL

    def _by_texts(self) -> None:
        """The longest texts that are no notes, nearly all of them different."""
        if len(self.fields) == 1:
            self.fields[0] = "title"
            return
        free = [(column.length, -at) for at, column in enumerate(self._columns) if self._is_title(at, column)]
        if free:
            self.fields[-max(free)[1]] = "title"

    def _is_title(self, at: int, column: Column) -> bool:
        words = 2 if self._nameless else _FEWEST_WORDS
        return (
            self.fields[at] is None
            and column.length <= TITLE_LIMIT
            and column.is_text
            and column.filled >= _MOST
            and column.distinct >= _TITLES_DIFFER
            and median(len(cell.split()) for cell in column.cells) >= words
        )

    def _fall_back(self) -> None:
        """A title that is empty in places is given by the fuller column of the same name but for its number."""
        if "title" not in self.fields:
            return
        title = self._columns[self.fields.index("title")]
        family = [
            (-abs(int(_number(column.name)) - int(_number(title.name))), -at)
            for at, column in enumerate(self._columns)
            if self.fields[at] is None and title.filled < column.filled and _are_family(column.name, title.name)
        ]
        if family:
            self.fields[-max(family)[1]] = "title_else"


def _are_numbers(table: Table, found: list[Column]) -> bool:
    columns = [column for column in found if column.cells]
    bare = [column for column in columns if column.share(is_bare) >= _MOST]
    named = "title" in by_words(table.header)
    return not named and len(columns) >= _FEWEST_COLUMNS and len(bare) >= max(_MOST * len(columns), len(columns) - 1)


def _are_family(name: str, other: str) -> bool:
    return (
        name != other
        and bool(_number(name))
        and bool(_number(other))
        and _FAMILY.sub("", name) == _FAMILY.sub("", other)
    )


def _number(name: str) -> str:
    return "".join(re.findall(r"\d", name))[:6]


def _is_lane(cell: str) -> bool:
    return (read_word("horizon", cell) or read_word("status", cell)) is not None


def _some(column: Column, holds: Callable[[str], object]) -> bool:
    return max(column.share(holds), column.share_of_kinds(holds)) >= _QUARTER


def _is_title(column: Column, surely: str) -> bool:
    return column.share(is_no_text) < _MOST


def _is_horizon(column: Column, surely: str) -> bool:
    """Bare numbers are horizons where the column speaks of time and there are no others than 1, 2, 3."""
    if column.share(is_bare) >= _HALF:
        fits = column.name in _TIMES and column.share(_is_lane) >= _ALL
    else:
        fits = column.name == "horizon" or _some(column, _is_lane)
    return fits


def _is_state(column: Column, surely: str) -> bool:
    return surely == "surely" or _some(column, state_reader(column.name))


def _is_level(column: Column, surely: str) -> bool:
    """Where 1 is the highest priority and where the lowest, each tool knows for itself."""
    bare = not column.words.isdisjoint(PRIORITIES) and column.share(str.isdecimal) >= _HALF
    return not bare and _some(column, read_level)


def _is_day(column: Column, surely: str) -> bool:
    return surely == "surely" or _some(column, is_date)


_TIMES = {"horizon", "quand", "when", "temps"}
_TOLD_BY_CELLS = {"horizon", "kind", "challenge_level", "effort", "done_on"}
_CHECKS: dict[str, Callable[[Column, str], bool]] = {
    "title": _is_title,
    "horizon": _is_horizon,
    "status": _is_state,
    "challenge_level": _is_level,
    "effort": lambda column, surely: _some(column, read_level),
    "kind": lambda column, surely: _some(column, lambda cell: read_word("kind", cell)),
    "already_running": lambda column, surely: _some(
        column, lambda cell: read_word("already_running", cell) is not None
    ),
    "due_on": _is_day,
    "done_on": lambda column, surely: _some(column, is_date) or are_serials(column.cells),
}
_WEAKLY: dict[str, Callable[[Column], Callable[[str], object]]] = {
    "status": lambda column: state_reader(column.name),
    "due_on": lambda column: is_date,
}
