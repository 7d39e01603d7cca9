"""Files that somebody chose and has not confirmed yet. Bookkeeping: they are no fact of the board."""

import json
import zlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from boardapp.database import Base, UTCDateTime, db, keep
from boardapp.domain.boards import Board
from boardapp.domain.errors import Conflict
from boardapp.domain.events import Closed
from boardapp.domain.imports.staging import outdated
from boardapp.domain.words import clean_line, unstorable

KEPT_FOR = timedelta(days=1)
KEPT_MOST = 5
SHEET_LIMIT = 200


class ImportDraft(Base):
    """A file as it came, the table that was read in it, and how its columns and rows are to be taken.

    `choices` is what people chose besides the columns: {"all": "free", "rows": {"17": "file"}} (see `judging`).
    """

    __tablename__ = "import_draft"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    mapping: Mapped[list[str | None] | None] = mapped_column(JSON)
    kept: Mapped[list[int] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    parsed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sheet: Mapped[str | None] = mapped_column(String(SHEET_LIMIT))
    header_line: Mapped[int | None]
    choices: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ready: Mapped[int | None]  # how many of `total` rows are staged, once somebody has confirmed
    total: Mapped[int | None]

    board: Mapped[Board] = relationship()

    @property
    def table(self) -> dict[str, Any]:
        """The table in plain values, as the reader gave it."""
        found: dict[str, Any] = json.loads(zlib.decompress(self.parsed or b""))
        return found


def keep_file(
    board: Board, user_id: int, file_name: str, content: bytes, *, table: dict[str, Any], at: datetime
) -> int:
    """Put a file aside for its preview; returns the draft's id. Nobody fills the disk with files they never confirm."""
    if board.closed_at is not None:
        raise Closed
    name = "" if unstorable(file_name) else clean_line(file_name)[:200]
    row = {"board_id": board.id, "user_id": user_id, "file_name": name, "content": content, "created_at": at}
    mine = select(ImportDraft.id).where(ImportDraft.user_id == user_id).order_by(ImportDraft.id.desc())
    with keep() as connection:
        connection.execute(_outdated(at))
        connection.execute(delete(ImportDraft).where(ImportDraft.id.in_(mine.offset(KEPT_MOST - 1))))
        made = insert(ImportDraft).values(**row, parsed=_packed(table)).returning(ImportDraft.id)
        return connection.execute(made).scalar_one()


def keep_table(draft: ImportDraft, table: dict[str, Any], sheet: str | None, header_line: int | None) -> None:
    """The same file read in another way: what was chosen about its columns and rows no longer holds. A sheet of a
    name beyond all measure is not asked for by it again."""
    sheet = sheet if len(sheet or "") <= SHEET_LIMIT else None
    anew = {"mapping": None, "kept": None, "choices": None}
    _keep(draft, parsed=_packed(table), sheet=sheet, header_line=header_line, **anew)


def keep_mapping(draft: ImportDraft, mapping: list[str | None], kept: list[int]) -> None:
    _keep(draft, mapping=mapping, kept=kept)


def keep_choices(draft: ImportDraft, choices: dict[str, Any]) -> None:
    _keep(draft, choices=choices)


def keep_progress(draft_id: int, ready: int, total: int) -> None:
    with keep() as connection:
        connection.execute(update(ImportDraft).where(ImportDraft.id == draft_id).values(ready=ready, total=total))


def forget(draft_id: int) -> None:
    with keep() as connection:
        connection.execute(delete(ImportDraft).where(ImportDraft.id == draft_id))


def use_up(draft_id: int) -> None:
    """Within a change: two open previews of one file import it once."""
    gone = db.session.execute(delete(ImportDraft).where(ImportDraft.id == draft_id).returning(ImportDraft.id))
    if gone.one_or_none() is None:
        raise Conflict("import_done")


def purge(at: datetime) -> None:
    """Housekeeping: files nobody confirmed within a day, and rows staged for them."""
    with keep() as connection:
        connection.execute(_outdated(at))
        connection.execute(outdated(at - KEPT_FOR))


def _keep(draft: ImportDraft, **values: Any) -> None:
    this = ImportDraft.id == draft.id
    with keep() as connection:
        connection.execute(update(ImportDraft).where(this).values(**values))
    db.session.rollback()  # what is kept is seen from here on


def _packed(table: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(table, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _outdated(at: datetime) -> Any:
    return delete(ImportDraft).where(ImportDraft.created_at < at - KEPT_FOR)
