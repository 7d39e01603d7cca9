"""Rows that were not taken, given back as a file: as they stood, each with its reason, to be mended and sent again.

A file of ours is known as such when it comes back, and so are its seals; elsewhere they would be somebody's text.
"""

from collections.abc import Iterator, Mapping

from boardapp.exchange.guard import guard, seal
from boardapp.exchange.tables import Table
from boardapp.exchange.writing import DELIMITERS, csv_line


def csv_file(table: Table, why: Mapping[int, str], heading: str, locale: str) -> Iterator[bytes]:
    """`why` is line → reason. The columns keep their names, the reason stands behind them."""
    delimiter = DELIMITERS[locale]
    protect = seal if table.exact else guard
    names = [protect(cell) for cell in table.header]
    yield b"\xef\xbb\xbf" + csv_line([*names, heading], delimiter)
    for line, row in table.body():
        if line in why:
            yield csv_line([*map(protect, row), why[line]], delimiter)
