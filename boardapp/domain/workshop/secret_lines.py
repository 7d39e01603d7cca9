"""What people write in silence. Until the reveal a line is read by nobody but its participant; then it is an action."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import SystemRandom
from typing import Any

from sqlalchemy import Connection, ForeignKey, Row, String, Text, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from boardapp.database import Base, UTCDateTime, db
from boardapp.domain import inventory, typed
from boardapp.domain.actions import Action
from boardapp.domain.errors import Invalid, NotAllowed
from boardapp.domain.events import By, Change, changing
from boardapp.domain.inventory import PASTE_MOST, Entry
from boardapp.domain.kinds import Kind
from boardapp.domain.words import lines_of
from boardapp.domain.workshop.participants import Participant
from boardapp.domain.workshop.workshops import Phase, Workshop, stirring

LONGEST = 2_000
"""More is no line; and nothing may be written that a reveal could not take in."""


class Line(Base):
    """Closing the room deletes these rows: nothing then leads from an action to who wrote it."""

    __tablename__ = "line"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    once: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the form and the place in it
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))


@dataclass(frozen=True)
class Written:
    """What became of a text: how many lines were taken, and those that were too many for once, to be sent again."""

    taken: int
    rest: list[str]


@dataclass(frozen=True)
class Counts:
    """All that anybody else knows of hidden lines."""

    lines: int
    people: int


def write(participant: Participant, text: str, once: str | None, at: datetime) -> Written:
    """Take a line per action, hidden until the reveal; after it they are actions at once. The same form sent twice is
    written once."""
    lines = lines_of(typed.paragraphs("lines", text, len(text)))
    texts, rest = lines[:PASTE_MOST], lines[PASTE_MOST:]
    if not texts:
        raise Invalid("lines", "action_empty")
    for each in texts:
        typed.line("lines", each, LONGEST)
    rows = [_row(participant, each, once, place, at) for place, each in enumerate(texts)]
    if not _hide(participant, rows):
        _add(participant, rows, at)
    return Written(len(texts), rest)


def edit(participant: Participant, texts: Mapping[int, str]) -> None:
    """Another text for lines of one's own, by their id."""
    clean = {id_: typed.line("text", text, LONGEST, empty="action_empty") for id_, text in texts.items()}
    with stirring(participant.workshop_id) as connection:
        for id_, text in clean.items():
            _still_mine(connection.execute(_mine(participant, id_, update(Line)).values(text=text)).rowcount)


def remove(participant: Participant, line_id: int) -> None:
    with stirring(participant.workshop_id) as connection:
        _still_mine(connection.execute(_mine(participant, line_id, delete(Line))).rowcount)


def mine(participant: Participant) -> list[Line]:
    """One's own lines, the latest first."""
    return list(db.session.scalars(select(Line).where(Line.participant_id == participant.id).order_by(Line.id.desc())))


def counts(workshop: Workshop) -> Counts:
    here = Line.workshop_id == workshop.id
    lines, people = db.session.execute(
        select(func.count(Line.id), func.count(Line.participant_id.distinct())).where(here)
    ).one()
    return Counts(lines, people)


def hidden(workshop: Workshop) -> int:
    """How many lines nobody else can read yet."""
    return db.session.scalar(select(func.count(Line.id)).where(*_hidden(workshop.id))) or 0


def revealed(workshop: Workshop) -> list[Row[Any]]:
    """The actions that lines became and that still stand on their own: id, title and when they came, as the board
    ranks them."""
    ours = select(Line.action_id).where(Line.workshop_id == workshop.id, Line.action_id.is_not(None))
    query = select(Action.id, Action.title, Action.created_at)
    standing = query.where(Action.id.in_(ours), Action.rank.is_not(None))
    return list(db.session.execute(standing.order_by(Action.horizon, Action.rank)))


def uncover(change: Change, workshop: Workshop) -> bool:
    """As part of a change: all hidden lines become actions to sort, in an order that says nothing of who wrote when.
    False where nothing was hidden."""
    db.session.execute(update(Workshop).where(Workshop.id == workshop.id).values(pulse=Workshop.pulse + 1))
    lines = db.session.execute(select(Line.id, Line.text).where(*_hidden(workshop.id))).all()
    if not lines:
        return False
    SystemRandom().shuffle(lines)  # type: ignore[arg-type]
    ids = _take_in(change, workshop, [line.text for line in lines], running=True)
    become = update(Line.__table__).where(Line.__table__.c.id == bindparam("line"))  # type: ignore[arg-type]
    pairs = [{"line": line.id, "action": id_} for line, id_ in zip(lines, ids, strict=True)]
    db.session.execute(become.values(action_id=bindparam("action")), pairs)
    if workshop.revealed_at is None:
        change.put(workshop, revealed_at=change.by.at)
    return True


def secret(phase: Phase, revealed_at: datetime | None) -> bool:
    """Whether what is written now is hidden. A room that skipped the silence and comes back to it has it still."""
    return revealed_at is None and phase.number <= Phase.inventory.number


def _hide(participant: Participant, rows: list[dict[str, Any]]) -> bool:
    """Write them down, unless the reveal was faster: both take the room's row first, so none falls between."""
    workshop_id = participant.workshop_id
    state = select(Workshop.phase, Workshop.revealed_at, Workshop.closed_at).where(Workshop.id == workshop_id)
    with stirring(workshop_id) as connection:
        phase, revealed_at, closed_at = connection.execute(state).one()
        _still_open(closed_at)
        if not secret(phase, revealed_at):
            return False
        _room_for(connection, workshop_id, len(rows))
        if not connection.scalar(_sent_before(rows)):
            connection.execute(insert(Line), rows)
    return True


def _add(participant: Participant, rows: list[dict[str, Any]], at: datetime) -> None:
    """As actions at once, by somebody in the room."""
    workshop = participant.workshop
    with changing(workshop.board_id, By("participant", None, at)) as change:
        _still_open(workshop.closed_at)
        if db.session.scalar(_sent_before(rows)):
            return
        texts = [row["text"] for row in rows]
        ids = _take_in(change, workshop, texts, running=workshop.phase is Phase.inventory)
        db.session.execute(insert(Line), [row | {"action_id": id_} for row, id_ in zip(rows, ids, strict=True)])
        change.record(Kind.action_added if len(ids) == 1 else Kind.actions_added)


def _take_in(change: Change, workshop: Workshop, texts: Sequence[str], *, running: bool) -> list[int]:
    """The text is all there is: a mark in it may name a person."""
    return inventory.take_in(
        change, workshop.board, [Entry(each, values={"already_running": running}) for each in texts]
    )


def _row(participant: Participant, text: str, once: str | None, place: int, at: datetime) -> dict[str, Any]:
    mark = hashlib.sha256(f"{participant.id} {once} {place}".encode()).hexdigest() if once else None
    about = {"workshop_id": participant.workshop_id, "participant_id": participant.id}
    return about | {"text": text, "at": at, "once": mark}


def _sent_before(rows: list[dict[str, Any]]) -> Any:
    """All lines of a form are written at once, so the first speaks for them."""
    return select(func.count(Line.id)).where(Line.once.is_not(None), Line.once == rows[0]["once"])


def _room_for(connection: Connection, workshop_id: int, count: int) -> None:
    waiting = connection.scalar(select(func.count(Line.id)).where(*_hidden(workshop_id))) or 0
    board = select(Workshop.board_id).where(Workshop.id == workshop_id).scalar_subquery()
    present = connection.scalar(select(func.count(Action.id)).where(Action.board_id == board)) or 0
    if waiting + present + count > inventory.MOST:
        raise Invalid("lines", "board_full", most=inventory.MOST)


def _mine(participant: Participant, line_id: int, statement: Any) -> Any:
    return statement.where(Line.id == line_id, Line.participant_id == participant.id, Line.action_id.is_(None))


def _still_mine(found: int) -> None:
    if not found:
        raise NotAllowed("line_gone")


def _still_open(closed_at: datetime | None) -> None:
    if closed_at is not None:
        raise NotAllowed("workshop_closed")


def _hidden(workshop_id: int) -> tuple[Any, ...]:
    return (Line.workshop_id == workshop_id, Line.action_id.is_(None))
