"""Lines as people type or paste them, made into entries: marks become fields, what names nothing stays in the title."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from boardapp.domain import categories, marks, owners
from boardapp.domain.actions import Horizon
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.inventory import PASTE_MOST, Entry
from boardapp.domain.words import TITLE_LIMIT, clean_line, lines_of


@dataclass(frozen=True)
class Reader:
    """Reads lines for one board; its names are looked up once for all of them."""

    board: Board
    today: date
    categories: list[Category]
    owners: list[str]

    @classmethod
    def of(cls, board: Board, today: date) -> "Reader":
        return cls(board, today, categories.of(board), owners.suggestions(board))

    def entry(self, line: str) -> Entry:
        """One line; a mark that means nothing on this board stays in the title as it was typed."""
        read = marks.read_marks(clean_line(line), leaving=self._meaningless(line))
        values: dict[str, Any] = {}
        if read.owner:
            known = marks.match(read.owner, self.owners)
            values["owner"] = self.owners[known] if known is not None else read.owner
        if read.category:
            values["category_id"] = self._category(read.category).id  # type: ignore[union-attr]
        if read.due:
            values["due_on"] = marks.resolve(read.due, self.today)
        return Entry(read.title, Horizon(read.horizon or Horizon.inbox), values)

    def _meaningless(self, line: str) -> str:
        read = marks.read_marks(clean_line(line))
        signs = "#" if read.category and self._category(read.category) is None else ""
        return signs + ("!" if read.due and marks.resolve(read.due, self.today) is None else "")

    def _category(self, name: str) -> Category | None:
        names = [(each, word) for each in self.categories for word in sorted(each.names())]
        found = marks.match(name, [word for _, word in names])
        return names[found][0] if found is not None else None


def split(text: str) -> tuple[list[str], int]:
    """The lines of a paste, at most 200, and how many were left out."""
    lines = lines_of(text)
    return lines[:PASTE_MOST], max(0, len(lines) - PASTE_MOST)


def too_long(line: str) -> bool:
    """Whether the end of the title will go on in the note."""
    return len(marks.read_marks(clean_line(line)).title) > TITLE_LIMIT
