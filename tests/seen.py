"""What somebody would see of a board, as plain values: two of these are equal when nothing visible differs."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import joinedload

from boardapp.database import db
from boardapp.domain import categories, members, placement
from boardapp.domain.actions import Action, Horizon
from boardapp.domain.boards import Board
from boardapp.domain.comments import Comment
from boardapp.domain.events import Event, plain
from boardapp.domain.owners import Owner


def lanes(board: Board) -> dict[Horizon, list[Action]]:
    """The four lanes, in order, in one query."""
    here = (Action.board_id == board.id, Action.rank.is_not(None))
    query = select(Action).options(joinedload(Action.owner).joinedload(Owner.user))
    rows = db.session.scalars(query.where(*here).order_by(Action.rank)).all()
    return {horizon: [row for row in rows if row.horizon is horizon] for horizon in Horizon}


def titles(board: Board, horizon: str) -> list[str]:
    """The titles of a lane, in order."""
    return [action.title for action in placement.lane_of(board.id, Horizon(horizon))]


def refs(board: Board, horizon: str) -> list[int]:
    return [action.ref for action in placement.lane_of(board.id, Horizon(horizon))]


def state(board: Board, *, up_to: int | None = None) -> dict[str, Any]:
    """Everything on the board; a place in a lane instead of a rank. Archived actions only up to this number, as one
    whose adding was undone stays in the archive."""
    db.session.rollback()
    archived = select(Action).where(Action.board_id == board.id, Action.rank.is_(None)).order_by(Action.ref)
    if up_to is not None:
        archived = archived.where(Action.ref <= up_to)
    said = _comments(board)
    return {
        "board": facts(board),
        "categories": [facts(each) for each in categories.of(board)],
        "members": [facts(each) for each in members.of(board)],
        "lanes": {name: [facts(each) | said.get(each.id, {}) for each in lane] for name, lane in lanes(board).items()},
        "archived": [facts(each) | said.get(each.id, {}) for each in db.session.scalars(archived)],
    }


def facts(row: Any) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in row.LEDGER if name != "rank"}


def events(board: Board) -> list[Event]:
    """The events of a board, the oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Event).where(Event.board_id == board.id).order_by(Event.version)))


def kinds(board: Board, since: int = 0) -> list[str]:
    return [event.kind for event in events(board) if event.version > since]


def queries(question: Callable[[], Any]) -> int:
    """How many statements it takes to answer this."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        seen.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        question()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.lstrip().upper().startswith(("SELECT", "WITH"))])


def _comments(board: Board) -> dict[int, dict[str, list[str]]]:
    """Under each action's id, what was said on it."""
    here = (Comment.removed_at.is_(None), Action.board_id == board.id)
    said: dict[int, dict[str, list[str]]] = {}
    for comment in db.session.scalars(select(Comment).join(Action).where(*here).order_by(Comment.id)):
        said.setdefault(comment.action_id, {"comments": []})["comments"].append(comment.text)
    return said
