"""Boards: one per disruption. Open, set the aim and the clock, close, reopen; who belongs to one."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.config import LOCALES, timezones
from boardapp.database import Base, UTCDateTime, choice, db, new_uid
from boardapp.domain import typed
from boardapp.domain.errors import Invalid
from boardapp.domain.events import By, Change, Event, Ledgered, changing
from boardapp.domain.kinds import Kind
from boardapp.domain.people import User
from boardapp.domain.sessions import Person

TITLE_LIMIT, AIM_LIMIT = 140, 280
CAP, CAP_MOST = 12, 100
DAYS = 30


class Role(StrEnum):
    reader = "reader"
    member = "member"
    facilitator = "facilitator"

    def covers(self, other: "Role") -> bool:
        """Whether this role may do all that the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Board(Base, Ledgered):
    __tablename__ = "board"
    __table_args__ = ({"sqlite_autoincrement": True},)
    LEDGER = ("title", "aim", "day0", "cap", "timezone", "language", "closed_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    aim: Mapped[str] = mapped_column(String(AIM_LIMIT), default="")
    day0: Mapped[date]
    cap: Mapped[int] = mapped_column(default=CAP)
    timezone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=0)
    labels_version: Mapped[int] = mapped_column(default=0)  # moves when a category, an owner or a person is renamed
    last_ref: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def today(self, at: datetime) -> date:
        """The date on this board's wall."""
        return date_in(self.timezone, at)

    def day(self, at: datetime) -> int:
        """How many days after day 0 the board is; negative before it."""
        return (self.today(at) - self.day0).days

    def days_left(self, at: datetime) -> int:
        return DAYS - self.day(at)

    @property
    def end(self) -> date:
        return self.day0 + timedelta(days=DAYS)


class Membership(Base, Ledgered):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("board_id", "user_id"), {"sqlite_autoincrement": True})
    LEDGER = ("board_id", "user_id", "role", "removed_at")

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    feed_generation: Mapped[int] = mapped_column(default=0, server_default="0")  # of their calendar link

    user: Mapped[User] = relationship()
    board: Mapped[Board] = relationship()


_ENTERED = (
    select(Board, Membership.role)
    .join(Membership, Membership.board_id == Board.id)
    .where(Board.id == bindparam("board"), Membership.user_id == bindparam("user"), Membership.removed_at.is_(None))
)


def date_in(timezone: str, at: datetime) -> date:
    """The date on a wall in this zone."""
    return at.astimezone(ZoneInfo(timezone)).date()


def start(change: Change, title: str, user: User | None, **settings: Any) -> Board:
    """The board's row and its first facilitator, as part of `opening.open_board`, which adds the categories."""
    at = change.by.at
    timezone = _timezone(settings.get("timezone"))
    board = Board(
        uid=new_uid(),
        title=_title(title),
        aim=_aim(settings.get("aim") or ""),
        cap=_cap(settings.get("cap", CAP)),
        timezone=timezone,
        language=_language(settings.get("language")),
        day0=_day0(settings.get("day0") or date_in(timezone, at)),
        created_at=at,
        version=change.version,
    )
    change.add(board)
    change.board_id = board.id
    if user is not None:
        change.add(Membership(board_id=board.id, user_id=user.id, role=Role.facilitator, joined_at=at))
    return board


def edit(board: Board, *, by: By, **values: Any) -> Event | None:
    """Change title, aim, day0, cap, timezone or language."""
    cleaned = {name: _CLEAN[name](value) for name, value in values.items()}
    with changing(board.id, by) as change:
        change.put(board, **cleaned)
        return change.record(Kind.board_edited)


def close(board: Board, *, by: By) -> None:
    """Read only from now on; nothing is lost and it can be reopened."""
    with changing(board.id, by) as change:
        change.put(board, closed_at=by.at)
        change.record(Kind.board_closed)


def reopen(board: Board, *, by: By) -> None:
    with changing(board.id, by, closed=True) as change:
        change.put(board, closed_at=None)
        change.record(Kind.board_reopened)


def entered(board_id: int, user_id: int) -> tuple[Board, Role] | None:
    """The board and what this person is on it, in one statement; None for a stranger."""
    found = db.session.execute(_ENTERED, {"board": board_id, "user": user_id}).one_or_none()
    return (found[0], found[1]) if found else None


def role_of(board: Board, user: User | Person) -> Role | None:
    """What this person is on this board; None for a stranger."""
    mine = (Membership.board_id == board.id, Membership.user_id == user.id, Membership.removed_at.is_(None))
    return db.session.scalar(select(Membership.role).where(*mine))


def roles(board_ids: Collection[int]) -> dict[tuple[int, int], tuple[Role, bool]]:
    """What everybody is on these boards, by board and account, and whether the board is open."""
    columns = (Membership.board_id, Membership.user_id, Membership.role, Board.closed_at.is_(None).label("open"))
    query = select(*columns).join(Board, Board.id == Membership.board_id).where(Membership.removed_at.is_(None))
    rows = db.session.execute(query.where(Membership.board_id.in_(board_ids)))
    return {(row.board_id, row.user_id): (row.role, bool(row.open)) for row in rows}


def of(user: User | Person) -> list[Board]:
    """The boards this person belongs to, the newest first."""
    mine = (Membership.user_id == user.id, Membership.removed_at.is_(None))
    return list(db.session.scalars(select(Board).join(Membership).where(*mine).order_by(Board.id.desc())))


def _title(title: str) -> str:
    return typed.line("title", title, TITLE_LIMIT, empty="title_empty")


def _aim(aim: str) -> str:
    return typed.line("aim", aim, AIM_LIMIT)


def _cap(cap: int) -> int:
    if not 1 <= cap <= CAP_MOST:
        raise Invalid("cap", "out_of_range", least=1, most=CAP_MOST)
    return cap


def _day0(day0: date) -> date:
    if not 2000 <= day0.year <= 2100:
        raise Invalid("day0", "date_invalid")
    return day0


def _timezone(name: str | None) -> str:
    if name and name not in timezones():
        raise Invalid("timezone", "unknown_choice")
    return name or "UTC"


def _language(language: str | None) -> str:
    if language and language not in LOCALES:
        raise Invalid("language", "unknown_choice")
    return language or LOCALES[0]


_CLEAN: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "aim": _aim,
    "cap": _cap,
    "timezone": _timezone,
    "language": _language,
    "day0": _day0,
}
