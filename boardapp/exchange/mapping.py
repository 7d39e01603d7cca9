"""A table to drafts of actions. Every row read comes out, as a draft to add or skipped with its reason."""

import string
from collections.abc import Collection
from itertools import chain

from boardapp.domain.words import clean_line, clean_text
from boardapp.exchange.cells import (
    DATES,
    Take,
    joined,
    take_date,
    take_exact,
    take_leftover,
    take_note,
    take_stray,
    take_text,
    take_value,
)
from boardapp.exchange.dates import Order, has_order, order_of
from boardapp.exchange.drafts import NOTE_LIMIT, Draft, Problem
from boardapp.exchange.headers import FIELDS, guess, is_ours
from boardapp.exchange.tables import Table

__all__ = ["FIELDS", "Draft", "Problem", "column_names", "drafts", "guess"]


def drafts(table: Table, mapping: list[str | None], kept: Collection[int] | None = None) -> list[Draft]:
    """`kept` are the columns that go to the note where no field has them; all of them unless told.

    A field named twice takes its first column; the second is then one that no field has.
    """
    takers = _takers(table, mapping, kept)
    exact = is_ours(table.header)
    no_title = "empty_title" if "title" in mapping else "no_title_column"
    found = []
    for line, row in table.body():
        draft = _draft(line, row if exact else [cell.strip() for cell in row], takers)
        _tidy_note(draft, exact=exact)
        if line in table.removed:
            draft.report("characters_removed", count=table.removed[line])
        draft.skipped = None if clean_line(draft.title) else no_title
        found.append(draft)
    return found


def column_names(header: list[str]) -> list[str]:
    """A column without a name is called by its letter, as in every spreadsheet."""
    return [clean_line(cell) or _letters(column) for column, cell in enumerate(header)]


def _draft(line: int, row: list[str], takers: list[tuple[int, Take]]) -> Draft:
    draft = Draft(row=line)
    extra: list[str] = []
    for column, take in takers:
        if row[column]:
            take(draft, row[column], extra)
    draft.note = joined(draft.note, *extra)
    return draft


def _takers(table: Table, mapping: list[str | None], kept: Collection[int] | None) -> list[tuple[int, Take]]:
    """What is the same for all rows is settled once: which columns matter, and how the cells of each are taken."""
    takers: list[tuple[int, Take]] = []
    taken: set[str] = set()
    last = max((column for column, cell in enumerate(table.header) if cell.strip()), default=0)
    for column, name in enumerate(column_names(table.header)):
        field = mapping[column] if column < len(mapping) else None
        if field and field not in taken:
            taken.add(field)
            takers.append((column, _taker(table, field, column, name)))
        elif kept is None or column in kept:
            takers.append((column, take_stray(name) if column > last else take_leftover(name)))
    return takers


def _taker(table: Table, field: str, column: int, name: str) -> Take:
    if field == "note":
        take: Take | None = take_note
    elif field in DATES:
        take = take_date(field, name, _order(table, column))
    else:
        take = take_value(field, name)
    return take or (take_exact(field, name) if is_ours(table.header) else take_text(field, name))


def _order(table: Table, column: int) -> Order:
    """A column that leaves the order open follows the other dates of its file, else the day comes first."""
    rows = [row for _, row in table.body()]
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
