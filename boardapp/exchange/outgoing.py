"""A board on its way out: its rows as the records that `writing` turns into files. Web and CLI begin here."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from boardapp.domain import categories, listing
from boardapp.domain.boards import Board
from boardapp.domain.categories import SEEDS
from boardapp.exchange.writing import csv_lines, file_name, json_document


def records(board: Board, at: datetime, locale: str) -> Iterator[dict[str, Any]]:
    """Every action, archived ones last. All rows are read before the first is given, so a file shows one moment."""
    zone, today = ZoneInfo(board.timezone), board.today(at)
    rows = listing.everything(board)
    return (_record(row, zone, today, locale) | {"version": board.version} for row in rows)


def csv_file(board: Board, at: datetime, locale: str) -> Iterator[bytes]:
    """The lines of the file; what it holds is read now, not when it is sent."""
    return csv_lines(records(board, at, locale), locale)


def json_file(board: Board, at: datetime, locale: str) -> str:
    about = {name: getattr(board, name) for name in ("uid", "title", "aim", "day0", "cap", "timezone", "language")}
    about |= {"categories": [each.label(locale) for each in categories.of(board)], "exported_at": at.isoformat()}
    return json_document(about, records(board, at, locale))


def name(board: Board, at: datetime, extension: str) -> str:
    """What the file is called: the board, the day of its 30 days, the date."""
    return file_name(board.title, board.day(at), board.today(at), extension)


def _record(row: Any, zone: ZoneInfo, today: date, locale: str) -> dict[str, Any]:
    late = row.due_on is not None and row.due_on < today and not row.status.over and row.archived_at is None
    return dict(row._mapping) | {
        "category": row.category_name or (SEEDS[row.category_key][locale] if row.category_key else ""),
        "rank_number": row.place if row.rank is not None else None,
        "days_late": (today - row.due_on).days if late else None,
        "created_on": row.created_at.astimezone(zone).date(),
        "archived_on": row.archived_at.astimezone(zone).date() if row.archived_at else None,
    }
