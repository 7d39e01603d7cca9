"""Categories of a board: six are proposed, a team keeps up to twelve, each with a shape and a colour."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from boardapp.database import Base, UTCDateTime, db, new_uid
from boardapp.domain import typed
from boardapp.domain.boards import Board
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Change, Event, Ledgered, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.words import fold

MOST = 12
NAME_LIMIT = 60
SHAPES = (
    "disc", "square", "diamond", "triangle", "speech", "cross", "hexagon", "ring", "half", "bar", "chevron", "star",
)  # fmt: skip
COLOURS = ("plum", "blue", "green", "brown", "slate", "orange")
SEEDS = {
    "experience": {"en": "Experience", "fr": "Expérience"},
    "process": {"en": "Process", "fr": "Processus"},
    "service": {"en": "Service", "fr": "Service"},
    "governance": {"en": "Governance", "fr": "Gouvernance"},
    "communication": {"en": "Communication", "fr": "Communication"},
    "people": {"en": "People", "fr": "Équipes"},
}
"""Kept here and not in the catalogue: files in either language must find the category that they name."""


class Category(Base, Ledgered):
    """A seed keeps its `key` and an empty name, and is translated, until somebody renames it."""

    __tablename__ = "category"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = ("board_id", "uid", "key", "name", "shape", "colour", "position", "removed_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    key: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    shape: Mapped[str] = mapped_column(String(16))
    colour: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def label(self, locale: str) -> str:
        return self.name or SEEDS[self.key or ""][locale]

    def names(self) -> set[str]:
        """All the names it answers to, folded."""
        return {fold(name) for name in ([self.name] if self.name else SEEDS[self.key or ""].values())}

    def withdrawal(self, at: datetime) -> dict[str, Any]:
        return {"removed_at": at}


def sound(board: Board) -> bool:
    """Whether the categories in use are told apart by their names, and not too many."""
    present = of(board)
    names = [name for category in present for name in category.names()]
    return len(present) <= MOST and len(names) == len(set(names))


def still_used(category: Category) -> None:
    """Asked inside the transaction: somebody else may have taken the category off meanwhile."""
    if category.removed_at is not None:
        raise Invalid("category", "unknown_choice")


def proposed() -> list[Category]:
    """The six categories that are proposed, of no board yet."""
    drawn = zip(SEEDS, SHAPES, COLOURS, strict=False)
    return [Category(key=key, name="", shape=shape, colour=colour) for key, shape, colour in drawn]


def seed(change: Change, board: Board, like: Board | None = None) -> None:
    """The categories a new board starts with: the six proposed, or those of another board."""
    pattern = of(like) if like else proposed()
    change.add(
        *(
            Category(uid=new_uid(), board_id=board.id, key=old.key, name=old.name, shape=old.shape, colour=old.colour,
                     position=at)
            for at, old in enumerate(pattern)
        )
    )  # fmt: skip


def of(board: Board) -> list[Category]:
    """The categories in use, in order."""
    mine = (Category.board_id == board.id, Category.removed_at.is_(None))
    return list(db.session.scalars(select(Category).where(*mine).order_by(Category.position, Category.id)))


def named(board: Board, name: str) -> Category | None:
    """The category that answers to this name, in either language and whatever its accents and capitals."""
    return next((category for category in of(board) if fold(name) in category.names()), None)


def add(board: Board, name: str, *, by: By, shape: str | None = None, colour: str | None = None) -> Category:
    with changing(board.id, by) as change:
        category = add_in(change, board, name, shape=shape, colour=colour)
        change.record(Kind.category_added)
    return category


def add_in(
    change: Change, board: Board, name: str, *, shape: str | None = None, colour: str | None = None, **known: Any
) -> Category:
    """A category as part of a wider change, such as an import. Shape and colour default to ones still free; `known` are
    its id and uid, where those were taken before."""
    present = of(board)
    if len(present) >= MOST:
        raise Invalid("name", "categories_full", most=MOST)
    category = Category(
        **({"uid": new_uid()} | known),
        board_id=board.id,
        name=_name(name, present),
        shape=_pick(shape, SHAPES, [other.shape for other in present]),
        colour=_pick(colour, COLOURS, [other.colour for other in present]),
        position=max((other.position for other in present), default=-1) + 1,
    )
    change.add(category)
    return category


def edit(category: Category, *, by: By, **values: Any) -> Event | None:
    """Change name, shape or colour. A name of one's own ends the translation of a seed."""
    with changing(category.board_id, by) as change:
        still_used(category)
        others = [other for other in _siblings(category) if other.id != category.id]
        if "name" in values:
            values["name"] = _name_or_seed(category, values["name"], others)
        for field, allowed in (("shape", SHAPES), ("colour", COLOURS)):
            if field in values and values[field] not in allowed:
                raise Invalid(field, "unknown_choice")
        change.put(category, **values)
        return change.record(Kind.category_edited)


def shift(category: Category, step: int, *, by: By) -> Event | None:
    """Move one place up (-1) or down (+1)."""
    with changing(category.board_id, by) as change:
        still_used(category)
        order = _siblings(category)
        place = order.index(category)
        order.insert(max(0, place + step), order.pop(place))
        for position, each in enumerate(order):
            change.put(each, position=position)
        return change.record(Kind.category_ordered)


def _siblings(category: Category) -> list[Category]:
    board = db.session.get(Board, category.board_id)
    return of(board) if board else []


def _name_or_seed(category: Category, name: str, others: list[Category]) -> str:
    """Without a name of its own a seed is called by its translations again, unless one of them is taken."""
    if name or not category.key:
        return _name(name, others)
    for seeded in SEEDS[category.key].values():
        _name(seeded, others)
    return ""


def _name(name: str, others: list[Category]) -> str:
    line = typed.line("name", name, NAME_LIMIT, empty="name_empty")
    if any(fold(line) in other.names() for other in others):
        raise Invalid("name", "category_taken")
    return line


def _pick(wanted: str | None, allowed: tuple[str, ...], used: list[str]) -> str:
    if wanted:
        if wanted not in allowed:
            raise Invalid("shape" if allowed is SHAPES else "colour", "unknown_choice")
        return wanted
    return min(allowed, key=lambda each: (used.count(each), allowed.index(each)))
