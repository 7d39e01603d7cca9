"""The clients of a measurement, in a process of their own: requests over lines kept open, or streams.

`python -m tests.bench.load` reads from standard input what to do, as JSON, and writes what it saw.
"""

import asyncio
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

MARK = b'data-version="'
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def asked(port: int, requests: list[list[bytes]], seconds: float, pause: float = 0.0) -> dict[str, Any]:
    """One client for each list of requests, which it sends in turns: times in ms, how often each status, how many a
    second. With a pause it thinks that long between two, on average."""
    texts = [[each.decode("latin-1") for each in mine] for mine in requests]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps({"port": port, "requests": texts, "seconds": seconds, "pause": pause}),
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@contextmanager
def listening(port: int, requests: list[bytes]) -> Iterator["Listeners"]:
    """Each request opens a stream."""
    texts = [[each.decode("latin-1")] for each in requests]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    process.stdin.write(json.dumps({"port": port, "requests": texts, "seconds": 0, "pause": 0}))
    process.stdin.close()
    try:
        yield Listeners(process)
    finally:
        process.terminate()
        process.wait()
        assert process.stdout
        process.stdout.close()


class Listeners:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def heard(self) -> dict[str, float]:
        """First, that all are open; then of each message when the half of them had it, and when all, and its size."""
        assert self._process.stdout
        told: dict[str, float] = json.loads(self._process.stdout.readline())
        return told


class Asker(asyncio.Protocol):
    """One client that waits for each answer before it asks again."""

    def __init__(self, requests: list[bytes], end: float, pause: float, seen: dict[str, Any]) -> None:
        self.requests, self.end, self.pause, self.seen = cycle(requests), end, pause, seen
        self.over = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()
        self.due = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.line: Any = transport
        asyncio.get_running_loop().call_later(random.uniform(0, 2 * self.pause), self._ask)  # people begin one by one

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.due and (head := self.buffer.find(b"\r\n\r\n")) > 0:
            length = _LENGTH.search(self.buffer, 0, head)
            self.due = head + 4 + (int(length[1]) if length else 0)
        if self.due and len(self.buffer) >= self.due:
            self.seen["times"].append((time.perf_counter() - self.begun) * 1000)
            self.seen["statuses"][self.buffer[9:12].decode()] += 1
            self.buffer.clear()
            self.due = 0
            wait = random.uniform(0, 2 * self.pause) if self.pause else 0
            asyncio.get_running_loop().call_later(wait, self._ask) if wait else self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def _ask(self) -> None:
        self.begun = time.perf_counter()
        if self.begun > self.end:
            self.line.close()
        else:
            self.line.write(next(self.requests))


class Ear(asyncio.Protocol):
    """One stream; it notes when each message came."""

    def __init__(self, request: bytes, every: list[list[float]], sizes: list[int]) -> None:
        self.request, self.every, self.sizes = request, every, sizes
        self.open = asyncio.get_running_loop().create_future()
        self.tail, self.turn = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.open.done():
            assert b" 200 " in data, data[:200]
            self.open.set_result(None)
        for _ in range((self.tail + data).count(MARK)):
            self.every[self.turn].append(time.monotonic())
            self.sizes.append(len(data))
            self.turn += 1
        self.tail = data[1 - len(MARK) :]


async def _ask_all(port: int, requests: list[list[bytes]], seconds: float, pause: float) -> None:
    seen: dict[str, Any] = {"times": [], "statuses": Counter()}
    loop, begun = asyncio.get_running_loop(), time.perf_counter()
    askers = [
        (await loop.create_connection(lambda mine=mine: Asker(mine, begun + seconds, pause, seen), "127.0.0.1", port))[
            1
        ]
        for mine in requests
    ]
    await asyncio.gather(*(asker.over for asker in askers))
    took = time.perf_counter() - begun
    print(json.dumps(seen | {"rate": len(seen["times"]) / took}), flush=True)


async def _listen_all(port: int, requests: list[list[bytes]]) -> None:
    every: list[list[float]] = [[] for _ in range(10_000)]
    sizes: list[int] = []
    loop = asyncio.get_running_loop()
    ears = [
        (await loop.create_connection(lambda mine=mine: Ear(mine[0], every, sizes), "127.0.0.1", port))[1]
        for mine in requests
    ]
    await asyncio.gather(*(ear.open for ear in ears))
    print(json.dumps({"open": len(ears)}), flush=True)
    for times in every:
        while len(times) < len(ears):
            await asyncio.sleep(0.02)
        print(json.dumps({"half": sorted(times)[len(times) // 2], "last": max(times), "size": sizes[-1]}), flush=True)


def main() -> None:
    told = json.load(sys.stdin)
    requests = [[each.encode("latin-1") for each in mine] for mine in told["requests"]]
    if told["seconds"]:
        asyncio.run(_ask_all(told["port"], requests, told["seconds"], told["pause"]))
    else:
        asyncio.run(_listen_all(told["port"], requests))


if __name__ == "__main__":
    main()
