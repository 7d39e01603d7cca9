"""The formula guard: what a person typed must never run on the laptop of whoever opens the file."""

import re

_LIVE = re.compile(r"'*[^\S\t\r\n]*[=+\-@\t\r\n＝＋－＠]")
_SUSPECTS = frozenset("'=+-@\t\r\n＝＋－＠")
_BARE = frozenset("=+-@＝＋－＠")


def guard(cell: str) -> str:
    """A cell that already looks guarded gets one more quote: that is what makes `unguard` exact."""
    return f"'{cell}" if is_live(cell) else cell


def is_live(cell: str) -> bool:
    """Whether a spreadsheet could take this for something to carry out."""
    if not cell:
        return False
    first = cell[0]
    return (first in _SUSPECTS or first.isspace()) and _LIVE.match(cell) is not None


def unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell) else cell


def was_guarded(rows: list[list[str]]) -> bool:
    """A tool that guards guards every cell; one bare sign shows that the quotes in this file are somebody's text."""
    return not any(cell[0] in _BARE for row in rows for cell in row if cell)
