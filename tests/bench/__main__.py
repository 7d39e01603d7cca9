"""`make bench`: what the product takes beside the floor under it, measured in turns in the same run.

The floor is the least that could do the same job on this machine with the same tools, so a ratio means the same on a
slow machine and a fast one. Nothing here passes or fails.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import files, pages, starts

Job = Callable[[], object]  # one that returns a float has measured itself, in seconds


@dataclass(frozen=True)
class Line:
    """One comparison, in milliseconds: the medians of as many turns, and what 99 of 100 of the product stay under."""

    what: str
    product: float
    floor: float
    floor_is: str
    turns: int
    p99: float = 0.0

    @property
    def ratio(self) -> float:
        return self.product / self.floor


def compared(what: str, floor_is: str, product: Job, floor: Job, turns: int) -> Line:
    """One after the other, so that a machine that is busy for a while slows both."""
    product(), floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(turns):
        for job, taken in zip((product, floor), times, strict=True):
            begun = time.perf_counter()
            told = job()
            seconds = told if isinstance(told, float) else time.perf_counter() - begun
            taken.append(seconds * 1000)
    p99 = statistics.quantiles(times[0], n=100, method="inclusive")[98]
    return Line(what, statistics.median(times[0]), statistics.median(times[1]), floor_is, turns, p99)


def measured(folder: Path) -> Iterator[Line]:
    with ExitStack() as held:
        constant = "a Flask view of the same bytes"
        product, floor = held.enter_context(pages.board_page(folder / "page"))
        yield compared("board page, 500 actions", constant, product, floor, 400)
        product, floor = held.enter_context(pages.still_stands(folder / "still"))
        yield compared("the same, unchanged: 304", constant, product, floor, 400)
        for count in (500, 2000):
            product, floor = held.enter_context(pages.first_load(folder / f"first-{count}", count))
            yield compared(f"after a change, {count:,}", constant, product, floor, 100)
        product, floor = held.enter_context(pages.move(folder / "move"))
        yield compared("move of an action", "a bare SQLite transaction, same pragmas", product, floor, 200)
        product, floor = held.enter_context(files.taking_in(folder / "import"))
        yield compared("import of 10,000 rows", "csv.reader and executemany", product, floor, 3)
        product, floor = held.enter_context(files.giving_out(folder / "export"))
        yield compared("export of 10,000 rows", "csv.writer", product, floor, 5)
        product, floor = held.enter_context(starts.first_byte(folder / "start"))
        yield compared("start to first byte", "Granian with a one-line Flask view", product, floor, 5)


def row(line: Line) -> str:
    taken = f"{line.product:>10.2f} ms{line.p99:>10.2f} ms{line.floor:>10.3f} ms{line.ratio:>9.1f}"
    return f"{line.what:<26}{taken}   {line.floor_is}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    as_json = parser.parse_args().json
    lines = []
    if not as_json:
        print(f"{'what':<26}{'product':>13}{'p99':>13}{'floor':>13}{'ratio':>9}   the floor is")
    with tempfile.TemporaryDirectory(prefix="board-bench-", dir=Path.cwd()) as folder:
        for line in measured(Path(folder)):
            lines.append(asdict(line) | {"ratio": line.ratio})
            if not as_json:
                print(row(line), flush=True)
    if as_json:
        print(json.dumps({"unit": "ms", "lines": lines}))


if __name__ == "__main__":
    main()
