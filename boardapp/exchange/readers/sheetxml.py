"""The XML inside an XLSX, streamed: the texts that its cells share, and what its rows and columns are."""

import re
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from boardapp.exchange.readers.sheets import Facts
from boardapp.exchange.tables import MAX_COLUMNS, MAX_ROWS, Unreadable

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_TRUE = ("1", "true")


def strings(content: IO[bytes]) -> list[str]:
    """The table of shared texts, still escaped; the reading aids above Japanese characters are no part of them."""
    found: list[str] = []
    parts: list[str] = []
    inside: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        inside.append(_plain(name))

    def end(name: str) -> None:
        inside.pop()
        if _plain(name) == "si":
            found.append("".join(parts))
            parts.clear()

    def text(data: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            parts.append(data)

    _parse(content, start, end, text)
    return found


def facts(content: IO[bytes]) -> Facts:
    """Hidden rows and columns, cells merged downwards, formulas whose value was not kept."""
    watch = _Watch()
    _parse(content, watch.start, text=watch.text)
    return watch.facts


def unescape(text: str) -> str:
    """Characters that XML cannot hold are written `_x000D_`, and an underscore that looks like one `_x005F_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _parse(
    content: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.ParseFile(content)


def _refuse(*_: object) -> None:
    """No workbook has a document type, and nobody needs to know what an entity in it would have become."""
    raise Unreadable("unsafe_xml")


def _plain(name: str) -> str:
    return name.rpartition(":")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class _Watch:
    """Told of every element of a sheet, it keeps a few."""

    def __init__(self) -> None:
        self.facts = Facts()
        self._row = 0
        self._in_formula = self._is_text = self._awaits = False
        self._on = {
            "row": self._new_row,
            "col": self._columns,
            "mergeCell": self._merged,
            "c": self._cell,
            "f": self._formula,
            "v": self._value,
        }

    def start(self, name: str, seen: dict[str, str]) -> None:
        self._awaits = False
        handle = self._on.get(_plain(name))
        if handle:
            handle(seen)

    def _new_row(self, seen: dict[str, str]) -> None:
        self._row = int(seen.get("r", self._row + 1))
        if seen.get("hidden") in _TRUE:
            self.facts.hidden_rows.add(self._row)

    def _columns(self, seen: dict[str, str]) -> None:
        if seen.get("hidden") in _TRUE:
            self.facts.hidden_columns.update(range(int(seen["min"]) - 1, min(int(seen["max"]), MAX_COLUMNS)))

    def _merged(self, seen: dict[str, str]) -> None:
        place = _RANGE.fullmatch(seen.get("ref", ""))
        if place and int(place[2]) < int(place[4]) and len(self.facts.merged) < MAX_ROWS:
            self.facts.merged.append((int(place[2]), int(place[4]), _column(place[1])))

    def text(self, _: str) -> None:
        if self._awaits:
            self._awaits = False
            self.facts.without_value -= 1

    def _cell(self, seen: dict[str, str]) -> None:
        self._in_formula = self._awaits = False
        self._is_text = seen.get("t") == "str"

    def _formula(self, _: dict[str, str]) -> None:
        self._in_formula = True
        self.facts.without_value += 1

    def _value(self, _: dict[str, str]) -> None:
        """A text may be empty; of anything else an empty value says that it was never computed."""
        self._awaits = self._in_formula and not self._is_text
        self.facts.without_value -= self._in_formula and self._is_text
