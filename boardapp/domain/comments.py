"""Comments on an action: who said what, in order. A comment is never moved, also when its action is merged."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, db, new_uid
from boardapp.domain import typed
from boardapp.domain.actions import Action
from boardapp.domain.events import By, Event, Ledgered, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.people import User

TEXT_LIMIT = 4_000


class Comment(Base, Ledgered):
    __tablename__ = "comment"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = ("uid", "action_id", "user_id", "text", "removed_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    action: Mapped[Action] = relationship()
    user: Mapped[User | None] = relationship()

    def withdrawal(self, at: datetime) -> dict[str, Any]:
        return {"removed_at": at}


def add(action: Action, text: str, *, by: By) -> Event | None:
    text = typed.paragraphs("text", text, TEXT_LIMIT, empty="comment_empty")
    with changing(action.board_id, by) as change:
        change.add(Comment(uid=new_uid(), action_id=action.id, user_id=by.user_id, text=text, created_at=by.at))
        return change.record(Kind.comment_added)


def on(action: Action) -> list[Comment]:
    """The comments of an action and of those merged into it, the oldest first."""
    family = select(Action.id).where((Action.id == action.id) | (Action.merged_into_id == action.id))
    here = (Comment.action_id.in_(family), Comment.removed_at.is_(None))
    return list(db.session.scalars(select(Comment).where(*here).order_by(Comment.id)))
