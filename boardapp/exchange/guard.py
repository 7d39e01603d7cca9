"""The formula guard: what a person typed must never run on the laptop of whoever opens the file.

`guard` stands at the beginning of a cell. Where a spreadsheet parts cells at another sign than the file does, as an
English Excel does with a French CSV, a piece of a text begins a cell: `seal` guards those pieces, too. Numbers with a
sign and plain items of a list stay as they are there: nothing of them can run.
"""

import re

_LIVE = re.compile(r"'*[^\S\t\r\n]*[=+\-@\t\r\n＝＋－＠]")
_SUSPECTS = frozenset("'=+-@\t\r\n＝＋－＠")
_BARE = frozenset("=+-@＝＋－＠")
_LED = r"(?:[\"']|[^\S\t\r\n])*"
# it may go on to the end of its line only, and there nothing may go on from it: behind it stand quotes, or what begins
# the next cell
_NUMBER = r"[^\S\t\r\n]?\d(?:[\d .,:/%€$\u00a0\u202f]*[\d%€$])?(?:[\"\r\n]|\Z)"
_ITEM = (
    r"[ \u00a0](?:(?!\w[ \u00a0]?[(（])[^\r\n|｜!\[\\&])*"
    r"(?:(?<=[\w.…)])\Z|(?<=[\w.…),;:])[\r\n])"
)
_WITHIN = (
    rf"(?:(?<=[,;\t|])(?={{0}}{_LED}(?:[=@＝＠]|[+\-＋－](?!{_NUMBER})))"
    rf"|(?<=[\r\n])(?={{0}}{_LED}(?:[=@＝＠]|[+\-＋－](?!{_NUMBER}|{_ITEM}))))"
)
_TO_GUARD = re.compile(_WITHIN.format(""))
_SIGN = re.compile("[=+@＝＋－＠-]")
_GUARDED = re.compile(_WITHIN.format("'") + "'")


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


def seal(cell: str) -> str:
    """The guard for files of ours: also within, one apostrophe after each sign that may part cells."""
    return guard(_TO_GUARD.sub("'", cell) if _SIGN.search(cell) else cell)


def unseal(cell: str) -> str:
    """Only for files of which we know that they are ours: elsewhere such an apostrophe is somebody's text."""
    return _GUARDED.sub("", unguard(cell)) if "'" in cell else cell


def was_guarded(rows: list[list[str]]) -> bool:
    """A tool that guards guards every cell; one bare sign shows that the quotes in this file are somebody's text."""
    return not any(cell[0] in _BARE for row in rows for cell in row if cell)
