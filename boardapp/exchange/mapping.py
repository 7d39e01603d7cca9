"""A table to drafts of actions. Every row read comes out, as a draft to add or skipped with its reason."""

import string
from collections.abc import Collection, Mapping
from functools import partial
from itertools import chain

from boardapp.domain.words import clean_line, clean_text
from boardapp.exchange import columns
from boardapp.exchange.cells import (
    DATES,
    Take,
    joined,
    shown,
    take_date,
    take_else,
    take_exact,
    take_labels,
    take_lane,
    take_leftover,
    take_note,
    take_numbered_date,
    take_owner,
    take_state,
    take_stray,
    take_text,
    take_value,
)
from boardapp.exchange.columns import looks_like_numbers
from boardapp.exchange.dates import Order, are_serials, has_order, order_of, read_date, read_serial
from boardapp.exchange.drafts import NOTE_LIMIT, Draft, Problem
from boardapp.exchange.headers import FIELDS
from boardapp.exchange.markup import Allowance
from boardapp.exchange.owners import Directory
from boardapp.exchange.synonyms import LABELS, by_words, simplified
from boardapp.exchange.tables import MAX_TEXT, Table
from boardapp.exchange.values import state_reader

__all__ = ["CHOICES", "FIELDS", "Draft", "Problem", "column_names", "drafts", "guess", "looks_like_numbers"]

_NAMED = 15
_NAME_LEAST, _NAME_MOST = 20, 500

CHOICES = [*FIELDS, "title_else"]
"""What a column may be. `title_else` is the title of the rows in which the column of titles is empty."""


def guess(source: Table | list[str], members: Mapping[str, str] | None = None) -> list[str | None]:
    """The field of each column, by headers and cells; by headers alone where only they are given."""
    return columns.guess(source, members) if isinstance(source, Table) else by_words(source)


def drafts(
    table: Table,
    mapping: list[str | None],
    kept: Collection[int] | None = None,
    *,
    members: Mapping[str, str] | None = None,
    categories: Collection[str] = (),
) -> list[Draft]:
    """`kept` are the columns that go to the note where no field has them; all of them unless told.

    A field named twice takes its first column; the second is then one that no field has. `members` is name or e-mail
    address → the member's name; `categories` are the names of those that the board has.
    """
    settled = _Settled(table, mapping, Directory(members), categories)
    takers = settled.takers(kept)
    no_title = "empty_title" if "title" in mapping or "title_else" in mapping else "no_title_column"
    found = []
    for line, row in table.body():
        draft = _draft(line, row if table.exact else [cell.strip() for cell in row], takers)
        _tidy_note(draft, exact=table.exact)
        if line in table.removed:
            draft.report("characters_removed", count=table.removed[line])
        if draft.done_on and draft.status is None and not table.exact:
            draft.status = "done"
        if table.format == "list" and "title" in mapping and not clean_line(draft.title):
            draft.title = _named(row[mapping.index("title")])
        draft.skipped = table.passed.get(line) or (None if clean_line(draft.title) else no_title)
        found.append(draft)
    return found


def column_names(header: list[str], rows: int = 0) -> list[str]:
    """A column without a name is called by its letter, as in every spreadsheet. In a note stands the name before each
    cell: a header of 100,000 letters over 20,000 `rows` would make two thousand million of them."""
    fits = max(_NAME_LEAST, min(_NAME_MOST, MAX_TEXT // max(1, rows * len(header))))
    named = (clean_line(cell) or _letters(column) for column, cell in enumerate(header))
    return [name if len(name) <= fits else f"{name[: fits - 1]}…" for name in named]


def _named(text: str) -> str:
    """A line of a list that holds nothing but signs nobody sees, by their names: U+200B."""
    return " ".join(f"U+{ord(sign):04X}" for sign in text[:_NAMED])


def _draft(line: int, row: list[str], takers: list[tuple[int, Take]]) -> Draft:
    draft = Draft(row=line)
    extra: list[str] = []
    for column, take in takers:
        if row[column]:
            take(draft, row[column], extra)
    draft.note = joined(draft.note, *extra)
    return draft


class _Settled:
    """What is the same for all rows is settled once: which columns matter, and how the cells of each are taken."""

    def __init__(
        self, table: Table, mapping: list[str | None], directory: Directory, categories: Collection[str]
    ) -> None:
        self._table = table
        self._mapping = [*mapping, *[None] * table.width]
        self._directory = directory
        self._categories = categories
        self._names = column_names(table.header, len(table.rows))
        self._header = simplified(table.header)
        self._allowance = Allowance()
        # the lines of a pasted list are what somebody wrote, tags and all
        self._to_the_letter = table.exact or table.format == "list"

    def takers(self, kept: Collection[int] | None) -> list[tuple[int, Take]]:
        takers: list[tuple[int, Take]] = []
        last_resort: list[tuple[int, Take]] = []
        taken: set[str] = set()
        for column, field in zip(range(self._table.width), self._mapping, strict=False):
            if field and field not in taken:
                taken.add(field)
                (last_resort if field == "title_else" else takers).append((column, self._taker(field, column)))
            elif kept is None or column in kept:
                takers.append((column, self._leftover(column)))
        return takers + last_resort

    def _taker(self, field: str, column: int) -> Take:
        take = take_note if field == "note" else self._field(field, column)
        return (
            take if self._to_the_letter else shown(take, self._names[column], self._allowance, in_note=field == "note")
        )

    def _leftover(self, column: int) -> Take:
        named = (at for at, cell in enumerate(self._table.header) if cell.strip())
        last = self._table.width if self._table.header_row is None else max(named, default=0)
        name = self._names[column]
        take = take_stray(name) if column > last else take_leftover(name)
        return take if self._to_the_letter else shown(take, name, self._allowance, in_note=True)

    def _field(self, field: str, column: int) -> Take:
        name = self._names[column]
        if field in DATES:
            take: Take | None = self._date(field, column)
        elif self._table.exact:
            take = take_value(field, name) or take_exact(field, name)
        else:
            take = self._foreign(field, column) or take_value(field, name)
        return take or take_text(field, name)

    def _foreign(self, field: str, column: int) -> Take | None:
        """The fields in which the files of others say more, or other things, than ours."""
        name, header = self._names[column], self._header[column]
        if field == "title_else":
            take: Take | None = take_else(name)
        elif field == "owner":
            take = take_owner(name, self._directory)
        elif field == "status":
            take = take_state(name, state_reader(header, self._header))
        elif field == "horizon":
            take = take_lane(name)
        elif field == "category" and not LABELS.isdisjoint(header.split()):
            take = take_labels(name, self._categories)
        else:
            take = None
        return take

    def _date(self, field: str, column: int) -> Take:
        name = self._names[column]
        if not self._table.exact and are_serials(row[column] for _, row in self._table.body()):
            take = take_numbered_date(take_date(field, name, read_serial), field, name)
        else:
            take = take_date(field, name, partial(read_date, order=self._order(column)))
        return take

    def _order(self, column: int) -> Order:
        """A column that leaves the order open follows the other dates of its file, else the day comes first."""
        rows = [row for _, row in self._table.body()]
        order = order_of(row[column] for row in rows)
        if order is None and any(has_order(row[column]) for row in rows):
            order = order_of(chain.from_iterable(rows))
        return order or "dmy"


def _tidy_note(draft: Draft, *, exact: bool) -> None:
    """Cutting is the one loss there is, since a note has nowhere to overflow to: said with its size."""
    tidy = clean_text(draft.note)
    draft.note = draft.note if exact and len(tidy) <= NOTE_LIMIT else tidy
    lost = len(draft.note) - NOTE_LIMIT
    if lost > 0:
        draft.note = draft.note[:NOTE_LIMIT]
        draft.report("note_cut", limit=NOTE_LIMIT, lost=lost)


def _letters(column: int) -> str:
    high, low = divmod(column, 26)
    return (string.ascii_uppercase[high - 1] if high else "") + string.ascii_uppercase[low]
