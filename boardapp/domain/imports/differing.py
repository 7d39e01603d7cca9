"""Actions that a file of ours brings back: what it says beside what the board says now, cell by cell.

A file tells by its column `version` which state of the board it shows. A cell that differs is then a change of the file
where nobody touched that field here since, and a conflict where somebody did; a cell that still says what the board
said then is no change of the file at all. Without the column nobody can tell, and all that differs is in conflict.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.events import Event, plain
from boardapp.domain.owners import Owner
from boardapp.domain.people import User
from boardapp.domain.words import clean_line, clean_text, fold

TEXTS = ("title", "note", "need", "challenge", "first_step", "benefit", "hypothesis", "result", "source_id")
CLEARED = ("due_on", "challenge_level", "effort")  # an empty cell empties them
TOLD = ("horizon", "status", "kind", "done_on")  # an empty cell says nothing about them
FIELDS = (*TEXTS, "owner", "category", *CLEARED, *TOLD, "already_running", "archived_on")
COLUMNS = {"owner": "owner_id", "category": "category_id", "archived_on": "archived_at"}
_ONCE = 500


@dataclass(frozen=True)
class Cell:
    """A field in which file and board differ; both as a file says it: names, dates, codes."""

    field: str
    here: Any
    there: Any
    conflict: bool


@dataclass
class Difference:
    """A row of the file and the action it is, with what differs and, of that, what will be taken."""

    line: Any
    action: Row[Any]
    cells: list[Cell]
    taken: list[Cell] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.conflict]


class Standing:
    """The board as it stands, for the rows of a file that name its actions: a few queries, whatever their number."""

    def __init__(self, board: Board, lines: Sequence[Any]) -> None:
        self.rows = _known(board, {line.uid for line in lines if line.uid})
        self._owners = _owners(board) if self.rows else {}
        here = select(Category).where(Category.board_id == board.id)
        self._categories = {each.id: each for each in db.session.scalars(here)} if self.rows else {}
        seen = {self.rows[line.uid].id: _version(line, board) for line in lines if line.uid in self.rows}
        self._before = _before(board, {id_: version for id_, version in seen.items() if version})

    def difference(self, line: Any, mapped: Collection[str]) -> Difference:
        row = self.rows[line.uid]
        unread = {each.params.get("field") for each in line.problems}
        named = (name for name in FIELDS if name in mapped and name not in unread)
        cells = (self._cell(row, line, name) for name in named)
        return Difference(line, row, [cell for cell in cells if cell is not None])

    def _cell(self, row: Row[Any], line: Any, name: str) -> Cell | None:
        column = COLUMNS.get(name, name)
        here, before = plain(getattr(row, column)), self._before.get(row.id)
        if self._says(name, here, line) or (before and column in before and self._says(name, before[column], line)):
            return None
        conflict = before is None or column in before
        return Cell(name, self._shown(name, here), plain(getattr(line, name)), conflict)

    def _says(self, name: str, stored: Any, line: Any) -> bool:
        """Whether the row says of this field what is stored, in whichever words."""
        said = getattr(line, name)
        if name == "owner":
            same = fold(clean_line(said)) in map(fold, self._owners[stored])
        elif name == "category":
            same = fold(clean_line(said)) in (self._categories[stored].names() if stored else {""})
        elif name == "archived_on":
            same = (said is None) == (stored is None)
        elif name == "already_running":
            same = said is None or said == stored
        elif name in TEXTS:
            same = (clean_text(said) if name == "note" else clean_line(said)) == stored
        else:
            same = plain(said) == stored or (said is None and name in TOLD)
        return same

    def _shown(self, name: str, stored: Any) -> Any:
        shown: Any = stored
        if name == "owner":
            shown = self._owners[stored][-1]
        elif name == "category":
            shown = self._categories.get(stored, "")
        return shown


def _owners(board: Board) -> dict[int | None, list[str]]:
    """Id → the names an owner answers to, the one that is shown last; nobody has an empty one."""
    found: dict[int | None, list[str]] = {None: [""]}
    query = select(Owner.id, Owner.name, User.name).join(User, User.id == Owner.user_id, isouter=True)
    for id_, name, account in db.session.execute(query.where(Owner.board_id == board.id)):
        found[id_] = [name, account or name]
    return found


def _known(board: Board, uids: set[str]) -> dict[str, Row[Any]]:
    wanted = sorted(uids)
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(wanted), _ONCE):
        some = Action.uid.in_(wanted[start : start + _ONCE])
        rows = db.session.execute(select(Action.__table__).where(Action.board_id == board.id, some))
        found |= {row.uid: row for row in rows}
    return found


def _version(line: Any, board: Board) -> int | None:
    """Which state of the board the row shows, if it says so and this board has been there."""
    return line.version if line.version and 0 < line.version <= board.version else None


def _before(board: Board, seen: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """What stood in the fields of these actions when their file was written, as far as it was changed since.

    The first event after that moment tells it, as in `actions.overtaken`.
    """
    before: dict[int, dict[str, Any]] = {id_: {} for id_ in seen}
    if not seen:
        return before
    since = (Event.board_id == board.id, Event.version > min(seen.values()))
    query = select(Event.version, Event.body).where(*since).order_by(Event.version)
    for version, body in db.session.execute(query.execution_options(yield_per=50)):
        for key, was in body["was"].items():
            table, _, id_ = key.partition(":")
            if table == "action" and was and seen.get(int(id_), version) < version:
                before[int(id_)] = was | before[int(id_)]
    return before
