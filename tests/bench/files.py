"""Ten thousand rows in, and out again."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from boardapp.database import PRAGMAS, db, sqlite
from boardapp.domain import imports, opening, people
from boardapp.domain.boards import Board
from boardapp.domain.events import By
from boardapp.exchange import intake, outgoing
from tests.bench.boards import BOARD, board

ROWS = 10_000
Pair = tuple[Callable[[], object], Callable[[], object]]


@contextmanager
def taking_in(folder: Path) -> Iterator[Pair]:
    """Each turn into a board of its own."""
    content = _content()
    with board(folder, 0) as (app, _):

        def product() -> None:
            with app.app_context():
                user = people.find("amina@example.fr")
                by = By("user", user.id, datetime.now(UTC))
                reading = intake.read(content)
                made = imports.take(opening.open_board("Une autre", user, by=by), reading.drafts, reading.mapped, by=by)
                assert made.imported == ROWS

        connection = sqlite.connect(folder / "bare.sqlite", isolation_level=None)
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
        connection.execute("CREATE TABLE action(id INTEGER PRIMARY KEY, title, need, owner, due, category)")

        def floor() -> None:
            rows = list(csv.reader(io.StringIO(content.decode())))[1:]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO action(title, need, owner, due, category) VALUES (?, ?, ?, ?, ?)", rows)
            connection.execute("COMMIT")

        yield product, floor
        connection.close()


@contextmanager
def giving_out(folder: Path) -> Iterator[Pair]:
    at = datetime.now(UTC)
    with board(folder, ROWS) as (app, _):

        def product() -> bytes:
            with app.app_context():
                found = db.session.get(Board, BOARD)
                assert found is not None
                return b"".join(outgoing.csv_file(found, at, "en"))

        lines = list(csv.reader(io.StringIO(product().decode("utf-8-sig"))))

        def floor() -> bytes:
            out = io.StringIO()
            csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
            return out.getvalue().encode()

        yield product, floor


def _content() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["action", "customer_need", "owner", "due", "category"])
    for at in range(ROWS):
        owner, day = f"Person {at % 40}", f"2026-12-{at % 28 + 1:02}"
        writer.writerow([f"Call the customers of district {at}", "Know before leaving home", owner, day, "service"])
    return out.getvalue().encode()
