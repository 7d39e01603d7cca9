"""Ten thousand rows out."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter import Workbook

from boardapp.database import db
from boardapp.domain.boards import Board
from boardapp.exchange import outgoing
from tests.bench.boards import BOARD, board
from tests.bench.lines import cpu

ROWS = 10_000
Pair = tuple[Callable[[], object], Callable[[], object]]


@contextmanager
def giving_out(folder: Path) -> Iterator[dict[str, Pair]]:
    """By the ending of the file. Seconds of CPU, as a file is made while others ask for pages."""
    at = datetime.now(UTC)
    with board(folder, ROWS) as (app, _):

        def made(write: Callable[..., Iterator[bytes]]) -> bytes:
            with app.app_context():
                found = db.session.get(Board, BOARD)
                assert found is not None
                return b"".join(write(found, at, "en"))

        lines = list(csv.reader(io.StringIO(made(outgoing.csv_file).decode("utf-8-sig"))))
        yield {
            "csv": (cpu(lambda: made(outgoing.csv_file)), cpu(lambda: _bare_csv(lines))),
            "xlsx": (cpu(lambda: made(outgoing.xlsx_file)), cpu(lambda: _bare_xlsx(lines))),
        }


def _bare_csv(lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
    return out.getvalue().encode()


def _bare_xlsx(lines: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)
    return out.getvalue()
