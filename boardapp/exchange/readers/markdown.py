"""Tables as they are typed in chats and wikis: `| Action | Who |` above `|---|---|`."""

import io
import re
from collections.abc import Iterator

_RULE = re.compile(r"\|?:?-{2,}:?(\|:?-{2,}:?)*\|?")
_BAR = re.compile(r"(?<!\\)\|")
_FIRST_LINES = 50


def is_table(text: str) -> bool:
    """A rule under a line with bars, near the top; what stands above is a heading."""
    above = ""
    for count, line in enumerate(io.StringIO(text, newline="\n")):
        if "|" in above and _is_rule(line):
            return True
        if count > _FIRST_LINES:
            break
        above = line
    return False


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    for line, content in enumerate(io.StringIO(text, newline="\n"), 1):
        yield line, _cells(content.strip())


def is_rule(row: list[str]) -> bool:
    """The line of dashes, once it has become a row."""
    cells = [cell for cell in row if cell]
    return bool(cells) and all(_is_rule(f"|{cell}|") for cell in cells)


def _is_rule(line: str) -> bool:
    return "|" in line and "-" in line and _RULE.fullmatch("".join(line.split())) is not None


def _cells(line: str) -> list[str]:
    """A bar at either end frames the table; one after a backslash is text."""
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)]
