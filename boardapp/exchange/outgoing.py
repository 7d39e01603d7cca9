"""A board on its way out: its rows as the records that `writing` turns into files. Web and CLI begin here."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from boardapp.domain import categories, listing
from boardapp.domain.boards import Board
from boardapp.domain.categories import SEEDS
from boardapp.domain.listing import Filter
from boardapp.exchange import calendars, workbooks_out
from boardapp.exchange.writing import csv_lines, file_name, json_document

_IN_MEMORY, _PIECE = 1024 * 1024, 64 * 1024


def records(board: Board, at: datetime, locale: str, wanted: Filter | None = None) -> Iterator[dict[str, Any]]:
    """The actions that are wanted, every one unless told, archived ones last; all of one moment."""
    zone, today = ZoneInfo(board.timezone), board.today(at)
    places, names = listing.places(board), tuple[str, ...]()
    for row in listing.everything(board, wanted, today):
        names = names or row._fields  # made anew each time it is asked for
        record = dict(zip(names, row, strict=True))
        archived, category = record["archived_at"], record["category_key"]
        record["category"] = record["category_name"] or (SEEDS[category][locale] if category else "")
        record["rank_number"] = places.get(record["id"])
        record["days_late"] = _days_late(record, today)
        record["created_on"] = record["created_at"].astimezone(zone).date()
        record["archived_on"] = archived.astimezone(zone).date() if archived else None
        record["changed"], record["version"] = record["version"], record["as_of"]
        yield record


class _Aside(SpooledTemporaryFile[bytes]):
    """`_pieces` closes it. An answer that nobody reads is let go of as a whole, and this may then be the first part."""

    def __del__(self) -> None:
        self.close()


def csv_file(
    board: Board, at: datetime, locale: str, columns: Collection[str] | None = None, wanted: Filter | None = None
) -> Iterator[bytes]:
    """The file in pieces. It is written now: it holds what is so now, and no slow line keeps the database waiting."""
    return _in_pieces(_kept(csv_lines(records(board, at, locale, wanted), locale, columns)))


def xlsx_file(
    board: Board, at: datetime, locale: str, layout: workbooks_out.Layout | None = None, wanted: Filter | None = None
) -> Iterator[bytes]:
    """The same as a workbook."""
    found = records(board, at, locale, wanted)
    file = _Aside(_IN_MEMORY)
    workbooks_out.write(file, found, locale, board.title, layout or workbooks_out.Layout())
    return _in_pieces(file)


def ics_file(
    board: Board, at: datetime, locale: str, *, base: str = "", wanted: Filter | None = None,
    only: Collection[int] | None = None,
) -> bytes:  # fmt: skip
    """The due dates as a calendar. `base` is the address of this installation, where it is known and opens to whoever
    has the file; `only` are the ids of the actions that go in."""
    found = (each for each in records(board, at, locale, wanted) if only is None or each["id"] in only)
    return calendars.ics_file(found, board.title, locale=locale, base=base)


def json_file(board: Board, at: datetime, locale: str, wanted: Filter | None = None) -> str:
    """A table of actions; `boardfile` writes the whole board."""
    about = {name: getattr(board, name) for name in ("uid", "title", "aim", "day0", "cap", "timezone", "language")}
    about |= {"categories": [each.label(locale) for each in categories.of(board)], "exported_at": at.isoformat()}
    return json_document(about, records(board, at, locale, wanted))


def at_once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file that is written now and sent as slowly as the line takes it."""
    return _in_pieces(_kept(lines))


def name(board: Board, at: datetime, extension: str) -> str:
    """What the file is called: the board, the day of its 30 days, the date."""
    return file_name(board.title, board.day(at), board.today(at), extension)


def _days_late(record: dict[str, Any], today: date) -> int | None:
    due = record["due_on"]
    late = due is not None and due < today and not record["status"].over and record["archived_at"] is None
    return (today - due).days if late else None


def _kept(lines: Iterable[bytes]) -> IO[bytes]:
    file = _Aside(_IN_MEMORY)
    for line in lines:  # `writelines` would keep all of them in memory first
        file.write(line)
    return file


def _in_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Begun before it is handed on: so it closes the file also where nobody reads it."""
    pieces = _pieces(file)
    next(pieces)
    return pieces


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        yield b""
        while piece := file.read(_PIECE):
            yield piece
