"""When a finished row of Do now leaves the run sheet: struck, it stays until the evening of its day, then it folds."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case

from boardapp.domain.actions import Action, Horizon, over
from boardapp.domain.boards import Board


def folds(board: Board, today: date) -> ColumnElement[bool]:
    """Whether an action of this board stands folded. No day is kept for one that was stopped: that of its last change
    counts, so that it too is seen until the evening."""
    morning = datetime.combine(today, time(), ZoneInfo(board.timezone)).astimezone(UTC)
    before_today = case((Action.done_on.is_not(None), Action.done_on < today), else_=Action.updated_at < morning)
    return and_(Action.horizon == Horizon.now, over, before_today)
