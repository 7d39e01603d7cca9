"""Ten thousand rows come in: what that takes, how long somebody else who writes meanwhile waits, how much memory."""

import csv
import io
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from boardapp.asgi import run_evenly
from boardapp.database import PRAGMAS, db, sqlite
from boardapp.domain import inventory, opening, people
from boardapp.domain.boards import Board
from boardapp.domain.events import By
from boardapp.domain.imports import taking
from boardapp.domain.imports.taking import Taking
from boardapp.domain.inventory import Entry
from boardapp.exchange import intake
from tests.bench.boards import BOARD, board
from tests.bench.lines import Line, compared, cpu

ROWS = 10_000
PAUSE = 0.05
ALONE = 40


def lines(folder: Path) -> Iterator[Line]:
    folder.mkdir()
    with _pair(folder) as (product, floor):
        yield compared(
            "import of 10,000 rows", "csv.reader and executemany", cpu(product), cpu(floor), 3, goal="≤ 2 s of CPU"
        )
    yield from _waits(folder / "waits")
    run = [sys.executable, "-m", "tests.bench.taking_in", str(folder / "memory")]
    told = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    yield Line("memory of the same", float(told), unit="MB", goal="≤ 60 MB")


@contextmanager
def _pair(folder: Path) -> Iterator[tuple[Callable[[], object], Callable[[], object]]]:
    """Each turn into a board of its own."""
    content = _content()
    with board(folder / "import", 0) as (app, _):

        def product() -> None:
            with app.app_context():
                _take(content, None)

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


def _waits(folder: Path) -> Iterator[Line]:
    """Somebody adds an action every so often, on the same board: the longest of all. Threads take turns as they do in
    the server."""
    run_evenly()
    with board(folder, 12) as (app, _):
        alone = _writing(app, lambda: time.sleep(ALONE * PAUSE))

        def importing() -> None:
            with app.app_context():
                _take(_content(), db.session.get(Board, BOARD))

        beside = _writing(app, importing)
    goal = "≤ 100 ms"
    yield Line("longest wait of another writer", max(beside), max(alone), "without an import", len(beside), goal=goal)


def _writing(app: Flask, meanwhile: Callable[[], object]) -> list[float]:
    over, times = threading.Event(), []

    def write() -> None:
        with app.app_context():
            by = _by()
            while not over.wait(PAUSE):
                begun = time.perf_counter()
                inventory.add(db.session.get_one(Board, BOARD), [Entry("Une de plus")], by=by)
                times.append((time.perf_counter() - begun) * 1000)

    writer = threading.Thread(target=write)
    writer.start()
    meanwhile()
    over.set()
    writer.join()
    return times


def _take(content: bytes, into: Board | None) -> None:
    by, reading = _by(), intake.read(content)
    into = into or opening.open_board("Une autre", db.session.get_one(people.User, by.id), by=by)
    made = taking.take(Taking(into, reading.drafts, reading.mapped), by=by)
    assert made.imported == ROWS


def _by() -> By:
    user = people.find("amina@example.fr")
    assert user is not None
    return By("user", user.id, datetime.now(UTC))


def _content() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["action", "customer_need", "owner", "due", "category"])
    for at in range(ROWS):
        owner, day = f"Person {at % 40}", f"2026-12-{at % 28 + 1:02}"
        writer.writerow([f"Call the customers of district {at}", "Know before leaving home", owner, day, "service"])
    return out.getvalue().encode()


def _high() -> float:
    """The most memory this process has held so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _memory(folder: Path) -> float:
    with board(folder, 12) as (app, _), app.app_context():
        content, before = _content(), _high()
        _take(content, db.session.get(Board, BOARD))
        return _high() - before


if __name__ == "__main__":
    print(_memory(Path(sys.argv[1])))
