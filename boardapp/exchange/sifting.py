"""Rows of the body that look real and are not. They are passed over with a reason, never dropped."""

import re

from boardapp.domain.words import fold
from boardapp.exchange.headings import is_number
from boardapp.exchange.readers import markdown
from boardapp.exchange.tables import Passed, Table

_TOTAL = re.compile(
    r"(sous[- ]?total|sub[- ]?total|grand total|total|totaux|somme|sum)( (general|generaux|des|of|actions)\b.*)? ?:?"
)
_LONGEST = 60


def sift(table: Table) -> None:
    """`passed`: line → total, numbered_empty, repeated_header or separator."""
    header = _folded(table.header)
    for line, row in table.body():
        reason = _reason(row, header)
        if reason and line not in table.passed:
            table.passed[line] = reason


def _reason(row: list[str], header: list[str]) -> Passed | None:
    cells = [cell for cell in row if cell.strip()]
    if markdown.is_rule(row):
        reason: Passed | None = "separator"
    elif len(row) > 1 and len(cells) == 1 and row[0] and is_number(row[0].strip().rstrip(".)")):
        reason = "numbered_empty"
    elif _is_total(cells):
        reason = "total"
    elif len(cells) > 1 and len(row[-1]) <= _LONGEST and fold(row[-1]) == header[-1] and _folded(row) == header:
        reason = "repeated_header"
    else:
        reason = None
    return reason


def _is_total(cells: list[str]) -> bool:
    """The word alone may be an action; with nothing but numbers after it, it is none."""
    if len(cells) < 2 or len(cells[0]) > _LONGEST or not all(map(is_number, cells[1:])):
        return False
    return _TOTAL.fullmatch(fold(cells[0])) is not None


def _folded(row: list[str]) -> list[str]:
    return [fold(cell) for cell in row]
