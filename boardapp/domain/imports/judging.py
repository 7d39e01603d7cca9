"""What taking a file in would do, row by row: new, changed, in conflict, the same, or passed over with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import categories, inventory
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.events import Event
from boardapp.domain.imports.differing import Difference, Standing
from boardapp.domain.likeness import Known
from boardapp.domain.words import clean_line, fold

TAKEN = ("file", "free", "board")
"""Of a row that differs: all that the file says, what nobody changed here since, or nothing."""
ALIKE = ("add", "leave")
"""Of a new row whose title the board has already: added all the same, or left out."""
_LANES = {horizon.value: at for at, horizon in enumerate((Horizon.now, Horizon.next, Horizon.later, Horizon.inbox))}


@dataclass(frozen=True)
class Choices:
    """What to take of rows that differ: for all of them, and for single ones by their line; and of rows whose title is
    here already."""

    all: str = "free"
    rows: Mapping[int, str] = field(default_factory=dict)
    alike: str = "add"

    def of(self, line: int) -> str:
        return self.rows.get(line, self.all)


@dataclass
class Outcome:
    """Rows read are rows imported, updated and skipped; each skipped row has its reason as a code with parameters.

    empty_title, no_title_column, repeated (row), same_here (ref), differs_here (ref, fields), archived_here (ref),
    title_here (ref), and what the reader passed over (see `exchange.tables`).
    """

    rows_read: int = 0
    skipped: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)  # the rows to add, in the order in which they will stand
    differences: list[Difference] = field(default_factory=list)  # the rows that say something else than the board
    new_categories: list[str] = field(default_factory=list)
    left_categories: list[str] = field(default_factory=list)  # no room for them: they stay readable in the note
    alike: dict[int, str] = field(default_factory=dict)  # line of a row to add → the action that has its title, A-12
    room: int = 0  # how many actions the board takes until it is full
    as_of: int = 0  # the state of the board that was judged, or one before it
    event: Event | None = None

    @property
    def imported(self) -> int:
        return len(self.taken)

    @property
    def changing(self) -> list[Difference]:
        return [each for each in self.differences if each.taken]

    @property
    def updated(self) -> int:
        return len(self.changing)

    @property
    def conflicts(self) -> int:
        """How many rows were changed on both sides."""
        return sum(bool(each.conflicts) for each in self.differences)

    @property
    def same(self) -> int:
        """How many of the rows passed over say what the board says already."""
        return self.passed("same_here")

    @property
    def left_out(self) -> int:
        """How many rows are passed over, but for those that say what the board says."""
        return len(self.skipped) - self.same

    def passed(self, code: str) -> int:
        """How many rows are passed over for this reason."""
        return sum(reason == code for _, reason, _ in self.skipped)


def judged(board: Board, lines: Sequence[Any], mapped: Mapping[str, str], choices: Choices | None = None) -> Outcome:
    """Nothing is written. `mapped` is field → name of its column, and a line is what a reader makes of a row
    (`exchange.drafts.Draft`): plain values, names for owner and category."""
    outcome, standing = Outcome(rows_read=len(lines), as_of=board.version), Standing(board, lines)
    choices = choices or Choices()
    first: dict[str, int] = {}
    for line in lines:
        reason = _passed_over(line, first.setdefault(line.uid, line.row))
        if reason is None and line.uid in standing.rows:
            reason = _compared(outcome, standing.difference(line, mapped), choices)
        elif reason is None:
            outcome.taken.append(line)
        if reason is not None:
            outcome.skipped.append((line.row, *reason))
    if "rank" in mapped:
        outcome.taken = _in_order(outcome.taken)
    outcome.alike = _alike(board, outcome.taken)
    _leave_alike(outcome, choices)
    _, outcome.new_categories, outcome.left_categories = named_categories(board, outcome)
    outcome.room = inventory.room(board)
    return outcome


def resembling(board: Board, lines: Sequence[Any]) -> dict[int, tuple[str, str]]:
    """Line of a row → the action of the board that it reads like, by reference and title; five milliseconds a row."""
    here = select(Action.ref, Action.title).where(Action.board_id == board.id, Action.rank.is_not(None))
    titles = {row.ref: row.title for row in db.session.execute(here)}
    known = Known(list(titles.items()))
    found = ((line.row, known.nearest(line.title)) for line in lines)
    return {row: (f"A-{ref}", titles[ref]) for row, ref in found if ref is not None}


def named_categories(board: Board, outcome: Outcome) -> tuple[dict[str, Category], list[str], list[str]]:
    """The board's categories by folded name; the names it will make for these rows; those it has no room for."""
    present = categories.of(board)
    found = {name: category for category in present for name in category.names()}
    said = [line.category for line in outcome.taken] + [
        each.line.category for each in outcome.differences for cell in each.taken if cell.field == "category"
    ]
    wanted = {fold(name): name for name in reversed([*map(clean_line, dict.fromkeys(said))])}
    new = [name for folded, name in reversed(wanted.items()) if folded and folded not in found]
    fit = [name for name in new if len(name) <= categories.NAME_LIMIT][: max(0, categories.MOST - len(present))]
    return found, fit, [name for name in new if name not in fit]


def _passed_over(line: Any, first: int) -> tuple[str, dict[str, Any]] | None:
    """`first` is the row that had its uid first."""
    if line.skipped:
        reason: tuple[str, dict[str, Any]] | None = (line.skipped, {})
    elif line.uid and first != line.row:
        reason = ("repeated", {"row": first})
    else:
        reason = None
    return reason


def _compared(outcome: Outcome, found: Difference, choices: Choices) -> tuple[str, dict[str, Any]] | None:
    """A row of an action that the board has: noted where it differs; the reason where nothing of it is taken."""
    about: dict[str, Any] = {"ref": f"A-{found.action.ref}", "fields": [cell.field for cell in found.cells]}
    if not found.cells:
        return "same_here", about
    if found.action.archived_at is not None:
        return "archived_here", about
    wanted = choices.of(found.line.row)
    found.taken = [cell for cell in found.cells if wanted == "file" or (wanted == "free" and not cell.conflict)]
    outcome.differences.append(found)
    return None if found.taken else ("differs_here", about)


def _alike(board: Board, lines: Sequence[Any]) -> dict[int, str]:
    """Rows whose title is on the board already, but for capitals and accents."""
    here = select(Action.title, Action.ref).where(Action.board_id == board.id, Action.rank.is_not(None))
    refs = {fold(title): ref for title, ref in db.session.execute(here.order_by(Action.ref.desc()))} if lines else {}
    said = ((line.row, refs.get(fold(clean_line(line.title)))) for line in lines) if refs else ()
    return {row: f"A-{ref}" for row, ref in said if ref is not None}


def _leave_alike(outcome: Outcome, choices: Choices) -> None:
    """Nothing is there twice, if somebody asked: a file of their own, brought in once more, adds what is new in it."""
    if choices.alike != "leave":
        return
    outcome.skipped += [(row, "title_here", {"ref": ref}) for row, ref in outcome.alike.items()]
    outcome.taken = [line for line in outcome.taken if line.row not in outcome.alike]
    outcome.alike = {}


def _in_order(lines: list[Any]) -> list[Any]:
    """By lane and rank, as a file of ours tells them, in whatever order somebody sorted its rows since."""
    last = inventory.MOST + 1

    def place(line: Any) -> tuple[bool, int, int]:
        return line.archived_on is not None, _LANES[line.horizon or "inbox"], last if line.rank is None else line.rank

    return sorted(lines, key=place)
