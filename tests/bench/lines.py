"""What is printed: one line for each figure, with the floor under it and how far from it the product is."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Job = Callable[[], object]  # one that returns a float has measured itself, in seconds


@dataclass(frozen=True)
class Line:
    """One figure: the median of as many turns, unless `what` says something else, and what 99 of 100 stay under."""

    what: str
    product: float
    floor: float | None = None
    floor_is: str = ""
    turns: int = 1
    p99: float | None = None
    unit: str = "ms"
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        return self.product / self.floor if self.floor else None

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio}


def compared(what: str, floor_is: str, product: Job, floor: Job, turns: int, *, goal: str = "") -> Line:
    """One after the other, so that a machine that is busy for a while slows both."""
    product(), floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(turns):
        for job, taken in zip((product, floor), times, strict=True):
            begun = time.perf_counter()
            told = job()
            seconds = told if isinstance(told, float) else time.perf_counter() - begun
            taken.append(seconds * 1000)
    return of_times(what, times[0], times[1], floor_is, goal)


def cpu(job: Job) -> Job:
    """The same, of which only the time of the processor counts."""

    def measured() -> float:
        begun = time.process_time()
        job()
        return time.process_time() - begun

    return measured


def of_times(
    what: str, times: Sequence[float], floor: Sequence[float] = (), floor_is: str = "", goal: str = ""
) -> Line:
    """Of times in milliseconds."""
    least = statistics.median(floor) if floor else None
    p99 = statistics.quantiles(times, n=100, method="inclusive")[98]
    return Line(what, statistics.median(times), least, floor_is, len(times), p99, goal=goal)


def heading() -> str:
    return f"{'what':<42}{'product':>10}    {'p99':>8}{'floor':>10}{'ratio':>7}   {'goal':<30}the floor is"


def row(line: Line) -> str:
    p99, floor, ratio = (_number(each) for each in (line.p99, line.floor, line.ratio))
    taken = f"{_number(line.product):>10} {line.unit:<3}{p99:>8}{floor:>10}{ratio:>7}"
    return f"{line.what:<42}{taken}   {line.goal:<30}{line.floor_is}".rstrip()


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
