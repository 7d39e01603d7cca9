"""Reading a stranger's file in a process of its own: it has a little time, a little memory, and dies alone.

Short plain text is read where we are: it costs less than the start of a process and cannot grow.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boardapp.exchange.reading import is_plain_text, read_table
from boardapp.exchange.tables import MAX_BYTES, Table, Unreadable

HERE_MOST = 64 * 1024
SECONDS = 60
CPU_SECONDS = 20
WAIT_SECONDS = 30
MEMORY = 512 * 1024 * 1024
"""The clock is for a machine that is busy, the processor's time for the file. 20,000 rows of ours take half of it."""

_TURNS = threading.BoundedSemaphore(2)
"""However many send files at once, two of them are being read: the memory is that of two."""

_QUEUE = threading.BoundedSemaphore(4)
"""Two more wait. Who waits keeps one of the few threads that answer everybody: the next one is told to come back."""

_log = logging.getLogger("boardapp")

# The package's own __init__ would load the whole application, which takes ten times as long as to read a file: an
# empty package of that name with the same folder stands for it. An isolated Python may not know where libraries lie.
_START = """
import sys, types
package = sys.modules["boardapp"] = types.ModuleType("boardapp")
package.__path__ = [sys.argv[1]]
sys.path += [folder for folder in sys.argv[2:] if folder not in sys.path]
from boardapp.exchange.confined import answer
answer()
"""
_FOLDER = Path(__file__).parents[1]
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH")
"""What Python itself may need to start; nothing else of our environment is the reader's business."""


def read_apart(data: bytes, *, sheet: str | None = None, header_line: int | None = None) -> Table:
    """As `reading.read_table`, whatever the file does. Raises Unreadable."""
    if len(data) <= HERE_MOST and is_plain_text(data):
        return read_table(data, sheet=sheet, header_line=header_line)
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", limit=MAX_BYTES, found=len(data))
    limits = {"cpu_seconds": CPU_SECONDS, "memory": MEMORY}
    asked = json.dumps({"limits": limits, "options": {"sheet": sheet, "header_line": header_line}}).encode()
    told = json.loads(_run(asked + b"\n" + data))
    if "refused" in told:
        raise Unreadable(told["refused"], **told["params"])
    return Table.from_json(told)


def _run(given: bytes) -> bytes:
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    command = [sys.executable, "-I", "-B", "-c", _START, str(_FOLDER), *filter(os.path.isabs, sys.path)]
    try:
        with _in_turn():
            done = subprocess.run(  # noqa: S603  our own program, and no word of it from outside
                command, input=given, capture_output=True, env=environment, timeout=SECONDS, check=False
            )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_heavy") from error
    if done.returncode:
        raise _fallen(done)
    return done.stdout


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _QUEUE.acquire(blocking=False):
        raise Unreadable("busy")
    try:
        if not _TURNS.acquire(timeout=WAIT_SECONDS):
            raise Unreadable("busy")
        try:
            yield
        finally:
            _TURNS.release()
    finally:
        _QUEUE.release()


def _fallen(done: subprocess.CompletedProcess[bytes]) -> Unreadable:
    """A signal says that a limit was reached. Anything else is a fault of ours or a file broken in a way we never saw:
    its kind is for the operator, its words may be those of the file."""
    if done.returncode < 0:
        refusal = Unreadable("too_heavy")
    else:
        last: Any = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
        _log.error("The reader of a file ended with %s: %s", done.returncode, last.partition(":")[0])
        refusal = Unreadable("damaged")
    return refusal
