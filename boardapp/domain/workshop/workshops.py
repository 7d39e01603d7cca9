"""Workshops: what is asked in which phase and for how long, whether the room is open, and what nobody's history shows:
its code, its clock, what stands in the light. Phases are soft: each foregrounds something, none refuses a write."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Connection, ForeignKey, String, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, choice, db, keep_told, new_uid
from boardapp.domain import typed
from boardapp.domain.boards import Board
from boardapp.domain.errors import Closed, Invalid, NotAllowed
from boardapp.domain.events import By, Event, Ledgered, changing
from boardapp.domain.kinds import Kind

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks or sounds like another
CODE_LENGTH = 8
QUESTION_LIMIT = 140
MINUTES_MOST = 120
POINTS, MOST_ON_ONE = 5, 3
POINTS_MOST = 20


class Phase(StrEnum):
    """In the order of the hour. Welcome is where an open room begins; the other seven have a number."""

    welcome = "welcome"
    inventory = "inventory"
    group = "group"
    categorise = "categorise"
    prioritise = "prioritise"
    place = "place"
    commit = "commit"
    close = "close"

    @property
    def number(self) -> int:
        return list(Phase).index(self)

    @property
    def next(self) -> "Phase":
        return list(Phase)[min(self.number + 1, len(Phase) - 1)]


MINUTES = {
    Phase.welcome: 3,
    Phase.inventory: 7,
    Phase.group: 8,
    Phase.categorise: 5,
    Phase.prioritise: 8,
    Phase.place: 7,
    Phase.commit: 19,
    Phase.close: 3,
}
"""Sixty in all."""


class Method(StrEnum):
    """How the room ranks: by points to spend, or by scoring each action."""

    points = "points"
    scores = "scores"


class Workshop(Base, Ledgered):
    __tablename__ = "workshop"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = (
        "board_id", "uid", "plan", "points", "most", "method", "phase", "opened_at", "revealed_at", "round",
        "counted_at", "closed_at",
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    plan: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)  # phase to minutes and question, where not the usual
    points: Mapped[int] = mapped_column(default=POINTS)
    most: Mapped[int] = mapped_column(default=MOST_ON_ONE)
    method: Mapped[Method] = mapped_column(choice(Method), default=Method.points)
    phase: Mapped[Phase] = mapped_column(choice(Phase), default=Phase.welcome)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revealed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when the lines were
    round: Mapped[int] = mapped_column(default=1)
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when the votes of this round were revealed
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    # of the moment: written by `stirring`, and in no history
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    generation: Mapped[int] = mapped_column(default=0)  # of its links: one more, and the old ones open nothing
    pulse: Mapped[int] = mapped_column(default=0)  # counts what changed in the room without an event
    turn: Mapped[int] = mapped_column(default=0)  # of that, what every phone shows: the clock, the light
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left: Mapped[int | None]  # seconds, while the clock is paused; fewer than none is overtime
    spotlight_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    cut_now: Mapped[int | None]
    cut_next: Mapped[int | None]
    placed: Mapped[int | None]  # by which event of the board the cuts were carried out; none since they were changed

    board: Mapped[Board] = relationship()

    @property
    def open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def secret(self) -> bool:
        """Whether lines are still hidden."""
        return self.revealed_at is None

    def minutes(self, phase: Phase) -> int:
        return int(self.plan.get(phase, {}).get("minutes", MINUTES[phase]))

    def question(self, phase: Phase) -> str:
        """What this board asks in its own words; empty for the usual question."""
        return str(self.plan.get(phase, {}).get("question", ""))

    def seconds_left(self, at: datetime) -> int | None:
        """Below zero the phase takes longer than planned, which stops nobody."""
        if self.left is not None:
            return self.left
        return round((self.ends_at - at).total_seconds()) if self.ends_at else None


_PULSE = update(Workshop).where(Workshop.id == bindparam("workshop")).values(pulse=Workshop.pulse + 1)
_TURN = _PULSE.values(turn=Workshop.turn + 1)
_CLOSED = (
    select(Board.closed_at).join(Workshop, Workshop.board_id == Board.id).where(Workshop.id == bindparam("workshop"))
)


@contextmanager
def stirring(workshop_id: int, *, phones: bool = False) -> Iterator[Connection]:
    """Bookkeeping of a room: written at once, without an event. The wall and the desk hear that something changed, the
    phones where it is theirs to know.

    The workshop's row is taken first, so those who write to one room take turns on either database. Raises Closed where
    the board is: a line that is hidden in it could never be revealed, nor its room close."""
    db.session.rollback()
    with keep_told() as connection:
        connection.execute(_TURN if phones else _PULSE, {"workshop": workshop_id})
        if connection.scalar(_CLOSED, {"workshop": workshop_id}) is not None:
            raise Closed
        yield connection
    db.session.rollback()


def current(board: Board) -> Workshop | None:
    """The workshop that is prepared or open on this board; there is one at most."""
    here = (Workshop.board_id == board.id, Workshop.closed_at.is_(None))
    return db.session.scalar(select(Workshop).where(*here).order_by(Workshop.id.desc()).limit(1))


def of(board: Board) -> list[Workshop]:
    """All of them, the latest first."""
    return list(db.session.scalars(select(Workshop).where(Workshop.board_id == board.id).order_by(Workshop.id.desc())))


def prepare(board: Board, *, by: By, **values: Any) -> Workshop:
    """Make the board's next workshop, or change the one that is not over. Values: plan, points, most, method."""
    values = {name: _CLEAN[name](value) for name, value in values.items()}
    with changing(board.id, by) as change:
        workshop = current(board)
        if workshop is None:
            workshop = Workshop(uid=new_uid(), board_id=board.id, code=new_code(), plan={})
            change.add(workshop)
        change.put(workshop, **values)
        change.record(Kind.workshop_prepared)
    return workshop


def open_room(workshop: Workshop, *, by: By) -> Event | None:
    """From now on people can join. A room that is open already stays as it is."""
    with changing(workshop.board_id, by) as change:
        if workshop.closed_at is not None:
            raise NotAllowed("workshop_closed")
        if workshop.opened_at is None:
            change.put(workshop, opened_at=by.at)
            workshop.ends_at, workshop.left = None, workshop.minutes(Phase.welcome) * 60
        return change.record(Kind.workshop_opened)


def new_code() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """As people read it out: two groups of four."""
    return f"{code[:4]} {code[4:]}"


def _plan(plan: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Minutes and questions, only where they are not the usual ones."""
    clean: dict[str, dict[str, Any]] = {}
    for phase in Phase:
        asked = plan.get(phase, {})
        minutes = asked.get("minutes", MINUTES[phase])
        if not 1 <= minutes <= MINUTES_MOST:
            raise Invalid(f"minutes_{phase}", "out_of_range", least=1, most=MINUTES_MOST)
        question = typed.line(f"question_{phase}", asked.get("question", ""), QUESTION_LIMIT)
        own = {"minutes": minutes} if minutes != MINUTES[phase] else {}
        own |= {"question": question} if question else {}
        if own:
            clean[phase.value] = own
    return clean


def _points(points: int) -> int:
    return _within("points", points)


def _most(most: int) -> int:
    return _within("most", most)


def _within(name: str, number: int) -> int:
    if not 1 <= number <= POINTS_MOST:
        raise Invalid(name, "out_of_range", least=1, most=POINTS_MOST)
    return number


_CLEAN: dict[str, Callable[[Any], Any]] = {"plan": _plan, "points": _points, "most": _most, "method": Method}
