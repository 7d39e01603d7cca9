"""The four lanes of a board as they stand. Every page of a board and every change reads them, so their statements are
built once: building them anew costs more than the database takes to answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Row, bindparam, case, func, select

from boardapp.database import db
from boardapp.domain import folding
from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.folding import FOLDED
from boardapp.domain.owners import Owner
from boardapp.domain.people import User
from boardapp.statements import Prepared

LANE_MOST = 100


@dataclass(frozen=True)
class Lane:
    """One horizon as the board shows it: at most LANE_MOST cards, and how many there are. Rows of Do now that were
    finished before today are `folded` away, as many at most; a filter shows all that it finds."""

    horizon: Horizon
    cards: Sequence[Row[Any]]
    total: int
    open: int  # neither done nor stopped: what the cap of Do Now counts
    away: int  # how many are folded away
    folded: Sequence[Row[Any]] = ()

    @property
    def done(self) -> int:
        """How many are finished: done or stopped, today or before."""
        return self.total - self.open

    @property
    def unseen(self) -> int:
        """How many there are beyond those that the board shows."""
        return max(0, self.total - self.away - LANE_MOST) + max(0, self.away - LANE_MOST)


_action, _category, _owner, _user = (each.__table__.c for each in (Action, Category, Owner, User))
OWNER_NAME = func.coalesce(_user.name, _owner.name)
CARD = (
    _action.id, _action.uid, _action.ref, _action.title, _action.horizon, _action.rank, _action.version,
    _action.challenge, _action.challenge_level, _action.due_on, _action.done_on, _action.status, _action.kind,
    _action.archived_at, _action.merged_into_id, _action.owner_id, OWNER_NAME.label("owner"), _action.category_id,
    _category["key"].label("category_key"), _category.name.label("category_name"), _category.shape, _category.colour,
)  # fmt: skip
"""What a card shows, with its category and owner in the same row."""


def card_rows(*more: Any) -> Any:
    return (
        select(*CARD, *more)
        .select_from(Action.__table__)
        .join(Category.__table__, _category.id == _action.category_id, isouter=True)
        .join(Owner.__table__, _owner.id == _action.owner_id, isouter=True)
        .join(User.__table__, _user.id == _owner.user_id, isouter=True)
    )


def of(board: Board, today: date) -> list[Lane]:
    """The four lanes, two queries whatever the number of actions."""
    said = folding.on(board, today)
    return laid_out(db.session.execute(_SHOWN, said).all(), _COUNTS.all(said))


def laid_out(cards: Iterable[Row[Any]], counts: Iterable[Row[Any]]) -> list[Lane]:
    """Rows of cards and of counts as four lanes."""
    counted = {row.horizon: row for row in counts}
    mine: dict[Horizon, list[Row[Any]]] = {horizon: [] for horizon in Horizon}
    for row in cards:
        mine[row.horizon].append(row)
    return [_lane(horizon, mine[horizon], counted.get(horizon)) for horizon in Horizon]


def heads(board: Board, today: date) -> dict[Horizon, Lane]:
    """The four lanes without their cards."""
    return {lane.horizon: lane for lane in laid_out((), _COUNTS.all(folding.on(board, today)))}


def edge(board: Board, horizon: Horizon, today: date, count: int) -> tuple[list[Row[Any]], list[int]]:
    """The last `count` cards that a long lane shows, and the ids of as many behind them."""
    first = max(0, LANE_MOST - count)
    about = folding.on(board, today) | {"horizon": horizon, "first": first, "most": LANE_MOST - first + count}
    rows = _EDGE.all(about)
    return rows[: LANE_MOST - first], [row.id for row in rows[LANE_MOST - first :]]


def cards(ids: Sequence[int]) -> list[Row[Any]]:
    """These actions as cards show them, in this order."""
    found = {row.id: row for row in _CHOSEN.all({"ids": list(ids)})} if ids else {}
    return [found[id_] for id_ in ids]


def standing(board: Board, ids: Sequence[int], today: date) -> list[Row[Any]]:
    """These actions as cards show them, by their rank, and whether each is `folded` away; one that is archived stands
    nowhere and has no rank."""
    return _STANDING.all(folding.on(board, today) | {"ids": list(ids)}) if ids else []


def rank_of(action: Action, today: date) -> tuple[int, int]:
    """Its rank in its lane as the board numbers it, from 1, and how many stand there; 0 for one that is archived or
    stands folded, as folded rows have no number."""
    about: dict[str, Any] = {"horizon": action.horizon, "rank": action.rank or "", "id": action.id}
    place, total, stands = _RANK.one(folding.on(action.board, today) | about)
    return int(place) if stands else 0, total


def counts(folded: Any) -> Any:
    """How many stand in each lane, how many of them are open and how many folded away."""
    still = func.sum(case((over, 0), else_=1)).label("open")
    away = func.sum(case((folded, 1), else_=0)).label("away")
    total = func.count(_action.id).label("total")
    return select(_action.horizon, total, still, away).group_by(_action.horizon)


def _lane(horizon: Horizon, cards: Sequence[Row[Any]], count: Row[Any] | None) -> Lane:
    standing, folded = ([row for row in cards if bool(row.folded) is side] for side in (False, True))
    total, still, away = (int(count.total), int(count.open), int(count.away)) if count else (0, 0, 0)
    return Lane(horizon, standing, total, still, away, folded)


def shown(query: Any, folded: Any) -> Any:
    """The first cards of each lane, and of what is folded away there, of those that `query` finds by their id."""
    folded = folded.label("folded")
    place = func.row_number().over(partition_by=(_action.horizon, folded), order_by=_action.rank).label("place")
    numbered = query(select(_action.id, place, folded)).subquery()
    rows = card_rows(numbered.c.folded).join(numbered, numbered.c.id == _action.id)
    return rows.where(numbered.c.place <= LANE_MOST).order_by(_action.horizon, _action.rank)


_HERE = (_action.board_id == bindparam("board", type_=Integer), _action.rank.is_not(None))
_THERE = (*_HERE, _action.horizon == bindparam("horizon", type_=_action.horizon.type))
_IDS = _action.id.in_(bindparam("ids", expanding=True, type_=Integer))
_SHOWN = shown(lambda query: query.where(*_HERE), FOLDED)
_COUNTS = Prepared(counts(FOLDED).where(*_HERE))
_CHOSEN = Prepared(card_rows().where(_IDS))
_STANDING = Prepared(card_rows(FOLDED.label("folded")).where(_IDS).order_by(_action.rank))
_EDGE = Prepared(
    card_rows()
    .where(*_THERE, ~FOLDED)
    .order_by(_action.rank)
    .offset(bindparam("first", type_=Integer))
    .limit(bindparam("most", type_=Integer))
)
_RANK = Prepared(
    select(
        func.sum(case((_action.rank <= bindparam("rank", type_=_action.rank.type), 1), else_=0)),
        func.count(),
        func.sum(case((_action.id == bindparam("id", type_=Integer), 1), else_=0)),
    ).where(*_THERE, ~FOLDED)
)
