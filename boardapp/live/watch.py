"""Hears of commits that another process made, and wakes whoever follows: the command line beside the server, or a
second server on PostgreSQL. A commit of this process wakes them by itself."""

import logging
from collections.abc import Callable
from threading import Event

import psycopg
from sqlalchemy import Engine

from boardapp.database import CHANNEL, committed, file_of, sqlite

EVERY = 0.25  # seconds between two looks at an SQLite file; a look costs some microseconds
_AGAIN = 1  # seconds until a lost PostgreSQL is tried again
_log = logging.getLogger("boardapp")


def run(engine: Engine, heard: Callable[[str], None], end: Event) -> None:
    """Until the end, on a connection of its own. `heard` gets what another process says beside its commits."""
    if engine.dialect.name == "postgresql":
        _listen(engine, heard, end)
    elif file_of(engine):
        _look(str(file_of(engine)), end)


def _look(path: str, end: Event) -> None:
    """SQLite counts the commits of other connections. Watching the files instead loses some: a write to the log is seen
    before it counts."""
    connection = sqlite.connect(f"file:{path}?mode=ro", uri=True)
    seen = None
    while not end.wait(EVERY):
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if seen != version:
            seen = version
            committed.tell()
    connection.close()


def _listen(engine: Engine, heard: Callable[[str], None], end: Event) -> None:
    """PostgreSQL tells. While it is out of reach nothing is told; then all that was missed is looked for at once."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while not end.is_set():
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                committed.tell()
                _hear(connection, heard, end)
        except psycopg.Error:
            _log.warning("PostgreSQL cannot be heard; it is tried again in %d second", _AGAIN)
            end.wait(_AGAIN)


def _hear(connection: psycopg.Connection, heard: Callable[[str], None], end: Event) -> None:
    while not end.is_set():
        for said in connection.notifies(timeout=1, stop_after=1):
            if said.payload:
                _understand(said.payload, heard)
            committed.tell()


def _understand(said: str, heard: Callable[[str], None]) -> None:
    """Another release may say it differently; that must not make this one deaf."""
    try:
        heard(said)
    except Exception:  # noqa: BLE001
        _log.warning("What another process said was not understood", exc_info=True)
