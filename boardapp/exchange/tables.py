"""What every reader, of whatever format, hands to the mapping: rows of text, or a named refusal."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 131_072


class Unreadable(Exception):
    """The file as a whole is refused; `code` and `params` are for the web and the CLI to put into words."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass
class Table:
    """Rows of equal width, header included. `lines[i]` is the line of the file where `rows[i]` begins."""

    rows: list[list[str]]
    lines: list[int]
    encoding: str
    delimiter: str
    header_row: int = 0
    blank_lines: int = 0
    removed: dict[int, int] = field(default_factory=dict)
    """Line of the file → how many characters no database can hold were taken out there."""

    @property
    def header(self) -> list[str]:
        return self.rows[self.header_row]

    def body(self) -> Iterator[tuple[int, list[str]]]:
        first = self.header_row + 1
        return zip(self.lines[first:], self.rows[first:], strict=True)
