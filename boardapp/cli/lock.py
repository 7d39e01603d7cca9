"""One server per SQLite file: a lock beside it, which says where that server is. And one per port."""

import getpass
import os
import stat
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
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
def port(host: str, number: int, patience: float = 0) -> Iterator[bool]:
    """Whether no other server of this user has this port of this host; meanwhile none gets it. That it is free at one
    moment says nothing of the next, and Granian would share it. Where no file can be locked, nobody is asked."""
    handle = _ports()
    if handle is None:
        yield True
        return
    with handle:
        byte = (zlib.crc32(host.encode()) & 0x7FFF) << 16 | number
        yield _soon(lambda: _unclaimed(handle, byte), patience)


def _ports() -> IO[str] | None:
    """One file for all ports, a byte for each. Others may write in its folder, and whoever can read it could lock it:
    only a plain file of our own that nobody else may open will do."""
    try:
        path = Path(tempfile.gettempdir(), f"boardapp-{getpass.getuser()}.ports")
        handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600), "r+")
        found = os.fstat(handle.fileno())
    except (OSError, KeyError, AttributeError):  # the last on Windows
        return None
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077:
        return handle
    handle.close()
    return None


def _unclaimed(handle: IO[str], byte: int) -> bool:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _file(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(f"{path.name}.server")


def _take(handle: IO[str]) -> None:
    if not _soon(lambda: _free(handle, fcntl.LOCK_EX), PATIENCE):
        handle.seek(0)
        where = handle.read().strip()
        raise Failure(f"A server already runs on this database{where and f', at {where}'}: stop it first")


def _soon(free: Callable[[], bool], patience: float) -> bool:
    until = time.monotonic() + patience
    while not (found := free()) and time.monotonic() <= until:
        time.sleep(0.02)
    return found


def _free(handle: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
