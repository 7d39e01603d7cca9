"""The cellar: engine, SQLite driver and pragmas, the write transaction, names of constraints, time in UTC."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, Enum, MetaData, String, TypeDecorator, event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

from boardapp import turns
from boardapp.commits import Commits
from boardapp.turns import Busy

try:  # bundles an SQLite past the WAL-reset corruption fix; no wheel everywhere, so the standard one may have to do
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # pragma: no cover
    import sqlite3 as sqlite

SAFE_SQLITE = (3, 51, 3)  # first release without the WAL-reset bug
LOCKED = ("55P03", "40P01")  # PostgreSQL: a lock was not free in time, or two writers waited for each other
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what is acknowledged survives a power cut
    "foreign_keys": 1,
    "busy_timeout": turns.LOCK_SECONDS * 1000,
    "mmap_size": 0,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 64 * 1024 * 1024,
}


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


class Worded(str):
    """JSON in words already, to be stored as it is."""

    __slots__ = ()


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
    # what people write, and hashes of passwords, belong in no log
    quiet: dict[str, Any] = {"hide_parameters": True, "json_serializer": _as_json}
    if url.startswith("sqlite"):
        return quiet | {"module": sqlite, "connect_args": {"check_same_thread": False, "timeout": turns.LOCK_SECONDS}}
    return quiet | {"pool_pre_ping": True, "pool_size": 10}


def _as_json(value: Any) -> str:
    return value if isinstance(value, Worded) else json.dumps(value)


def prepare(engine: Engine) -> None:
    """Teach this engine how we open connections and begin transactions; called once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", lambda *_: private_file(file_of(engine)))
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _usual_again)
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


def large() -> None:
    """Within `writing()`: this commit is of thousands of rows. SQLite copies what it wrote from its log to its file at
    the end of a long commit, which others would wait for; it may do so at the next one, or see `tidy`."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
        connection.info["large"] = True


def tidy() -> None:
    """After a large commit, outside any lock: while this copies, others write."""
    if db.engine.dialect.name == "sqlite" and sqlite.sqlite_version_info >= SAFE_SQLITE:
        raw = db.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            raw.close()


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


def _alone(engine: Engine) -> AbstractContextManager[None]:
    return turns.alone(file_of(engine), here=engine.dialect.name == "sqlite")


@contextmanager
def _busy_if_locked() -> Iterator[None]:
    """PostgreSQL says in its own way that another writer kept a row for too long (see _begin_postgresql)."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in LOCKED:
            raise Busy from error
        raise


def _open_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    record.info["writing"] = None


def _usual_again(connection: Any, record: Any) -> None:
    if record.info.pop("large", False) and connection is not None:
        connection.execute("PRAGMA wal_autocheckpoint=1000")


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
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(turns.LOCK_SECONDS * 1000)}")
    else:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
