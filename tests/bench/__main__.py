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
    """One comparison, in milliseconds: the medians of as many turns."""

    what: str
    product: float
    floor: float
    floor_is: str
    turns: int

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
    return Line(what, statistics.median(times[0]), statistics.median(times[1]), floor_is, turns)


def measured(folder: Path) -> Iterator[Line]:
    with ExitStack() as held:
        product, floor = held.enter_context(pages.board_page(folder / "page"))
        yield compared("board page, 500 actions", "a Flask view of the same bytes", product, floor, 40)
        product, floor = held.enter_context(pages.move(folder / "move"))
        yield compared("move of an action", "a bare SQLite transaction, same pragmas", product, floor, 60)
        product, floor = held.enter_context(files.taking_in(folder / "import"))
        yield compared("import of 10,000 rows", "csv.reader and executemany", product, floor, 3)
        product, floor = held.enter_context(files.giving_out(folder / "export"))
        yield compared("export of 10,000 rows", "csv.writer", product, floor, 5)
        product, floor = held.enter_context(starts.first_byte(folder / "start"))
        yield compared("start to first byte", "Granian with a one-line Flask view", product, floor, 5)


def row(line: Line) -> str:
    return f"{line.what:<26}{line.product:>10.1f} ms{line.floor:>10.1f} ms{line.ratio:>9.1f}   {line.floor_is}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    as_json = parser.parse_args().json
    lines = []
    if not as_json:
        print(f"{'what':<26}{'product':>13}{'floor':>13}{'ratio':>9}   the floor is")
    with tempfile.TemporaryDirectory(prefix="board-bench-", dir=Path.cwd()) as folder:
        for line in measured(Path(folder)):
            lines.append(asdict(line) | {"ratio": line.ratio})
            if not as_json:
                print(row(line), flush=True)
    if as_json:
        print(json.dumps({"unit": "ms", "lines": lines}))


if __name__ == "__main__":
    main()
