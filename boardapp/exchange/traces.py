"""What a workshop did, as a table for spreadsheets: its actions with their points, and the counts of the room."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from boardapp.exchange.guard import seal
from boardapp.exchange.values import word
from boardapp.exchange.writing import DELIMITERS, csv_line

_HEADERS = {
    "en": ("place", "ref", "action", "unites", "points", "people", "challenge level", "effort", "horizon"),
    "fr": ("place", "ref", "action", "réunit", "points", "personnes", "niveau d’enjeu", "effort", "horizon"),
}
_COUNTS = {
    "en": {"participants": "participants", "lines": "lines written", "writers": "people who wrote",
           "voters": "people who voted", "rounds": "rounds of voting"},
    "fr": {"participants": "participants", "lines": "lignes écrites", "writers": "personnes qui ont écrit",
           "voters": "personnes qui ont voté", "rounds": "tours de vote"},
}  # fmt: skip


def csv_file(counts: Mapping[str, int], rows: Sequence[Any], locale: str) -> Iterator[bytes]:
    """The actions in the order of their points, then a line per count of the room."""
    delimiter = DELIMITERS[locale]
    yield b"\xef\xbb\xbf" + csv_line(_HEADERS[locale], delimiter)
    for place, row in enumerate(rows, 1):
        votes = (row.united + 1, row.votes, row.voters, row.challenge_level, row.effort)
        horizon = word("horizon", row.horizon, locale)
        yield csv_line([*_texts((place, f"A-{row.ref}", row.title, *votes)), horizon], delimiter)
    for name, said in _COUNTS[locale].items():
        yield csv_line(["", "", said, *_texts([counts.get(name)])], delimiter)


def _texts(cells: Iterable[object]) -> list[str]:
    return ["" if cell is None else seal(str(cell)) for cell in cells]
