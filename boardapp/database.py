"""The cellar: engine, SQLite driver and pragmas, the write transaction, names of constraints, time in UTC."""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, Enum, MetaData, String, TypeDecorator, event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

from boardapp.commits import Commits

try:  # bundles an SQLite past the WAL-reset corruption fix; no wheel everywhere, so the standard one may have to do
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # pragma: no cover
    import sqlite3 as sqlite

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: one process only)
    fcntl = None  # type: ignore[assignment]

SAFE_SQLITE = (3, 51, 3)  # first release without the WAL-reset bug
LOCK_SECONDS = 5
LOCKED = ("55P03", "40P01")  # PostgreSQL: a lock was not free in time, or two writers waited for each other
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what is acknowledged survives a power cut
    "foreign_keys": 1,
    "busy_timeout": LOCK_SECONDS * 1000,
    "mmap_size": 0,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 64 * 1024 * 1024,
}


class Busy(RuntimeError):
    """Another writer held the database for longer than we wait; nothing was saved."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})
committed = Commits()
CHANNEL = "committed"  # of PostgreSQL: other processes hear on it of our commits, and of who is here
_writers = threading.Lock()
_writing = threading.local()


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC on both databases; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(enum: type[StrEnum]) -> Enum:
    """A column that holds one word of the enum, checked by the database too."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=16,
        name=enum.__name__.lower(),
        values_callable=lambda words: [word.value for word in words],
    )


RankKey = String(64).with_variant(String(64, collation="C"), "postgresql")  # compared byte by byte on both


def engine_options(url: str) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # what people write, and hashes of passwords, belong in no log
    if url.startswith("sqlite"):
        return quiet | {"module": sqlite, "connect_args": {"check_same_thread": False, "timeout": LOCK_SECONDS}}
    return quiet | {"pool_pre_ping": True, "pool_size": 10}


def prepare(engine: Engine) -> None:
    """Teach this engine how we open connections and begin transactions; called once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", lambda *_: private_file(file_of(engine)))
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


@contextmanager
def writing() -> Iterator[None]:
    """The one transaction that may change rows.

    Rows loaded before are expired, so that all is read again under the lock; whoever leaves without
    `commit()` has changed nothing. Raises Busy when another writer keeps the lock.
    """
    db.session.rollback()
    with _alone(db.engine), _busy_if_locked():
        db.session.connection(execution_options={"writing": True})
        try:
            yield
        finally:
            db.session.rollback()


def read_one_moment() -> None:
    """What is read from here on is the database of one moment, whoever writes meanwhile. SQLite always reads so."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def commit() -> None:
    """Make the facts of this `writing()` durable and wake whoever follows them. Called by `domain.events` alone."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_notify(CHANNEL, "")))
    db.session.commit()
    committed.tell()


@contextmanager
def keep() -> Iterator[Connection]:
    """A transaction of its own for bookkeeping that no history shows; never inside a command."""
    with (
        _alone(db.engine),
        _busy_if_locked(),
        db.engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def keep_told() -> Iterator[Connection]:
    """The same for what pages show all the same, such as who sits in a room: whoever follows is woken."""
    with keep() as connection:
        yield connection
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_notify(CHANNEL, "")))
    committed.tell()


def tell_others(said: str) -> None:
    """To the other processes on this PostgreSQL, if it is one; nothing is stored."""
    if db.engine.dialect.name == "postgresql":
        with keep() as connection:
            connection.execute(select(func.pg_notify(CHANNEL, said)))


def new_uid() -> str:
    """A name no other row of any installation has; files carry it."""
    return secrets.token_hex(16)


def file_of(engine: Engine) -> Path | None:
    """The SQLite file behind this engine, or None."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def private_file(path: Path | None) -> None:
    """Make the file for its owner alone. One that is there is not opened: closing it would drop SQLite's locks."""
    with suppress(OSError):
        if path is not None:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """One writer at a time on SQLite, in order: its own back-off starves writers under load.

    PostgreSQL has row locks; there the only rule kept here is that write transactions do not nest.
    """
    if getattr(_writing, "now", False):
        raise RuntimeError("a write transaction inside another")
    _writing.now = True
    try:
        if engine.dialect.name == "sqlite":
            with _in_process(), _among_processes(file_of(engine)):
                yield
        else:
            yield
    finally:
        _writing.now = False


@contextmanager
def _busy_if_locked() -> Iterator[None]:
    """PostgreSQL says in its own way that another writer kept a row for too long (see _begin_postgresql)."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in LOCKED:
            raise Busy from error
        raise


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


def _open_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    record.info["writing"] = None


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once (a read that turns into a write is refused by SQLite under load)."""
    writing = bool(connection.get_execution_options().get("writing"))
    cursor = connection.connection.cursor()  # of the driver, as this comes before each page and each change
    if connection.info.get("writing") is not writing:
        cursor.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.info["writing"] = writing
    if writing:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        cursor.execute("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(LOCK_SECONDS * 1000)}")
    else:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
