"""Actions as pages list them: the inventory table, what a search or a filter finds. Rows, not objects."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, select

from boardapp.database import db
from boardapp.domain.actions import Action, Horizon, Kind, Status, over
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.folding import folds
from boardapp.domain.lanes import OWNER_NAME, Lane, card_rows, counts, laid_out, shown
from boardapp.domain.lanes import of as standing_lanes
from boardapp.domain.words import clean_line, fold

PAGE = 100
SEARCH_MOST = 200
_AT_ONCE = 1000
_REF = re.compile(r"a-(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Filter:
    """Which actions to show. `owner` and `category` take an id, 0 meaning none; flags narrow further, and so does
    `marks`: what the marks of a search ask for besides."""

    text: str = ""
    owner: int | None = None
    category: int | None = None
    status: Status | None = None
    kind: Kind | None = None
    horizon: Horizon | None = None
    late: bool = False
    week: bool = False
    due: date | None = None
    archived: bool = False
    marks: "Filter | None" = None

    @property
    def active(self) -> bool:
        return self != Filter()


def lanes(board: Board, today: date, wanted: Filter | None = None) -> list[Lane]:
    """The four lanes with what is wanted of them, two queries whatever the number of actions."""
    if wanted is None or not wanted.active:
        return standing_lanes(board, today)
    folded = _folded(board, today, wanted)
    cards = db.session.execute(shown(lambda query: _matching(query, board, today, wanted), folded)).all()
    return laid_out(cards, db.session.execute(_matching(counts(folded), board, today, wanted)).all())


def lane(board: Board, horizon: Horizon, today: date) -> Lane:
    return next(each for each in lanes(board, today, Filter(horizon=horizon)) if each.horizon is horizon)


def page(
    board: Board, today: date, wanted: Filter, *, number: int = 1, by: str = "rank"
) -> tuple[Sequence[Row[Any]], int]:
    """One page of the inventory table, each row with its `place` in its lane, and how many actions match.

    `by` is a key of ORDERS, with `-` to turn it; a page beyond the last is the last.
    """
    total = db.session.scalar(_matching(select(func.count(Action.id)), board, today, wanted)) or 0
    number = max(1, min(number, pages(total)))
    placed = _places(board).subquery()
    query = card_rows(placed.c.place).join(placed, placed.c.id == Action.id, isouter=True)
    query = _matching(query, board, today, wanted)
    rows = db.session.execute(query.order_by(*_ordering(by)).limit(PAGE).offset((number - 1) * PAGE)).all()
    return rows, total


def pages(total: int) -> int:
    """How many pages of the inventory table so many actions fill; an empty table is a page too."""
    return max(1, -(-total // PAGE))


def ids(board: Board, today: date, wanted: Filter) -> list[int]:
    """All actions that match, whatever page they are on."""
    return list(db.session.scalars(_matching(select(Action.id), board, today, wanted).order_by(Action.ref)))


def sizes(board: Board) -> dict[Horizon, int]:
    """How many actions stand in each lane."""
    here = (Action.board_id == board.id, Action.rank.is_not(None))
    rows = db.session.execute(select(Action.horizon, func.count()).where(*here).group_by(Action.horizon)).all()
    return dict.fromkeys(Horizon, 0) | {row[0]: row[1] for row in rows}


def everything(board: Board, wanted: Filter | None = None, today: date | None = None) -> Iterator[Row[Any]]:
    """All actions for a file, or what is wanted of them `today`, archived ones last. They are read while they are asked
    for, so that 20,000 are never held at once; as one statement reads them they are of one moment, and `as_of` is the
    board's version then."""
    as_of = select(Board.version).where(Board.id == board.id).scalar_subquery().label("as_of")
    query = card_rows(*_TEXTS, Action.updated_at, as_of).where(Action.board_id == board.id)
    if wanted is not None and today is not None and wanted.active:
        query = query.where(*_conditions(today, wanted))
    query = query.order_by(Action.archived_at.is_not(None), _horizon, Action.rank, Action.ref)
    yield from db.session.connection().execute(query.execution_options(yield_per=_AT_ONCE))


def places(board: Board) -> dict[int, int]:
    """Where each action stands in its lane, by its id."""
    here = (Action.board_id == board.id, Action.rank.is_not(None))
    query = select(Action.id, Action.horizon).where(*here).order_by(Action.horizon, Action.rank)
    lanes = groupby(db.session.connection().execute(query), key=lambda row: row.horizon)
    return {row.id: place for _, rows in lanes for place, row in enumerate(rows, 1)}


def unsorted(board: Board, *, after: str | None = None) -> tuple[int | None, int]:
    """The next action to sort, and how many there are; `after` is the rank of one that was skipped."""
    here = (Action.board_id == board.id, Action.horizon == Horizon.inbox, Action.rank.is_not(None))
    total = db.session.scalar(select(func.count(Action.id)).where(*here)) or 0
    query = select(Action.id).where(*here).order_by(Action.rank).limit(1)
    following = db.session.scalar(query.where(Action.rank > after)) if after else None
    return following or db.session.scalar(query), total


def summaries(boards: Sequence[Board], today: dict[int, date]) -> dict[int, Row[Any]]:
    """Per board: how many per horizon, how many late, and the next due date; one query for all boards."""
    late = case(*((and_(Action.board_id == id_, Action.due_on < day), 1) for id_, day in today.items()), else_=0)
    coming = case(*((and_(Action.board_id == id_, Action.due_on >= day), Action.due_on) for id_, day in today.items()))
    counts = [func.sum(case((Action.horizon == horizon, 1), else_=0)).label(horizon.value) for horizon in Horizon]
    live = case((over, 0), else_=late)
    query = select(
        Action.board_id, *counts, func.sum(live).label("late"), func.min(case((~over, coming))).label("next_due")
    ).where(Action.board_id.in_([board.id for board in boards]), Action.rank.is_not(None))
    rows = db.session.execute(query.group_by(Action.board_id)).all() if boards else []
    return {row.board_id: row for row in rows}


_horizon = case({Horizon.now: 0, Horizon.next: 1, Horizon.later: 2}, value=Action.horizon, else_=3)
ORDERS: dict[str, tuple[Any, ...]] = {
    "rank": (_horizon, Action.rank),
    "ref": (Action.ref,),
    "title": (func.lower(Action.title),),
    "category": (Category.position,),
    "owner": (func.lower(OWNER_NAME),),
    "due": (Action.due_on,),
    "status": (case({status: at for at, status in enumerate(Status)}, value=Action.status),),
    "level": (Action.challenge_level,),
    "changed": (Action.version,),
}
_TEXTS = (
    Action.note,
    Action.need,
    Action.first_step,
    Action.benefit,
    Action.hypothesis,
    Action.result,
    Action.already_running,
    Action.effort,
    Action.votes,
    Action.source_id,
    Action.created_at,
)


def _places(board: Board) -> Select[Any]:
    place = func.row_number().over(partition_by=Action.horizon, order_by=Action.rank).label("place")
    return select(Action.id, place).where(Action.board_id == board.id, Action.rank.is_not(None))


def _matching(query: Any, board: Board, today: date, wanted: Filter) -> Any:
    return query.where(Action.board_id == board.id, *_conditions(today, wanted))


def _conditions(today: date, wanted: Filter) -> list[ColumnElement[bool]]:
    live = Action.archived_at.is_not(None) if wanted.archived else Action.rank.is_not(None)
    return [live, *_narrowed(today, wanted), *(_narrowed(today, wanted.marks) if wanted.marks else ())]


def _narrowed(today: date, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [_said(word) for word in _words(wanted.text)]
    exact: dict[Any, Any] = {
        Action.status: wanted.status, Action.kind: wanted.kind, Action.horizon: wanted.horizon,
        Action.due_on: wanted.due,
    }  # fmt: skip
    named: dict[Any, Any] = {Action.owner_id: wanted.owner, Action.category_id: wanted.category}
    conditions += [column == value for column, value in exact.items() if value is not None]
    conditions += [column == (value or None) for column, value in named.items() if value is not None]
    if wanted.late:
        conditions += [Action.due_on < today, ~over]
    if wanted.week:
        conditions += [Action.due_on.between(today, today + timedelta(days=6)), ~over]
    return conditions


def _said(word: str) -> ColumnElement[bool]:
    """A reference is one action, not every text that mentions it; other words are looked for everywhere."""
    ref = _REF.fullmatch(word)
    return Action.ref == int(ref[1]) if ref else Action.search.contains(word, autoescape=True)


def _words(text: str) -> set[str]:
    """The beginning of what was typed is enough to search by, without what no database can hold: it may be anything."""
    storable = text[:SEARCH_MOST].encode("utf-8", "ignore").decode()
    return set(fold(clean_line(storable)).split())


def _folded(board: Board, today: date, wanted: Filter) -> ColumnElement[bool]:
    """A filter shows all that it finds."""
    return false() if replace(wanted, horizon=None).active else folds(board, today)


def _ordering(by: str) -> list[Any]:
    columns = ORDERS.get(by.removeprefix("-"), ORDERS["rank"])
    turned = [column.desc().nulls_last() if by.startswith("-") else column.asc().nulls_last() for column in columns]
    return [*turned, Action.ref]
