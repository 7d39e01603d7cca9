"""Files on their way in: kept aside until somebody confirms, then taken into the inventory as one event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from boardapp.database import Base, UTCDateTime, db, keep
from boardapp.domain import categories, inventory
from boardapp.domain.actions import NOTE_LIMIT, Action, Horizon, Kind, Status
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.errors import Conflict
from boardapp.domain.events import By, Closed, Event, changing, plain
from boardapp.domain.inventory import Entry
from boardapp.domain.kinds import Kind as What
from boardapp.domain.owners import Owner
from boardapp.domain.words import clean_line, clean_text, fold, unstorable

KEPT_FOR = timedelta(days=1)
KEPT_MOST = 5
TEXTS = ("note", "need", "challenge", "first_step", "benefit", "hypothesis", "result", "source_id")
PLAIN = ("due_on", "challenge_level", "effort", "done_on")
CODED = {"status": Status, "kind": Kind}
_LANES = {horizon.value: at for at, horizon in enumerate((Horizon.now, Horizon.next, Horizon.later, Horizon.inbox))}


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


@dataclass
class Outcome:
    """Rows read are rows imported plus rows skipped; each skipped row has its reason as a code with parameters.

    empty_title, no_title_column, repeated (row), same_here (ref), differs_here (ref, fields).
    """

    rows_read: int = 0
    imported: int = 0
    skipped: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    new_categories: list[str] = field(default_factory=list)
    left_categories: list[str] = field(default_factory=list)  # no room for them: they stay readable in the note
    alike: int = 0  # rows whose title is already on the board, word for word
    room: int = 0  # how many actions the board takes until it is full
    taken: list[Any] = field(default_factory=list)  # the rows to import, in the order in which they will stand
    event: Event | None = None

    @property
    def same(self) -> int:
        """How many of the rows passed over say what the board says already."""
        return sum(code == "same_here" for _, code, _ in self.skipped)


def keep_file(board: Board, user_id: int, file_name: str, content: bytes, at: datetime) -> int:
    """Put a file aside for its preview; returns the draft's id. Nobody fills the disk with files they never confirm."""
    if board.closed_at is not None:
        raise Closed
    name = "" if unstorable(file_name) else clean_line(file_name)[:200]
    row = {"board_id": board.id, "user_id": user_id, "file_name": name, "content": content, "created_at": at}
    mine = select(ImportDraft.id).where(ImportDraft.user_id == user_id).order_by(ImportDraft.id.desc())
    with keep() as connection:
        connection.execute(_outdated(at))
        connection.execute(delete(ImportDraft).where(ImportDraft.id.in_(mine.offset(KEPT_MOST - 1))))
        return connection.execute(insert(ImportDraft).values(**row).returning(ImportDraft.id)).scalar_one()


def keep_mapping(draft: ImportDraft, mapping: list[str | None], kept: list[int]) -> None:
    with keep() as connection:
        connection.execute(update(ImportDraft).where(ImportDraft.id == draft.id).values(mapping=mapping, kept=kept))


def forget(draft_id: int) -> None:
    with keep() as connection:
        connection.execute(delete(ImportDraft).where(ImportDraft.id == draft_id))


def purge(at: datetime) -> None:
    """Housekeeping: files nobody confirmed within a day."""
    with keep() as connection:
        connection.execute(_outdated(at))


def preview(board: Board, lines: Sequence[Any], mapped: Mapping[str, str]) -> Outcome:
    """What taking these lines in would do; nothing is written. `mapped` is field → name of its column, and a line is
    what a reader makes of a row (`exchange.drafts.Draft`): plain values, names for owner and category."""
    outcome = _judged(board, lines, mapped)
    _, outcome.new_categories, outcome.left_categories = _categories(board, outcome.taken)
    present = select(func.count()).select_from(Action).where(Action.board_id == board.id)
    outcome.room = inventory.MOST - (db.session.scalar(present) or 0)
    return outcome


def take(
    board: Board, lines: Sequence[Any], mapped: Mapping[str, str], *, by: By, draft_id: int | None = None
) -> Outcome:
    """Take the lines into the inventory: all of them, as one event with one undo, or none. The draft they came from
    goes with it, so that two open previews of one file import it once."""
    with changing(board.id, by) as change:
        if draft_id is not None:
            _use_up(draft_id)
        outcome = _judged(board, lines, mapped)
        found, outcome.new_categories, outcome.left_categories = _categories(board, outcome.taken)
        found |= {fold(name): categories.add_in(change, board, name) for name in outcome.new_categories}
        inventory.take_in(change, board, [_entry(line, board, found, mapped) for line in outcome.taken])
        outcome.event = change.record(What.actions_imported, skipped=len(outcome.skipped))
    return outcome


def _outdated(at: datetime) -> Any:
    return delete(ImportDraft).where(ImportDraft.created_at < at - KEPT_FOR)


def _use_up(draft_id: int) -> None:
    gone = db.session.execute(delete(ImportDraft).where(ImportDraft.id == draft_id).returning(ImportDraft.id))
    if gone.one_or_none() is None:
        raise Conflict("import_done")


def _judged(board: Board, lines: Sequence[Any], mapped: Mapping[str, str]) -> Outcome:
    """Which lines will be taken; the others with their reasons."""
    outcome, taken = Outcome(rows_read=len(lines)), []
    first: dict[str, int] = {}
    known = {action.uid: action for action in _known(board, {line.uid for line in lines if line.uid})}
    for line in lines:
        skip = _reason(line, first.setdefault(line.uid, line.row), known.get(line.uid), mapped)
        if skip is None:
            taken.append(line)
        else:
            outcome.skipped.append((line.row, *skip))
    outcome.taken = _in_order(taken) if "rank" in mapped else taken
    outcome.imported = len(taken)
    outcome.alike = _alike(board, taken)
    return outcome


def _alike(board: Board, lines: Sequence[Any]) -> int:
    here = (Action.board_id == board.id, Action.rank.is_not(None))
    titles = set(db.session.scalars(select(Action.title).where(*here)))
    return sum(clean_line(line.title) in titles for line in lines)


def _reason(
    line: Any, first: int, action: Action | None, mapped: Mapping[str, str]
) -> tuple[str, dict[str, Any]] | None:
    """Why a line is passed over. `first` is the row that had its uid first, `action` the one here that has it."""
    if line.skipped:
        reason: tuple[str, dict[str, Any]] | None = (line.skipped, {})
    elif line.uid and first != line.row:
        reason = ("repeated", {"row": first})
    elif action is not None:
        differing = _differing(action, line, mapped)
        reason = ("differs_here" if differing else "same_here", {"ref": action.label, "fields": differing})
    else:
        reason = None
    return reason


def _known(board: Board, uids: Iterable[str]) -> list[Action]:
    wanted = sorted(uids)
    found: list[Action] = []
    loaded = (selectinload(Action.category), selectinload(Action.owner).selectinload(Owner.user))
    for start in range(0, len(wanted), 500):
        some = (Action.board_id == board.id, Action.uid.in_(wanted[start : start + 500]))
        found += db.session.scalars(select(Action).where(*some).options(*loaded))
    return found


def _differing(action: Action, line: Any, mapped: Mapping[str, str]) -> list[str]:
    """The mapped fields in which the file says something else than the board."""
    category, owner = action.category, action.owner
    same = {
        "owner": fold(line.owner) in {fold(owner.name), fold(owner.shown)} if owner else not line.owner,
        "category": fold(clean_line(line.category)) in category.names() if category else not line.category,
        "already_running": bool(line.already_running) == action.already_running,
        "archived_on": (line.archived_on is None) == (action.archived_at is None),
    }
    same |= {name: getattr(action, name) == _tidy(name, getattr(line, name)) for name in ("title", *TEXTS)}
    same |= {name: plain(getattr(action, name)) == plain(getattr(line, name)) for name in ("horizon", *PLAIN, *CODED)}
    return [name for name in same if name in mapped and not same[name]]


def _tidy(name: str, text: str) -> str:
    return clean_text(text) if name == "note" else clean_line(text)


def _in_order(lines: list[Any]) -> list[Any]:
    """By lane and rank, as a file of ours tells them, in whatever order somebody sorted its rows since."""
    last = inventory.MOST + 1

    def place(line: Any) -> tuple[bool, int, int]:
        return line.archived_on is not None, _LANES[line.horizon or "inbox"], last if line.rank is None else line.rank

    return sorted(lines, key=place)


def _categories(board: Board, lines: Sequence[Any]) -> tuple[dict[str, Category], list[str], list[str]]:
    """The board's categories by folded name; the names it will make for these lines; those it has no room for."""
    present = categories.of(board)
    found = {name: category for category in present for name in category.names()}
    named = map(clean_line, dict.fromkeys(line.category for line in lines))
    wanted = {fold(name): name for name in reversed(list(named))}
    new = [name for folded, name in reversed(wanted.items()) if folded and folded not in found]
    fit = [name for name in new if len(name) <= categories.NAME_LIMIT][: max(0, categories.MOST - len(present))]
    return found, fit, [name for name in new if name not in fit]


def _entry(line: Any, board: Board, found: Mapping[str, Category], mapped: Mapping[str, str]) -> Entry:
    values: dict[str, Any] = {name: getattr(line, name) for name in (*TEXTS, *PLAIN, "owner")}
    values |= {name: enum(getattr(line, name)) for name, enum in CODED.items() if getattr(line, name)}
    values["already_running"] = bool(line.already_running)
    category = found.get(fold(clean_line(line.category)))
    values["category_id"] = category and category.id
    left = {"category": line.category} if line.category and not category else {}
    if line.done_on and values.setdefault("status", Status.done) is not Status.done:
        left["done_on"] = line.done_on
    if left:
        values["note"] = _with(values["note"], "\n".join(f"{mapped[name]}: {text}" for name, text in left.items()))
    if line.archived_on:
        values["archived_at"] = datetime.combine(line.archived_on, time(12), ZoneInfo(board.timezone)).astimezone(UTC)
    return Entry(line.title, Horizon(line.horizon or Horizon.inbox), values)


def _with(note: str, more: str) -> str:
    """What no field can hold stays readable in the note, if something must go then the end of the note."""
    return "\n".join(filter(None, (note[: max(0, NOTE_LIMIT - len(more) - 1)], more)))
