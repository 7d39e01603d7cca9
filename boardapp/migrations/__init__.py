"""The one chain of migrations, for both databases: `upgrade()` brings a database to the newest, after a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from boardapp.database import file_of, private_file, sqlite

_TURN = 0x547E3D5  # of PostgreSQL's advisory locks: ours


def upgrade(engine: Engine) -> Path | None:
    """Bring the database up to date; returns the copy that was taken of an SQLite file that already held something."""
    with _in_turn(engine):
        with engine.connect() as connection:
            present = current(connection)
        if present == newest():
            return None
        copy = _copy(engine, present) if present else None
        with engine.connect().execution_options(writing=True) as connection:
            command.upgrade(_config(connection), "head")
    return copy


class Standing(Enum):
    """How a database compares with what this version needs."""

    current = "current"
    missing = "missing"
    older = "older"
    newer = "newer"


def standing(connection: Connection) -> Standing:
    present = current(connection)
    if present is None:
        return Standing.missing
    if present == newest():
        return Standing.current
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return Standing.older if present in known else Standing.newer


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


@contextmanager
def _in_turn(engine: Engine) -> Iterator[None]:
    """Of several processes that start at once on PostgreSQL one migrates, and the others wait and find it done. The
    lock goes with its connection. An SQLite file is held by one process already."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect() as guard:
        guard.execute(select(func.pg_advisory_xact_lock(_TURN)))
        yield


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _copy(engine: Engine, present: str) -> Path | None:
    path = file_of(engine)
    if path is None or not path.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = path.with_name(f"{path.stem}-before-{newest()}-{present}-{stamp}.sqlite")
    private_file(copy)
    source, target = sqlite.connect(path), sqlite.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return copy
