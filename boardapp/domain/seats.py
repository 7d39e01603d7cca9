"""Who asks for a board, and where both stand: all that decides which page of it somebody gets, in one statement."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Integer, String, bindparam, select, true

from boardapp.database import UTCDateTime, db
from boardapp.domain.boards import Board, Membership
from boardapp.domain.facts import Instance
from boardapp.domain.people import User
from boardapp.domain.sessions import COUNTS, UserSession, hash_of


class Seat(NamedTuple):
    """`accounts` moves with every change of an account: a name, a language, a theme."""

    user_id: int
    locale: str | None
    role: str
    board_id: int
    version: int
    labels_version: int
    timezone: str
    epoch: str
    accounts: int


_session, _user, _mine, _board, _instance = (
    each.__table__.c for each in (UserSession, User, Membership, Board, Instance)
)
_SEAT = (
    select(
        _user.id, _user.locale, _mine.role, _board.id, _board.version, _board.labels_version, _board.timezone,
        _instance.epoch, _instance.version,
    )
    .select_from(UserSession.__table__)
    .join(User.__table__, _user.id == _session.user_id)
    .join(Membership.__table__, _mine.user_id == _user.id)
    .join(Board.__table__, _board.id == _mine.board_id)
    .join(Instance.__table__, true())
    .where(
        _session.token_hash == bindparam("token_hash", type_=String),
        *COUNTS,
        _board.id == bindparam("board", type_=Integer),
        _mine.removed_at.is_(None),
    )
)  # fmt: skip


def epoch() -> str:
    """Which life of the database this is: a restored one begins another."""
    return db.session.execute(select(_instance.epoch)).scalar_one()


def of(token: str, board_id: int, at: datetime) -> Seat | None:
    """The seat of whoever holds this session at this board; None where they have none.

    Asked before each page that is kept, so without a session or transaction of its own: those cost ten times what the
    answer costs."""
    asked = _asked(db.engine.dialect)
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(asked.sql, asked.values(hash_of(token), board_id, at))
        rows = cursor.fetchall()  # all, so that the driver lets go of its statement and can use it again
    finally:
        connection.close()
    return Seat(*rows[0]) if rows else None


class _Asked:
    """The statement in the words of one database."""

    def __init__(self, dialect: Dialect) -> None:
        compiled = _SEAT.compile(dialect=dialect)
        self.sql = str(compiled)
        self._order = compiled.positiontup
        self._moment = UTCDateTime().dialect_impl(dialect).bind_processor(dialect) or (lambda at: at)

    def values(self, token_hash: str, board_id: int, at: datetime) -> Any:
        named = {"token_hash": token_hash, "board": board_id, "at": self._moment(at)}
        return [named[name] for name in self._order] if self._order else named


_asked = lru_cache(maxsize=8)(_Asked)
