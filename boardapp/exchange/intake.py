"""A file on its way in, up to where the board takes over: bytes, table, columns, drafts. Web and CLI begin here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from boardapp.exchange.mapping import Draft, column_names, drafts, guess
from boardapp.exchange.reading import Table, read_table


@dataclass(frozen=True)
class Reading:
    """What `domain.imports.preview` and `take` want: `preview(board, reading.drafts, reading.mapped)`."""

    table: Table
    mapping: list[str | None]
    kept: list[int]
    drafts: list[Draft]

    @property
    def columns(self) -> list[str]:
        """The columns by name; one without a name is called by its letter."""
        return column_names(self.table.header)

    @property
    def mapped(self) -> dict[str, str]:
        """Field → name of the column that it is read from: the first, where a field was named twice."""
        named = zip(self.mapping, self.columns, strict=True)
        return {field: name for field, name in reversed(list(named)) if field}


def read(content: bytes, mapping: Sequence[str | None] | None = None, kept: Collection[int] | None = None) -> Reading:
    """Raises Unreadable. `mapping` is a field or None per column, guessed unless told; `kept` are the columns that go
    to the note where no field has them, all of them unless told."""
    table = read_table(content)
    width = len(table.header)
    fields = guess(table.header) if mapping is None else [*mapping, *[None] * width][:width]
    keep = [column for column in range(width) if kept is None or column in kept]
    return Reading(table, fields, keep, drafts(table, fields, keep))
