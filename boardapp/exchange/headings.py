"""Which row of a table names its columns: perhaps the eighth, perhaps two rows as one, perhaps none."""

import re
from itertools import islice, pairwise

from boardapp.exchange.synonyms import by_words
from boardapp.exchange.tables import Table, Unreadable

_FIRST_ROWS = 40
_LONGEST = 40
_LONGEST_ADDRESS = 300
_WORDS_MOST = 5
_NEXT_ROWS = 5

_NUMBER = re.compile(r"[-+]?[\d\s\u00a0\u202f.,]*\d[\d\s\u00a0\u202f.,]*[%€$£]?")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?([T ].*)?|\d\d?[/.]\d\d?[/.](\d{4}|\d\d)( .*)?")
_ADDRESS = re.compile(r"https?://\S+|[^\s@]+@[^\s@]+\.\w+")


def settle(table: Table, header_line: int | None) -> None:
    """`header_line` is the reader's own choice: a line of the file, 0 for "none of them"."""
    if header_line == 0:
        table.header_row = None
    elif header_line is not None:
        table.header_row = _at(table, header_line)
    elif table.width == 1:
        table.header_row = 0 if words_of(table.rows[0]) else None
    else:
        table.header_row, table.header_rows = find(table.rows)


def find(rows: list[list[str]]) -> tuple[int | None, int]:
    """The index of the row and how many rows it takes."""
    first = rows[:_FIRST_ROWS]
    below = _by_words(first) or _by_shape(first)
    if below == 0 and (is_data(first[0]) or (len(rows) == 1 and not words_of(first[0]))):
        return None, 1
    if below and _is_group(first[below - 1], first[below]):
        return below - 1, 2
    if _is_pair(first, below):
        return below, 2
    return below, 1


def words_of(row: list[str]) -> int:
    """How many columns it names in words we know. A sentence may hold such a word and names nothing."""
    return sum(field is not None for field in by_words([cell if _is_short(cell) else "" for cell in row]))


def is_data(row: list[str]) -> bool:
    """A header holds no date and no address; a list pasted without its header often does."""
    cells = [cell.strip() for cell in row if len(cell) <= _LONGEST_ADDRESS]
    return not words_of(row) and any(_is_date(cell) or _ADDRESS.fullmatch(cell) for cell in cells)


def is_number(cell: str) -> bool:
    cell = cell.strip()
    return len(cell) <= _LONGEST and _NUMBER.fullmatch(cell) is not None


def filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _at(table: Table, line: int) -> int:
    if line not in table.lines:
        raise Unreadable("no_such_line", line=line)
    return table.lines.index(line)


def _by_words(rows: list[list[str]]) -> int:
    """The first row that names two columns more than the top row does, and is no narrower than what stands above it."""
    least = words_of(rows[0]) + 2
    widest = 0
    for index, row in enumerate(rows):
        if index and filled(row) >= widest and _is_text(row) and words_of(row) >= least:
            return index
        widest = max(widest, filled(row))
    return 0


def _by_shape(rows: list[list[str]]) -> int:
    """No word helps: then a row of texts under lines of one cell, with rows of its own width under it."""
    above = [index for index, row in enumerate(rows) if filled(row) > 1]
    index = above[0] if above else 0
    plausible = index > 0 and filled(rows[index]) > 2 and _is_text(rows[index]) and not _names(rows[:index])
    return index if plausible and _goes_on(rows, index) else 0


def _names(rows: list[list[str]]) -> bool:
    return any(words_of(row) for row in rows)


def _goes_on(rows: list[list[str]], index: int) -> bool:
    following = [filled(row) > 1 for row in islice(rows, index + 1, index + 1 + _NEXT_ROWS)]
    return len(following) > 0 and sum(following) * 2 > len(following)


def _is_group(groups: list[str], names: list[str]) -> bool:
    """Groups leave gaps, or have nothing below where their cell was merged downwards; two lines of a preamble that
    touch the header do neither."""
    places = [place for place, cell in enumerate(groups) if cell.strip()]
    if len(places) < 2 or not _is_text(groups):
        return False
    has_gap = any(after - before > 1 for before, after in pairwise(places))
    return has_gap or any(not names[place].strip() for place in places)


def _is_pair(rows: list[list[str]], top: int) -> bool:
    """The row below goes on naming: it fills the gaps of the header, in short texts, and in words we know."""
    if len(rows) < top + 2:
        return False
    groups, names = rows[top], rows[top + 1]
    fills = any(name.strip() and not group.strip() for group, name in zip(groups, names, strict=True))
    covers = all(group.strip() or name.strip() for group, name in zip(groups, names, strict=True))
    short = all(_is_short(cell) for cell in names) and _is_text(names)
    return fills and covers and short and words_of(names) > max(1, words_of(groups))


def _is_text(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return sum(is_number(cell) or _is_date(cell) for cell in cells) * 3 < len(cells)


def _is_date(cell: str) -> bool:
    return len(cell) <= _LONGEST and _DATE.fullmatch(cell) is not None


def _is_short(cell: str) -> bool:
    return len(cell) <= _LONGEST and len(cell.split()) <= _WORDS_MOST
