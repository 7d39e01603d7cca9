"""`make bench`: what the product takes beside the floor under it, measured in the same run.

The floor is the least that could do the same job on this machine with the same tools, so a ratio means the same on a
slow machine and a fast one. Nothing here passes or fails.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import browsers, files, pages, rooms, starts, streams, taking_in, wire
from tests.bench.lines import Line, compared, heading, row

CONSTANT = "a Flask view of the same bytes"


def in_app(folder: Path) -> Iterator[Line]:
    with ExitStack() as held:
        product, floor = held.enter_context(pages.board_page(folder / "page"))
        yield compared("board page, 500 actions", CONSTANT, product, floor, 400, goal="≤ 5×")
        product, floor = held.enter_context(pages.still_stands(folder / "still"))
        yield compared("the same, unchanged: 304", CONSTANT, product, floor, 400, goal="≤ 4×")
        for count, goal in ((500, "p99 ≤ 15 ms"), (2000, "p99 ≤ 40 ms")):
            product, floor = held.enter_context(pages.first_load(folder / f"first-{count}", count))
            yield compared(f"after a change, {count:,}", CONSTANT, product, floor, 100, goal=goal)
        product, floor = held.enter_context(pages.move(folder / "move"))
        yield compared(
            "move of an action", "a bare SQLite transaction, same pragmas", product, floor, 200, goal="≤ 12×"
        )


def in_files(folder: Path) -> Iterator[Line]:
    yield from taking_in.lines(folder / "import")
    with files.giving_out(folder / "export") as pairs:
        product, floor = pairs["csv"]
        yield compared("export of 10,000 rows, CSV", "csv.writer", product, floor, 5, goal="≤ 0.3 s of CPU")
        product, floor = pairs["xlsx"]
        yield compared("export of 10,000 rows, XLSX", "a bare xlsxwriter loop", product, floor, 5, goal="≤ 2 s of CPU")


def at_start(folder: Path) -> Iterator[Line]:
    with starts.first_byte(folder / "start") as (product, floor):
        yield compared("start to first byte", "Granian with a one-line Flask view", product, floor, 5, goal="≤ 1.5 s")


PARTS: dict[str, Callable[[Path], Iterator[Line]]] = {
    "app": in_app,
    "wire": lambda folder: wire.lines(folder / "wire"),
    "streams": lambda folder: streams.lines(folder / "streams"),
    "browsers": lambda folder: browsers.lines(folder / "browsers"),
    "rooms": lambda folder: rooms.lines(folder / "rooms"),
    "start": at_start,
    "files": in_files,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all unless told")
    told = parser.parse_args()
    busy = os.getloadavg()[0]
    lines = []
    if not told.json:
        print(f"{os.cpu_count()} cores, load {busy:.1f} at the beginning\n{heading()}")
    with tempfile.TemporaryDirectory(prefix="board-bench-", dir=Path.cwd()) as folder:
        for part in told.parts or PARTS:
            for line in PARTS[part](Path(folder)):
                lines.append(line.plain())
                if not told.json:
                    print(row(line), flush=True)
    if told.json:
        print(json.dumps({"cores": os.cpu_count(), "load": busy, "lines": lines}))


if __name__ == "__main__":
    main()
