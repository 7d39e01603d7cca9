"""Actions to files that leadership opens, and that come back without a change."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from boardapp.domain.words import fold
from boardapp.exchange.guard import guard
from boardapp.exchange.headers import FIELDS, HEADERS
from boardapp.exchange.values import WORDS, word

__all__ = ["HEADERS", "RECORD_KEYS", "csv_line", "csv_lines", "file_name", "json_document"]

RECORD_KEYS = {field: "rank_number" if field == "rank" else field for field in HEADERS["en"]}
"""Field → key of a record, in the order of the columns: `rank` here is a position, not the board's fractional key."""

DELIMITERS = {"fr": ";", "en": ","}
_SLUG_LIMIT = 60


def csv_lines(records: Iterable[Mapping[str, object]], locale: str) -> Iterator[bytes]:
    """One line of the file at a time, so that a board of 20,000 actions is never held as text."""
    delimiter = DELIMITERS[locale]
    yield b"\xef\xbb\xbf" + csv_line(HEADERS[locale].values(), delimiter)
    for record in records:
        cells = (_cell(field, record.get(key), locale) for field, key in RECORD_KEYS.items())
        yield csv_line(cells, delimiter)


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


def _cell(field: str, value: object, locale: str) -> str:
    if value is None:
        text = ""
    elif field == "ref":
        text = f"A-{value}"
    elif field in WORDS:
        text = word(field, value, locale)
    else:
        text = _plain(value)
    return guard(text)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        text = value.date().isoformat()
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
    return text
