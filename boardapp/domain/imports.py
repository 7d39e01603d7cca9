"""Files on their way in: kept aside until somebody confirms, then taken into the inventory as one event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, db, keep
from boardapp.domain import categories, inventory
from boardapp.domain.actions import Action, Horizon, Kind, Status
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.events import By, Change, Event, changing, plain
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind as What
from boardapp.domain.words import clean_line, fold

KEPT_FOR = timedelta(days=1)


class ImportDraft(Base):
    """A file somebody chose, as it came, and how its columns are read. Bookkeeping: it is no fact of the board."""

    __tablename__ = "import_draft"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    mapping: Mapped[list[str | None] | None] = mapped_column(JSON)
    kept: Mapped[list[int] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    board: Mapped[Board] = relationship()


class Line(Protocol):
    """What a reader makes of one row (`exchange.drafts.Draft`): plain values, names for owner and category."""

    row: int
    title: str
    skipped: str | None
    uid: str


@dataclass
class Outcome:
    """Rows read are rows imported plus rows skipped; each skipped row has its reason as a code with parameters."""

    rows_read: int = 0
    imported: int = 0
    skipped: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    new_categories: list[str] = field(default_factory=list)
    alike: int = 0  # rows whose title is already on the board, word for word
    event: Event | None = None


TEXTS = ("note", "need", "challenge", "first_step", "benefit", "hypothesis", "result", "source_id")
PLAIN = ("due_on", "challenge_level", "effort", "done_on")
CODED = {"status": Status, "kind": Kind}


def keep_file(board: Board, user_id: int, file_name: str, content: bytes, at: datetime) -> int:
    """Put a file aside for its preview; returns the draft's id."""
    row = {"board_id": board.id, "user_id": user_id, "file_name": clean_line(file_name)[:200], "content": content}
    with keep() as connection:
        return connection.execute(
            insert(ImportDraft).values(**row, created_at=at).returning(ImportDraft.id)
        ).scalar_one()


def keep_mapping(draft: ImportDraft, mapping: list[str | None], kept: list[int]) -> None:
    with keep() as connection:
        connection.execute(update(ImportDraft).where(ImportDraft.id == draft.id).values(mapping=mapping, kept=kept))


def forget(draft_id: int) -> None:
    with keep() as connection:
        connection.execute(delete(ImportDraft).where(ImportDraft.id == draft_id))


def purge(at: datetime) -> None:
    """Housekeeping: files nobody confirmed within a day."""
    with keep() as connection:
        connection.execute(delete(ImportDraft).where(ImportDraft.created_at < at - KEPT_FOR))


def preview(board: Board, lines: Sequence[Any], mapped: set[str]) -> Outcome:
    """What taking these lines in would do; nothing is written."""
    outcome, taken = _judged(board, lines, mapped)
    outcome.imported = len(taken)
    names = {fold(line.category): line.category for line in taken if line.category}
    outcome.new_categories = [name for name in names.values() if categories.named(board, name) is None]
    titles = set(db.session.scalars(select(Action.title).where(Action.board_id == board.id, Action.rank.is_not(None))))
    outcome.alike = sum(line.title in titles for line in taken)
    return outcome


def take(board: Board, lines: Sequence[Any], mapped: set[str], *, by: By) -> Outcome:
    """Take the lines into the inventory: all of them, as one event with one undo, or none."""
    with changing(board.id, by) as change:
        outcome, taken = _judged(board, lines, mapped)
        before = {category.id for category in categories.of(board)}
        found = _categories(change, board, taken)
        inventory.take_in(change, board, [_entry(line, found, by) for line in taken])
        outcome.new_categories = [each.name for each in categories.of(board) if each.id not in before]
        outcome.imported = len(taken)
        outcome.event = change.record(What.actions_imported, skipped=len(outcome.skipped))
    return outcome


def _judged(board: Board, lines: Sequence[Any], mapped: set[str]) -> tuple[Outcome, list[Any]]:
    """Which lines will be taken; the others with their reasons."""
    outcome, taken = Outcome(rows_read=len(lines)), []
    known = {action.uid: action for action in _known(board, [line.uid for line in lines if line.uid])}
    for line in lines:
        action = known.get(line.uid)
        if line.skipped:
            outcome.skipped.append((line.row, line.skipped, {}))
        elif action is not None:
            differing = _differing(action, line, mapped)
            reason = "differs_here" if differing else "same_here"
            outcome.skipped.append((line.row, reason, {"ref": action.label, "fields": differing}))
        else:
            taken.append(line)
    return outcome, taken


def _known(board: Board, uids: list[str]) -> list[Action]:
    found: list[Action] = []
    for start in range(0, len(uids), 500):
        some = (Action.board_id == board.id, Action.uid.in_(uids[start : start + 500]))
        found += db.session.scalars(select(Action).where(*some))
    return found


def _differing(action: Action, line: Any, mapped: set[str]) -> list[str]:
    """The mapped fields in which the file says something else than the board."""
    category = action.category
    owner = action.owner
    same = {
        "owner": fold(line.owner) in {fold(owner.name), fold(owner.shown)} if owner else not line.owner,
        "category": fold(line.category) in category.names() if category else not line.category,
        "already_running": bool(line.already_running) == action.already_running,
    }
    for name in ("title", *TEXTS, *PLAIN, "horizon", *CODED):
        same[name] = plain(getattr(action, name)) == plain(getattr(line, name))
    return [name for name in same if name in mapped and not same[name]]


def _categories(change: Change, board: Board, lines: Sequence[Any]) -> dict[str, Category]:
    """A category for each name in the file, new ones while the board has room for them."""
    found: dict[str, Category] = {}
    present = categories.of(board)
    for line in lines:
        name = fold(line.category)
        if not name or name in found:
            continue
        category = next((each for each in present if name in each.names()), None)
        if category is None and len(present) < categories.MOST:
            category = categories.add_in(change, board, line.category)
            present.append(category)
        if category is not None:
            found[name] = category
    return found


def _entry(line: Any, found: dict[str, Category], by: By) -> Entry:
    values: dict[str, Any] = {name: getattr(line, name) for name in (*TEXTS, *PLAIN, "owner")}
    values |= {name: enum(getattr(line, name)) for name, enum in CODED.items() if getattr(line, name)}
    values["already_running"] = bool(line.already_running)
    category = found.get(fold(line.category))
    values["category_id"] = category.id if category else None
    if line.category and not category:  # a thirteenth category stays readable in the note
        values["note"] = "\n".join(filter(None, (values["note"], f"category: {line.category}")))
    if line.archived_on:
        values["archived_at"] = by.at
    return Entry(line.title, Horizon(line.horizon or Horizon.inbox), values)
