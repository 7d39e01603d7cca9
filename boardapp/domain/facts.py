"""The rows of the board's memory, as `events` writes them and everybody else reads them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from boardapp.database import Base, UTCDateTime
from boardapp.domain.kinds import FINAL

SPREAD = "spread"  # the subject kind of an event in which a lane was given new ranks; row_id is the lane's number


class Instance(Base):
    """The one row of this installation. The epoch is new after a restore, so that old positions are recognised."""

    __tablename__ = "instance"
    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=0)


class Subject(NamedTuple):
    """Which row an event touched, and which fields of it; * when the row was made."""

    kind: str
    row_id: int
    fields: str


class Event(Base):
    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("board_id", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    once: Mapped[str | None] = mapped_column(String(64), unique=True)

    @property
    def final(self) -> bool:
        return self.kind in FINAL

    @property
    def user_id(self) -> int | None:
        """The account whose change this is; what somebody did at the terminal is theirs too."""
        return account(self.actor_kind, self.actor_id)

    @property
    def subjects(self) -> list[Subject]:
        """What EventSubject says of it, from its facts."""
        was, to, hidden = self.body["was"], self.body["to"], self.body.get("hidden", {})
        told = {key: sorted({*to.get(key, ()), *hidden.get(key, ())}) for key in [*to, *hidden]}
        made = {key: ["*"] for key in told if was.get(key, {}) is None}
        spread: dict[str, list[str]] = {f"{SPREAD}:{lane}": [] for lane in self.body.get("spread", ())}
        facts = ((*key.split(":"), fields) for key, fields in (told | made | spread).items())
        return [Subject(kind, int(id_), ",".join(fields)) for kind, id_, fields in facts]


class EventSubject(Base):
    """Which fields of which row an event changed: the conflict check, undo and the history of one action read it."""

    __tablename__ = "event_subject"
    __table_args__ = (Index("ix_event_subject_row", "kind", "row_id", "event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)
    fields: Mapped[str] = mapped_column(String(400))  # comma-separated; * when the row was made


def account(kind: str, id_: int | None) -> int | None:
    """The account behind an actor; None where it is none."""
    return id_ if kind in ("user", "cli") else None
