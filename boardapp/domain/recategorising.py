"""A category taken off a board while actions have it: they go to another one, or to none."""

from sqlalchemy import func, select

from boardapp.database import db
from boardapp.domain.actions import Action
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category, still_used
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Event, changing
from boardapp.domain.kinds import Kind


def remove(category: Category, *, by: By, to: Category | None) -> Event | None:
    """Take the category off, as one event. Archived actions go with the others: they may come back one day."""
    with changing(category.board_id, by) as change:
        still_used(category)
        if to is not None and (to.board_id, to.removed_at, to.id == category.id) != (category.board_id, None, False):
            raise Invalid("to", "unknown_choice")
        here = (Action.board_id == category.board_id, Action.category_id == category.id)
        for action in db.session.scalars(select(Action).where(*here).order_by(Action.id)):
            change.put(action, category_id=to.id if to else None)
        change.put(category, removed_at=by.at)
        return change.record(Kind.category_removed)


def counts(board: Board) -> dict[int, int]:
    """How many actions each category has, those in the archive left out."""
    live = (Action.board_id == board.id, Action.rank.is_not(None))
    query = select(Action.category_id, func.count()).where(*live).group_by(Action.category_id)
    return {id_: count for id_, count in db.session.execute(query) if id_}
