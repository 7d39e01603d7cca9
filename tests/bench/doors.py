"""Servers that are measured: the product as it is served, and the least that the same server could do."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response

from boardapp import config, create_app
from boardapp.asgi import Door
from boardapp.database import committed
from boardapp.web.live import Live
from tests.served import free_port

BODY, TIMES = "BENCH_BODY", "BENCH_TIMES"  # files: what the floor answers; when the product committed


def constant() -> Door:
    """A view that returns the same bytes, behind the product's own door."""
    body = Path(os.environ[BODY]).read_bytes()
    app = Flask("constant")
    app.extensions["settings"] = config.read()
    app.extensions["live"] = Live(app)
    headers = {"Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-8"}
    app.add_url_rule("/boards/1", view_func=lambda: Response(body, headers=headers), endpoint="page")
    app.add_url_rule("/up", view_func=lambda: "up", endpoint="up")
    return Door(app)


def timed() -> Door:
    """The product, which also writes down when each of its commits was durable."""
    app = create_app()
    tell, file = committed.tell, Path(os.environ[TIMES]).open("a", buffering=1)  # noqa: SIM115  as long as the server

    def told() -> None:
        file.write(f"{time.monotonic()}\n")
        tell()

    committed.tell = told  # type: ignore[method-assign]
    return Door(app)


@contextmanager
def open_(factory: str, **environ: str) -> Iterator[tuple[int, int]]:
    """Its port and process, on the same server and with the same options as `boardapp serve`."""
    port = free_port()
    options = ["--interface", "asgi", "--http", "1", "--workers", "1", "--no-log", "--factory", "--port", str(port)]
    command = [sys.executable, "-m", "granian", *options, f"tests.bench.doors:{factory}"]
    process = subprocess.Popen(command, env=os.environ | environ)
    try:
        while not _up(port):
            assert process.poll() is None, "it ended"
            time.sleep(0.02)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def family(pid: int) -> list[int]:
    """This process and all it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [each for child in task.read_text().split() for each in family(int(child))]
    return found


def memory(pid: int) -> float:
    """Megabytes that these processes hold, what they share counted once."""
    texts = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in family(pid)]
    return sum(int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0]) for text in texts) / 1024


def used(pid: int) -> float:
    """Milliseconds of processor time so far."""
    ticks = 0
    for each in family(pid):
        ticks += sum(map(int, Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _up(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"GET /up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return line.recv(12).endswith(b"200")
    except OSError:
        return False
