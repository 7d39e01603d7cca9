"""Actions to files that leadership opens, and that come back without a change."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from boardapp.domain.words import fold
from boardapp.exchange.guard import seal
from boardapp.exchange.headers import FIELDS, HEADERS
from boardapp.exchange.values import WORDS

__all__ = ["HEADERS", "RECORD_KEYS", "csv_line", "csv_lines", "file_name", "json_document"]

RECORD_KEYS = {field: "rank_number" if field == "rank" else field for field in HEADERS["en"]}
"""Field → key of a record, in the order of the columns: `rank` here is a position, not the board's fractional key."""

DAYS = frozenset({"due_on", "done_on", "created_on", "archived_on"})
NUMBERS = frozenset({"rank", "challenge_level", "effort", "days_late", "votes", "version"})
DELIMITERS = {"fr": ";", "en": ","}
_SLUG_LIMIT = 60


def csv_lines(
    records: Iterable[Mapping[str, object]], locale: str, columns: Collection[str] | None = None
) -> Iterator[bytes]:
    """One line of the file at a time, so that a board of 20,000 actions is never held as text. The columns asked for
    stand in the order of all of them."""
    chosen = chosen_columns(columns)
    line: Callable[[Iterable[object]], str] = csv.writer(
        _Aloud(), delimiter=DELIMITERS[locale], quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    ).writerow
    yield b"\xef\xbb\xbf" + line(HEADERS[locale][field] for field in chosen).encode()
    cells = [(RECORD_KEYS[field], _writer(field, locale)) for field in chosen]
    for record in records:
        yield line([write(record.get(key)) for key, write in cells]).encode()


def chosen_columns(columns: Collection[str] | None = None) -> list[str]:
    """The fields of a file in their agreed order: those asked for that there are, all of them where that is none."""
    return [field for field in RECORD_KEYS if columns and field in columns] or list(RECORD_KEYS)


def csv_line(cells: Iterable[str], delimiter: str) -> bytes:
    """Cells as they are: whoever makes them from what people wrote guards them first."""
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    return (delimiter.join(quoted) + "\r\n").encode()


def json_document(board: Mapping[str, object], records: Iterable[Mapping[str, object]]) -> str:
    """`{"format": "troistemps", "version": 1, "board": {…}, "actions": [{…}, …]}`.

    Every action has the keys of `FIELDS`, in that order, with the codes of the database ("to_start", "now"), `ref` and
    `rank` as whole numbers, dates as YYYY-MM-DD and null for what is not set. Any other key of a record stays out.
    """
    actions = [{field: record.get(RECORD_KEYS[field]) for field in FIELDS} for record in records]
    document = {"format": "troistemps", "version": 1, "board": dict(board), "actions": actions}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"


def file_name(title: str, day: int, on: date, extension: str) -> str:
    """Safe in every file system and header: the title survives as far as plain letters go."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title))[:_SLUG_LIMIT].strip("-")
    return f"{slug or 'board'}_J{day}_{on.isoformat()}.{extension}"


class _Aloud:
    """A file for `csv.writer` that hands back what is written to it."""

    @staticmethod
    def write(text: str) -> str:
        return text


def _writer(field: str, locale: str) -> Callable[[Any], object]:
    """What makes the cells of this column: settled once, as it is asked for ten thousand times."""
    if field == "ref":
        write: Callable[[Any], object] = reference
    elif field in WORDS:
        write = worded(field, locale)
    elif field in DAYS:
        write = _day
    elif field in NUMBERS:
        write = _as_it_is
    else:
        write = _text
    return write


def reference(number: int | None) -> str:
    return "" if number is None else f"A-{number}"


def worded(field: str, locale: str) -> Callable[[Any], str]:
    """Values of this field to words; one that the tables do not know is written as it is: no export fails over it."""
    known = {value: words[locale] for value, words in WORDS[field].items()}
    return lambda value: "" if value is None else known.get(value) or seal(str(value))


def _text(value: Any) -> str:
    return seal(value) if value else ""


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()[:10]


def _as_it_is(value: Any) -> object:
    return value


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        text = value.date().isoformat()
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
    return text
