"""A file on its way in, up to where the board takes over: bytes, table, columns, drafts. Web and CLI begin here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from boardapp.config import LOCALES
from boardapp.domain import categories, members
from boardapp.domain.boards import Board
from boardapp.exchange.apart import read_apart
from boardapp.exchange.mapping import Draft, column_names, drafts, guess
from boardapp.exchange.tables import Table


@dataclass(frozen=True)
class Reading:
    """A table with its columns named: what `domain.imports` judges and takes, as `reading.drafts, reading.mapped`."""

    table: Table
    mapping: list[str | None]
    kept: list[int]
    drafts: list[Draft]

    @property
    def columns(self) -> list[str]:
        """The columns by name; one without a name is called by its letter."""
        return column_names(self.table.header, len(self.table.rows))

    @property
    def mapped(self) -> dict[str, str]:
        """Field → name of the column that it is read from: the first, where a field was named twice."""
        named = zip(self.mapping, self.columns, strict=True)
        return {field: name for field, name in reversed(list(named)) if field}


def read(content: bytes, mapping: Sequence[str | None] | None = None, kept: Collection[int] | None = None) -> Reading:
    """Bytes to drafts at once. Raises Unreadable."""
    return understood(read_apart(content), mapping, kept)


def understood(
    table: Table,
    mapping: Sequence[str | None] | None = None,
    kept: Collection[int] | None = None,
    *,
    members: Mapping[str, str] | None = None,
    categories: Collection[str] = (),
) -> Reading:
    """`mapping` is a field or None per column, guessed unless told; `kept` are the columns that go to the note where no
    field has them, all of them unless told; `members` and `categories` are whom and what the board knows by name (see
    `mapping.drafts`)."""
    width = len(table.header)
    fields = guess(table, members) if mapping is None else [*mapping, *[None] * width][:width]
    keep = [column for column in range(width) if kept is None or column in kept]
    found = drafts(table, fields, keep, members=members, categories=categories)
    return Reading(table, fields, keep, found)


def understood_on(
    board: Board, table: Table, mapping: Sequence[str | None] | None = None, kept: Collection[int] | None = None
) -> Reading:
    """The same with the members and the categories of this board, in either language, known by name."""
    labels = [each.label(language) for each in categories.of(board) for language in LOCALES]
    return understood(table, mapping, kept, members=members.carriers(board), categories=labels)
