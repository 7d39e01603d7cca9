"""One server per SQLite file: a lock beside it, which says where that server is. And one per port."""

import getpass
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from boardapp.cli.answers import Failure

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: nothing guards the file there)
    fcntl = None  # type: ignore[assignment]

PATIENCE = 0.3  # seconds: somebody may be looking whether the lock is taken


@contextmanager
def alone(path: Path | None, address: str = "") -> Iterator[None]:
    """Be the only server of this SQLite file; for None (PostgreSQL) there may be several.

    A worker that is forked meanwhile shares the lock: it is free when both have ended, however they ended.
    """
    if path is None or fcntl is None:
        yield
        return
    with _file(path).open("a+", encoding="utf-8") as handle:
        _take(handle)
        handle.truncate(0)
        handle.write(address)
        handle.flush()
        yield
        handle.truncate(0)


def running_at(path: Path | None) -> str | None:
    """The address of the server that runs on this file, if one does."""
    if path is None or fcntl is None or not _file(path).exists():
        return None
    with _file(path).open(encoding="utf-8") as handle:
        return None if _free(handle, fcntl.LOCK_SH) else handle.read().strip() or None


@contextmanager
def port(number: int, patience: float = 0) -> Iterator[bool]:
    """Whether no other server of this user has this port; meanwhile none gets it. That it is free at one moment says
    nothing of the next, and Granian would share it without a word. Where no file can be kept, nobody is asked."""
    handle = _ports()
    if handle is None or fcntl is None:
        yield True
        return
    with handle:
        until = time.monotonic() + patience
        while not (free := _free(handle, fcntl.LOCK_EX, number)) and time.monotonic() < until:
            time.sleep(0.02)
        yield free


def _ports() -> IO[str] | None:
    """One file for all ports, a byte for each."""
    try:
        return Path(tempfile.gettempdir(), f"boardapp-{getpass.getuser()}-ports").open("a", encoding="utf-8")
    except (OSError, KeyError):
        return None


def _file(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(f"{path.name}.server")


def _take(handle: IO[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not _free(handle, fcntl.LOCK_EX):
        if time.monotonic() > until:
            handle.seek(0)
            where = handle.read().strip()
            raise Failure(f"A server already runs on this database{where and f', at {where}'}: stop it first")
        time.sleep(0.02)


def _free(handle: IO[str], kind: int, byte: int | None = None) -> bool:
    try:
        if byte is None:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        else:
            fcntl.lockf(handle, kind | fcntl.LOCK_NB, 1, byte)
    except (BlockingIOError, PermissionError):
        return False
    return True
