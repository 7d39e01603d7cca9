"""What every reader, of whatever format, hands to the mapping: rows of text, or a named refusal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Literal, get_args

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 131_072
MAX_TEXT = 16 * 1024 * 1024
MAX_FILLED = 1_000_000
"""Characters and filled cells of a whole table: a workbook can say one long text in every cell."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BLANKS = " \t\r\n\x0b\x0c\u00a0"
"""What nobody sees in a cell. Rarer blanks are the reader's to judge: a row of them is passed over with a reason."""

_KEYED_BY_LINE = ("removed", "passed")


Refusal = Literal[
    "busy", "cell_too_long", "damaged", "empty", "headers_only", "json_broken", "json_unknown", "no_such_line",
    "no_such_sheet", "not_a_table", "not_text", "nothing_open", "protected", "too_heavy", "too_large",
    "too_many_columns", "too_many_rows", "unclosed_quote", "unsafe_xml", "zip_bomb",
]  # fmt: skip
Passed = Literal["comment", "numbered_empty", "repeated_header", "separator", "total"]
Notice = Literal[
    "archived_cards", "comments_left", "custom_fields", "double_encoded", "formulas_without_value", "hidden_columns",
    "hidden_rows", "hidden_sheets", "merged_cells", "other_sheets", "preamble", "rows_left",
]  # fmt: skip
REFUSALS, PASSED, NOTICES = (frozenset(get_args(codes)) for codes in (Refusal, Passed, Notice))
"""Why a file is not read, why a row of it is passed over, what to know about one that is read: all there are, so that
whoever puts them into words can be asked for each."""


class Unreadable(Exception):
    """The file as a whole is refused; `code` and `params` are for the web and the CLI to put into words."""

    def __init__(self, code: Refusal, **params: str | int) -> None:
        super().__init__(code, params)
        self.code: str = code
        self.params = params


@dataclass
class Table:
    """Rows of equal width, what stands above the header and the header included, wholly empty ones left out.

    `lines[i]` is the line of the file, or the row of the sheet, where `rows[i]` begins. Only what JSON knows lies in
    it: a table comes from the process that read the file, and waits in the database until it is imported.
    """

    rows: list[list[str]]
    lines: list[int]
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = 0
    """None where no row names the columns: a pasted list."""
    header_rows: int = 1
    format: str = "text"
    """text, list, xlsx, ods, xls, trello, wekan, or troistemps for our own JSON."""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    """Those that may be chosen instead, the one that was read among them, in their order."""
    blank_lines: int = 0
    removed: dict[int, int] = field(default_factory=dict)
    """Line of the file → how many characters no database can hold were taken out there."""
    passed: dict[int, Passed] = field(default_factory=dict)
    """Line of the file → why a careful reader would not take that row of the body (see `sifting`)."""
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What to know about the file as a whole: a code and its parameters."""
    exact: bool = False
    """A file of our own: its cells are taken to the letter."""

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def header(self) -> list[str]:
        if self.header_row is None:
            names = [""] * self.width
        elif self.header_rows == 1:
            names = self.rows[self.header_row]
        else:
            names = _joined(*self.rows[self.header_row : self.header_row + 2])
        return names

    def body(self) -> Iterator[tuple[int, list[str]]]:
        first = 0 if self.header_row is None else self.header_row + self.header_rows
        return zip(self.lines[first:], self.rows[first:], strict=True)

    def storable(self, line: int, row: list[str]) -> list[str]:
        """Without what no database can hold, which is counted."""
        removed = sum(len(_UNSTORABLE.findall(cell)) for cell in row)
        if removed:
            self.removed[line] = removed
            row = [_UNSTORABLE.sub("", cell) for cell in row]
        return row

    def add(self, line: int, row: list[str]) -> None:
        """Empty cells at the right do not count, nor does a row of nothing else; `square` makes the widths equal."""
        while row and not row[-1]:
            row.pop()
        if any(cell.strip(_BLANKS) for cell in row):
            self._check(line, row)
            self.rows.append(row)
            self.lines.append(line)
        else:
            self.blank_lines += 1

    def weigh(self) -> None:
        filled = [sum(map(bool, row)) for row in self.rows]
        if sum(filled) > MAX_FILLED or sum(sum(map(len, row)) for row in self.rows) > MAX_TEXT:
            raise Unreadable("too_heavy")

    def square(self) -> None:
        width = max(map(len, self.rows), default=0)
        for row in self.rows:
            row.extend([""] * (width - len(row)))

    def notice(self, code: Notice, **params: Any) -> None:
        self.notices.append((code, params))

    def to_json(self) -> dict[str, Any]:
        return vars(self) | {
            name: {str(line): value for line, value in getattr(self, name).items()} for name in _KEYED_BY_LINE
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Table":
        lines = {name: {int(line): value for line, value in plain[name].items()} for name in _KEYED_BY_LINE}
        return cls(**(plain | lines | {"notices": [(code, params) for code, params in plain["notices"]]}))

    def _check(self, line: int, row: list[str]) -> None:
        if len(row) > MAX_COLUMNS:
            raise Unreadable("too_many_columns", line=line, limit=MAX_COLUMNS, found=len(row))
        if max(map(len, row)) > MAX_CELL:
            raise Unreadable("cell_too_long", line=line, limit=MAX_CELL)
        if len(self.rows) > MAX_ROWS:
            raise Unreadable("too_many_rows", limit=MAX_ROWS)


def _joined(groups: list[str], names: list[str]) -> list[str]:
    """Two rows of header as one. A group reaches to the right as far as its row is empty, as merged cells are stored;
    one with no name under its own cell ("Ref", merged downwards) is itself a name and stays where it is."""
    reached = accumulate(
        zip(groups, names, strict=True),
        lambda left, cell: (left[0] if not cell[0].strip() and left[1].strip() else cell[0], cell[1]),
    )
    return [" · ".join(part for part in (group.strip(), name.strip()) if part) for group, name in reached]
