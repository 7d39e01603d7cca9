"""From the command to the first byte of an answer, on a database that is already there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.boards import board
from tests.served import free_port

Pair = tuple[Callable[[], object], Callable[[], object]]
BARE = "import flask\napp = flask.Flask('bare')\napp.add_url_rule('/up', view_func=lambda: 'up')\n"


@contextmanager
def first_byte(folder: Path) -> Iterator[Pair]:
    with board(folder, 100):
        pass
    (folder / "bare.py").write_text(BARE)
    port = free_port()
    product = [sys.executable, "-m", "boardapp.cli", "serve", "--port", str(port)]
    floor = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log", "--port", str(port), "bare:app"]
    environ = os.environ | {
        "BOARDAPP_INSTANCE": str(folder),
        "PYTHONPATH": os.pathsep.join((str(folder), str(Path.cwd()))),
    }
    yield lambda: _answered(product, port, environ), lambda: _answered(floor, port, environ)


def _answered(command: list[str], port: int, environ: dict[str, str]) -> float:
    """How many seconds it took; stopping it again does not count."""
    quiet = subprocess.DEVNULL
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet)
    try:
        while not _first_byte(port):
            assert process.poll() is None, f"{command} ended"
            time.sleep(0.005)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _first_byte(port: int) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
            link.sendall(b"GET /up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return link.recv(1)
    except OSError:
        return b""
