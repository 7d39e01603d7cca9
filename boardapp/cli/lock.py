"""One server per SQLite file: a lock beside it, which says where that server is."""

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

_PATIENCE = 0.3  # seconds: somebody may be looking whether the lock is taken


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


def _file(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(f"{path.name}.server")


def _take(handle: IO[str]) -> None:
    until = time.monotonic() + _PATIENCE
    while not _free(handle, fcntl.LOCK_EX):
        if time.monotonic() > until:
            handle.seek(0)
            where = handle.read().strip()
            raise Failure(f"A server already runs on this database{where and f', at {where}'}: stop it first")
        time.sleep(0.02)


def _free(handle: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
