"""When a finished row of Do now leaves the run sheet: struck, it stays until the evening of its day, then it folds."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, and_, bindparam, case

from boardapp.database import UTCDateTime
from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.boards import Board

_action = Action.__table__.c


def on(board: Board, today: date) -> dict[str, Any]:
    """What a statement with FOLDED is told: which board, and which day."""
    morning = datetime.combine(today, time(), ZoneInfo(board.timezone)).astimezone(UTC)
    return {"board": board.id, "today": today, "morning": morning}


def folds(board: Board, today: date) -> ColumnElement[bool]:
    """Whether an action of this board stands folded. No day is kept for one that was stopped: that of its last change
    counts, so that it too is seen until the evening."""
    said = on(board, today)
    return _folds(said["today"], said["morning"])


def _folds(today: Any, morning: Any) -> ColumnElement[bool]:
    before_today = case((_action.done_on.is_not(None), _action.done_on < today), else_=_action.updated_at < morning)
    return and_(_action.horizon == Horizon.now, over, before_today)


FOLDED = _folds(bindparam("today", type_=Date), bindparam("morning", type_=UTCDateTime))
"""The same for a statement that is built once."""
