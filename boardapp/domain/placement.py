"""Where an action stands: its horizon and its rank there. Neighbours are read inside the transaction."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Integer, bindparam, func, or_, select

from boardapp.database import db
from boardapp.domain import ordering
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Change, Event, changing
from boardapp.domain.folding import folds
from boardapp.domain.kinds import Kind
from boardapp.statements import Prepared


def move(action: Action, horizon: Horizon, *, by: By, before: Action | None = None) -> Event | None:
    """To the end of a lane, or in front of another action of it."""
    with changing(action.board_id, by) as change:
        place(change, [action], horizon, before=before)
        return change.record(Kind.action_moved)


def shift(action: Action, step: int, *, by: By) -> Event | None:
    """One rank up (-1) or down (+1) among those that stand in its lane; None at the end of it."""
    with changing(action.board_id, by) as change:
        if action.archived_at is not None:
            raise NotAllowed("archived")
        lane = _standing(action, action.board.today(by.at))
        order = [row.id for row in lane]
        to = order.index(action.id) + step
        if not 0 <= to < len(lane):
            return None
        after = lane[to] if step < 0 else (lane[to + 1] if to + 1 < len(lane) else None)
        place(change, [action], action.horizon, before=after and db.session.get(Action, after.id))
        return change.record(Kind.action_moved)


def place(change: Change, actions: Sequence[Action], horizon: Horizon, *, before: Action | None = None) -> None:
    """Put actions, in this order, at the end of a lane or in front of one of it, as part of a change."""
    if any(action.archived_at is not None for action in actions):
        raise NotAllowed("archived")
    here = (actions[0].board_id, horizon, None)
    if before is not None and (before.board_id, before.horizon, before.archived_at) != here:
        raise Invalid("before", "not_this_lane")
    if before in actions or _stands(actions, horizon, before):
        return
    ranks = free_ranks(change, actions[0].board_id, horizon, len(actions), before=before, moving=actions)
    if len(actions) > 1:  # two rows may swap ranks, and each rank is unique at every moment
        change.clear_ranks(actions)
    for action, rank in zip(actions, ranks, strict=True):
        change.put(action, horizon=horizon, rank=rank)


def free_ranks(
    change: Change,
    board_id: int,
    horizon: Horizon,
    count: int,
    *,
    before: Action | None = None,
    moving: Iterable[Action] = (),
) -> list[str]:
    """Ranks for `count` actions; a lane whose ranks have grown too long is spread anew first."""
    low, high = _gap(board_id, horizon, before, moving)
    ranks = ordering.spread(count, low, high)
    if max(map(len, ranks), default=0) > ordering.TOO_LONG:
        _spread_anew(change, board_id, horizon)
        low, high = _gap(board_id, horizon, before, moving)
        ranks = ordering.spread(count, low, high)
    return ranks


def lane_of(board_id: int, horizon: Horizon) -> list[Action]:
    """The actions of a lane, in order."""
    here = (Action.board_id == board_id, Action.horizon == horizon, Action.rank.is_not(None))
    return list(db.session.scalars(select(Action).where(*here).order_by(Action.rank)))


def _standing(action: Action, today: date) -> list[Action]:
    """Its lane without the rows that stand folded: nobody sees it pass one of those."""
    here = (Action.board_id == action.board_id, Action.horizon == action.horizon, Action.rank.is_not(None))
    seen = or_(~folds(action.board, today), Action.id == action.id)
    return list(db.session.scalars(select(Action).where(*here, seen).order_by(Action.rank)))


def _stands(actions: Sequence[Action], horizon: Horizon, before: Action | None) -> bool:
    """Whether one action is put where it stands already: between its neighbours it needs no other rank."""
    action = actions[0]
    if len(actions) > 1 or action.horizon is not horizon:
        return False
    behind = (Action.board_id == action.board_id, Action.horizon == horizon, Action.rank > action.rank)
    following = select(Action.id).where(*behind).order_by(Action.rank).limit(1)
    return db.session.scalar(following) == (before.id if before else None)


def _gap(
    board_id: int, horizon: Horizon, before: Action | None, moving: Iterable[Action]
) -> tuple[str | None, str | None]:
    high = before.rank if before else None
    about = {"board": board_id, "horizon": horizon, "moving": [row.id for row in moving], "high": high or "~"}
    return _BELOW.scalar(about), high


_action = Action.__table__.c
_BELOW = Prepared(
    select(func.max(_action.rank)).where(
        _action.board_id == bindparam("board", type_=Integer),
        _action.horizon == bindparam("horizon", type_=_action.horizon.type),
        _action.id.not_in(bindparam("moving", expanding=True, type_=Integer)),
        _action.rank < bindparam("high", type_=_action.rank.type),  # ~ stands above every rank
    )
)


def _spread_anew(change: Change, board_id: int, horizon: Horizon) -> None:
    lane = lane_of(board_id, horizon)
    change.rerank(list(Horizon).index(horizon), lane, ordering.spread(len(lane)))
