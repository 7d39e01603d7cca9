"""Who carries an action, as a cell names them: a member by name or e-mail address, else the name as it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from boardapp.domain.words import clean_line, fold

_ADDRESSED = re.compile(
    r"(?P<name>[^<>]*?)\s*<(?P<mail>[^<>\s]+@[^<>\s]+)>|(?P<named>[^()]*?)\s*\((?P<in>[^()\s]+@[^()\s]+)\)"
)
_MOST_WORDS = 6
_LONGEST = 2_000


@dataclass(frozen=True)
class Carrier:
    """`plain` is False where the cell says more than the name, which the note then keeps."""

    name: str
    several: bool = False
    plain: bool = True


class Directory:
    """The members of a board, by folded name and e-mail address."""

    def __init__(self, members: Mapping[str, str] | None = None) -> None:
        self._by_key = {fold(key): name for key, name in (members or {}).items()}
        self._by_words = _unique((_words(key), name) for key, name in self._by_key.items() if "@" not in key)
        self._by_login = _unique((key.split("@")[0], name) for key, name in self._by_key.items() if "@" in key)

    def knows(self, text: str) -> bool:
        return self._member(text) is not None

    def read(self, cell: str) -> Carrier:
        """A cell of several people gives the first of them."""
        people = [cell] if self.knows(cell) else self._parted(cell)
        first = people[0]
        name = self._member(first) or _name_in(first)
        # a member found by another spelling, or by an address, is told in full by the member's own name
        told = name == clean_line(cell) or (len(people) == 1 and self.knows(first))
        return Carrier(name, several=len(people) > 1, plain=told)

    def _member(self, text: str) -> str | None:
        if not self._by_key or len(text) > _LONGEST:
            return None
        folded = fold(text)
        found = self._by_key.get(folded) or self._by_words.get(_words(folded))
        if found is None and folded.startswith("@"):
            found = self._by_key.get(folded[1:]) or self._by_login.get(folded[1:])
        if found is None and "@" in folded:
            found = self._addressed(folded)
        return found

    def _addressed(self, folded: str) -> str | None:
        match = _ADDRESSED.fullmatch(folded)
        if not match:
            return None
        name, mail = match["name"] or match["named"] or "", match["mail"] or match["in"]
        return self._by_key.get(mail) or self._by_key.get(name) or self._by_words.get(_words(name))

    def _parted(self, cell: str) -> list[str]:
        """« Durand, Marie » is one person: a comma parts people only where each part can be one."""
        parts = _filled(re.split(r"[;\n\r]", cell)) if len(cell) <= _LONGEST else []
        if len(parts) == 1 and "," in cell:
            between = _filled(cell.split(","))
            parts = between if len(between) > 1 and self._are_people(between) else parts
        return parts or [cell]

    def _are_people(self, parts: list[str]) -> bool:
        whole = all(" " in part or "@" in part for part in parts)
        return whole or any(map(self.knows, parts)) or len(parts) > 2


def _name_in(text: str) -> str:
    line = clean_line(text)  # with single blanks, or the pattern would try each of a thousand
    match = _ADDRESSED.fullmatch(line) if len(line) <= _LONGEST else None
    name = (match["name"] or match["named"] or match["mail"] or match["in"]) if match else line
    return name.strip(' "')


def _filled(parts: Iterable[str]) -> list[str]:
    return [part.strip() for part in parts if part.strip()]


def _words(folded: str) -> tuple[str, ...]:
    """In whatever order: « DURAND Marie », « Durand, Marie »."""
    words = re.findall(r"[\w'-]+", folded)
    return tuple(sorted(words)) if 1 < len(words) <= _MOST_WORDS else (folded,)


def _unique(pairs: Iterable[tuple[object, str]]) -> dict[object, str]:
    """What two members share tells neither of them."""
    found: dict[object, str] = {}
    shared = set()
    for key, name in pairs:
        if found.setdefault(key, name) != name:
            shared.add(key)
    return {key: name for key, name in found.items() if key not in shared}
