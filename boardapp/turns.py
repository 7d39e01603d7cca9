"""Whose turn it is to write: one at a time on SQLite, in order, in this process and among processes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: one process only)
    fcntl = None  # type: ignore[assignment]

LOCK_SECONDS = 5
_writers = threading.Lock()
_writing = threading.local()


class Busy(RuntimeError):
    """Another writer held the database for longer than we wait; nothing was saved."""


@contextmanager
def alone(path: Path | None, *, here: bool) -> Iterator[None]:
    """One writer at a time on SQLite (`here`), in order: its own back-off starves writers under load.

    PostgreSQL has row locks; there the only rule kept is that write transactions do not nest.
    """
    if getattr(_writing, "now", False):
        raise RuntimeError("a write transaction inside another")
    _writing.now = True
    try:
        if here:
            with _in_process(), _among_processes(path):
                yield
        else:
            yield
    finally:
        _writing.now = False


@contextmanager
def _in_process() -> Iterator[None]:
    if not _writers.acquire(timeout=LOCK_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _writers.release()


@contextmanager
def _among_processes(path: Path | None) -> Iterator[None]:
    """The CLI and the server take turns by a lock on a file beside the database, never on the database itself."""
    if path is None or fcntl is None:
        yield
        return
    with path.with_name(f"{path.name}.lock").open("ab") as handle:
        until = time.monotonic() + LOCK_SECONDS
        while not _locked(handle):
            if time.monotonic() > until:
                raise Busy
            time.sleep(0.002)
        yield


def _locked(handle: Any) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
