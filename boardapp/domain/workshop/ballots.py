"""What a participant says about an action, in secret: points, scores, a category, whether two are the same."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, UniqueConstraint, delete, insert
from sqlalchemy.orm import Mapped, mapped_column

from boardapp.database import Base, choice


class Question(StrEnum):
    """What is asked; `value` holds the answer."""

    points = "points"  # how many
    challenge = "challenge"  # 1 to 4
    effort = "effort"  # 1 to 4
    category = "category"  # its id
    same = "same"  # as `other_id`, the younger one: 1 yes, 0 no, 2 don't know
    disagree = "disagree"  # with where it was placed: 1


class Ballot(Base):
    """One answer; a new one takes its place. Closing the room deletes them: their sums are facts of the actions."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint(
            "workshop_id", "round", "participant_id", "question", "action_id", "other_id", name="uq_ballot_answer"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    round: Mapped[int]
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    question: Mapped[Question] = mapped_column(choice(Question))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    other_id: Mapped[int] = mapped_column(default=0)  # none, but where two are compared
    value: Mapped[int]


def put(connection: Connection, about: dict[str, Any], value: int | None) -> None:
    """An answer in the place of the one before; None takes that back. `about` is all that makes it this answer."""
    about = {"other_id": 0} | about
    connection.execute(delete(Ballot).where(*(getattr(Ballot, name) == fact for name, fact in about.items())))
    if value is not None:
        connection.execute(insert(Ballot).values(**about, value=value))
