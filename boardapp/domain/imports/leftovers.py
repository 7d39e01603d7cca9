"""Rows of a file that were not taken, kept for a day for whoever sent it. Bookkeeping: no fact of the board."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, db, keep
from boardapp.domain.boards import Board
from boardapp.domain.imports.waiting import KEPT_FOR, KEPT_MOST


class ImportLeftover(Base):
    """A file of `count` rows with their reasons, made when the others were taken in."""

    __tablename__ = "import_leftover"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]
    packed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    board: Mapped[Board] = relationship()

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed)

    def outdated(self, at: datetime) -> bool:
        """Whether its day is over, though housekeeping has not come by yet."""
        return self.created_at < at - KEPT_FOR


def leave(of: Mapping[str, Any], count: int, content: bytes, at: datetime) -> int:
    """`of` says board_id, user_id and file_name. Returns its id. Each person has a few of the last day."""
    row = {**of, "count": count, "packed": zlib.compress(content, 1), "created_at": at}
    mine = select(ImportLeftover.id).where(ImportLeftover.user_id == of["user_id"]).order_by(ImportLeftover.id.desc())
    with keep() as connection:
        connection.execute(_outdated(at))
        connection.execute(delete(ImportLeftover).where(ImportLeftover.id.in_(mine.offset(KEPT_MOST - 1))))
        made = insert(ImportLeftover).values(row).returning(ImportLeftover.id)
        return connection.execute(made).scalar_one()


def left(board: Board, user_id: int, at: datetime) -> Sequence[ImportLeftover]:
    """Those of this person on this board, the latest first."""
    mine = (ImportLeftover.board_id == board.id, ImportLeftover.user_id == user_id)
    fresh = ImportLeftover.created_at >= at - KEPT_FOR
    return db.session.scalars(select(ImportLeftover).where(*mine, fresh).order_by(ImportLeftover.id.desc())).all()


def purge(at: datetime) -> None:
    """Housekeeping: those of more than a day ago."""
    with keep() as connection:
        connection.execute(_outdated(at))


def _outdated(at: datetime) -> Any:
    return delete(ImportLeftover).where(ImportLeftover.created_at < at - KEPT_FOR)
