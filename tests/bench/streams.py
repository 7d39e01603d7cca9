"""What it takes until 300 readers know of a change, and what they cost while nothing happens."""

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.bench import doors, load
from tests.bench.boards import board
from tests.bench.lines import Line, of_times
from tests.bench.wire import get
from tests.live.keys import Hand, beside, keys, position

MANY, EVENTS, APART, IDLE = 300, 40, 0.15, 10
STACK = (
    "import flask, flask_sqlalchemy, flask_login, flask_wtf, flask_babel, flask_htmx, sqlalchemy.orm, granian, brotli"
)
STACK_IS = "import of the stack"
LOOP = "one thread that sends the same bytes to 300 sockets, same client"


def lines(folder: Path) -> Iterator[Line]:
    folder.mkdir()
    with board(folder / "instance", 500):
        pass
    with beside(folder / "instance") as app:
        held = keys(app, "amina@example.fr", MANY // 10)
    stack = _stack()
    told = {
        "BOARDAPP_INSTANCE": str(folder / "instance"),
        "BOARDAPP_TIMEZONE": "UTC",
        doors.TIMES: str(folder / "times"),
    }
    with doors.open_("timed", **told) as (port, pid):
        at = position(f"http://127.0.0.1:{port}", held[0])
        yield Line("memory, idle", doors.memory(pid), stack, STACK_IS, unit="MB", goal="≤ 100 MB")
        requests = [get("/boards/1/live", held[turn // 10], f"Last-Event-ID: {at}") for turn in range(MANY)]
        with load.listening(port, requests) as ears:
            ears.heard()
            time.sleep(2)
            yield Line("memory, 300 streams", doors.memory(pid), stack, STACK_IS, unit="MB", goal="≤ 115 MB")
            yield Line("processor, 300 idle streams", _idle(pid), unit="%", goal="≤ 1 % of a core")
            with closing(Hand(f"http://127.0.0.1:{port}", held[0])) as hand:
                halves, lasts, size, spent = _events(hand, ears, pid, folder / "times")
    floors, floor_spent = _floor(size)
    yield of_times("commit → last of 300 streams", lasts, floors, LOOP, "p50 ≤ 2.5×, p99 ≤ 100 ms")
    yield of_times("commit → half of 300 streams", halves)
    yield Line("processor for each event, 300 streams", spent, floor_spent, LOOP, EVENTS, goal="≤ 15 ms")


def _idle(pid: int) -> float:
    before = doors.used(pid)
    time.sleep(IDLE)
    return (doors.used(pid) - before) / IDLE / 10


def _events(hand: Hand, ears: load.Listeners, pid: int, times: Path) -> tuple[list[float], list[float], int, float]:
    """Moves, one after the other: how long from each commit until the half and all had it, the size of a message, and
    the processor time for each with its POST."""
    known, before, told = len(times.read_text().split()), doors.used(pid), []
    for turn in range(EVENTS):
        said = hand.post("/actions/1/placement", beside="http://127.0.0.1/boards/1", horizon=("now", "later")[turn % 2])
        assert said.status == 200, said.status
        told.append(ears.heard())
        time.sleep(APART)
    spent = (doors.used(pid) - before) / EVENTS
    commits = [float(each) for each in times.read_text().split()[known:]]
    halves, lasts = ([_since(each[name], commits) for each in told] for name in ("half", "last"))
    return halves, lasts, int(told[-1]["size"]), spent


def _since(moment: float, commits: list[float]) -> float:
    """Milliseconds since the commit before it."""
    return (moment - max(each for each in commits if each < moment)) * 1000


def _floor(size: int) -> tuple[list[float], float]:
    """Times until the last had it, and the processor time for each turn."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=MANY) as server,
        load.listening(server.getsockname()[1], [b"GET / HTTP/1.1\r\n\r\n"] * MANY) as ears,
    ):
        lines = [server.accept()[0] for _ in range(MANY)]
        for line in lines:
            line.recv(1000)
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        ears.heard()
        message = load.MARK + b"x" * (size - len(load.MARK))
        taken, spent = [], []
        for _ in range(EVENTS):
            begun, used = time.monotonic(), time.thread_time()
            for line in lines:
                line.sendall(message)
            spent.append((time.thread_time() - used) * 1000)
            taken.append((ears.heard()["last"] - begun) * 1000)
            time.sleep(APART)
        for line in lines:
            line.close()
    return taken, statistics.mean(spent)


def _stack() -> float:
    """Megabytes of a process that has imported what the product stands on."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{STACK}; print(1, flush=True); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    megabytes = doors.memory(process.pid)
    process.communicate(b"\n")
    return megabytes
