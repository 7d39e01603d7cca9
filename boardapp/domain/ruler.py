"""The 30-day ruler of Do now: where each due date stands between day 0 and day 30, and how many are near or late."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Row, and_, bindparam, case, func, or_, select, true

from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.boards import DAYS, Board
from boardapp.domain.categories import Category
from boardapp.statements import Prepared

MOST = 100  # due dates drawn and told; the figures count all
NEAR = timedelta(days=6)  # from today on: within 7 days
TALL = 3
_action, _category = Action.__table__.c, Category.__table__.c


@dataclass(frozen=True)
class Mark:
    """What stands above one day: shapes, and how many more than there is room for. `lift` keeps two such numbers on
    neighbouring days apart."""

    day: int
    dues: Sequence[Any]
    more: int = 0
    lift: int = 0

    @property
    def height(self) -> int:
        return len(self.dues) + bool(self.more) + self.lift


@dataclass(frozen=True)
class Ruler:
    """It is `day` days after day 0, or before it. Today and each mark have a place from 0 to 30; a date outside stands
    at the nearer end."""

    day0: date
    day: int
    marks: Sequence[Mark]
    dues: Sequence[Any] = ()
    soon: int = 0
    late: int = 0
    beyond: int = 0  # after day 30
    total: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        """All that it is drawn from."""
        return (self.day0, self.day, self.soon, self.late, self.beyond, self.total, *self.dues)

    @property
    def today(self) -> date:
        return self.day0 + timedelta(days=self.day)

    @property
    def end(self) -> date:
        return self.day0 + timedelta(days=DAYS)

    @property
    def place(self) -> int:
        """Where today stands."""
        return place(self.today, self.day0)

    @property
    def height(self) -> int:
        return max((mark.height for mark in self.marks), default=1)


def of(board: Board, today: date) -> Ruler:
    """The ruler of one board, one query."""
    return of_all([board], {board.id: today})[board.id]


def of_all(boards: Sequence[Board], today: Mapping[int, date]) -> dict[int, Ruler]:
    """The ruler of each board by its own date, one query for all."""
    said: dict[str, Any] = {}
    for at, board in enumerate(boards):
        day = today[board.id]
        said |= {f"board{at}": board.id, f"today{at}": day, f"near{at}": day + NEAR, f"end{at}": board.end}
    rows = _open_dues(len(boards)).all(said) if boards else []
    mine: dict[int, list[Row[Any]]] = {board.id: [] for board in boards}
    for row in rows:
        mine[row.board_id].append(row)
    return {board.id: _counted(board, today[board.id], mine[board.id]) for board in boards}


def place(day: date, day0: date) -> int:
    """Where a day stands on the scale."""
    return max(0, min((day - day0).days, DAYS))


def marks(day0: date, dues: Iterable[Any]) -> list[Mark]:
    """One mark for each day that has due dates, which come in their order."""
    found: list[Mark] = []
    for day, group in groupby(dues, key=lambda due: place(due.due_on, day0)):
        here = list(group)
        shown = here if len(here) <= TALL else here[: TALL - 1]
        mark = Mark(day, shown, len(here) - len(shown))
        last = found[-1] if found else None
        crowded = last is not None and last.day == day - 1 and last.more and mark.more and not last.lift
        found.append(replace(mark, lift=1) if crowded else mark)
    return found


def _counted(board: Board, today: date, rows: Sequence[Row[Any]]) -> Ruler:
    ruler = Ruler(board.day0, (today - board.day0).days, marks(board.day0, rows), rows)
    if rows:
        first = rows[0]
        ruler = replace(ruler, soon=first.soon, late=first.late, beyond=first.beyond, total=first.total)
    return ruler


@lru_cache(maxsize=16)
def _open_dues(boards: int) -> Prepared:
    """Each board's first due dates, the late ones before the others as they are older, with counts of all. Built once
    for so many boards: that costs more than the answer."""
    flags = {
        "late": _on_each(boards, lambda said: _action.due_on < said("today")),
        "soon": _on_each(boards, lambda said: _action.due_on.between(said("today"), said("near"))),
        "beyond": _on_each(boards, lambda said: _action.due_on > said("end")),
    }
    counts = [
        func.sum(case((flag, 1), else_=0)).over(partition_by=_action.board_id).label(name)
        for name, flag in flags.items()
    ]
    line = func.row_number().over(partition_by=_action.board_id, order_by=(_action.due_on, _action.rank)).label("line")
    here = (_on_each(boards, lambda said: true()), _action.horizon == Horizon.now, _action.rank.is_not(None))
    open_ = (_action.due_on.is_not(None), ~over)
    counted = select(
        _action.board_id, _action.title, _action.due_on, _action.category_id,
        line, func.count().over(partition_by=_action.board_id).label("total"), *counts,
    ).where(*here, *open_).subquery()  # fmt: skip
    return Prepared(
        select(counted, _category["key"].label("category_key"), _category.name.label("category_name"), _category.shape)
        .join(Category.__table__, _category.id == counted.c.category_id, isouter=True)
        .where(counted.c.line <= MOST)
        .order_by(counted.c.board_id, counted.c.line)
    )


def _on_each(boards: int, holds: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """A condition on days that differ from board to board."""
    return or_(*(_on(at, holds) for at in range(boards)))


def _on(at: int, holds: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    mine = _action.board_id == bindparam(f"board{at}", type_=Integer)
    return and_(mine, holds(lambda name: bindparam(f"{name}{at}", type_=Date)))
