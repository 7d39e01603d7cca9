"""Lines as people type or paste them, made into entries: marks become fields, what names nothing stays in the title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from boardapp.domain import categories, marks, owners
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.inventory import PASTE_MOST, Entry
from boardapp.domain.words import TITLE_LIMIT, clean_line, fold, lines_of

MYSELF = ("me", "moi")


@dataclass(frozen=True)
class Reading:
    """One line as it was understood, and what should be said about it."""

    line: str
    entry: Entry
    unknown: tuple[str, ...]
    new_owner: str
    too_long: bool  # the end of the title will go on in the note


@dataclass(frozen=True)
class Reader:
    """Reads lines for one board; its names are looked up once for all of them."""

    board: Board
    today: date
    categories: list[Category]
    owners: list[str]
    me: str = ""  # whom `@me` names; nobody in a file

    @classmethod
    def of(cls, board: Board, today: date, me: str = "") -> "Reader":
        return cls(board, today, categories.of(board), owners.suggestions(board), me)

    def entry(self, line: str) -> Entry:
        return self.read(line).entry

    def read(self, line: str) -> Reading:
        """One line; a mark that means nothing on this board stays in the title as it was typed."""
        clean = clean_line(line)
        found = marks.read_marks(clean)
        if leaving := self._meaningless(found):
            found = marks.read_marks(clean, leaving=leaving)
        owner = self._owner(found.owner) if found.owner else ""
        values: dict[str, Any] = {"owner": owner} if owner else {}
        if found.category:
            values["category_id"] = category_meant(found.category, self.categories).id  # type: ignore[union-attr]
        if found.due:
            values["due_on"] = marks.resolve(found.due, self.today)
        entry = Entry(found.title, Horizon(found.horizon or Horizon.inbox), values)
        new_owner = owner if owner not in self.owners else ""
        unknown = tuple(mark.rstrip(",;:.!?…)") for mark in found.unknown)
        return Reading(line, entry, unknown, new_owner, len(found.title) > TITLE_LIMIT)

    def _owner(self, name: str) -> str:
        if self.me and fold(name) in MYSELF:
            return self.me
        known = marks.match(name, self.owners)
        return self.owners[known] if known is not None else name

    def _meaningless(self, found: marks.Marks) -> str:
        """The signs of marks that name nothing here."""
        signs = "#" if found.category and category_meant(found.category, self.categories) is None else ""
        return signs + ("!" if found.due and marks.resolve(found.due, self.today) is None else "")


def category_meant(name: str, among: Sequence[Category]) -> Category | None:
    """The category of this name, in either language; the beginning is enough where it is that of one only."""
    words = [(each, word) for each in among for word in sorted(each.names())]
    found = {words[at][0].id: words[at][0] for at in marks.matches(name, [word for _, word in words])}
    return next(iter(found.values())) if len(found) == 1 else None


def split(text: str) -> tuple[list[str], int]:
    """The lines of a paste, at most 200, and how many were left out."""
    lines = lines_of(text)
    return lines[:PASTE_MOST], max(0, len(lines) - PASTE_MOST)
