"""What `boardapp doctor` looks at. It reads only: no folder, key or table is made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from boardapp import database, migrations
from boardapp.cli import lock, machine
from boardapp.config import Settings
from boardapp.database import PRAGMAS, SAFE_SQLITE, file_of, sqlite
from boardapp.migrations import Standing

OK, WARNING, FAILURE = "ok", "warning", "failure"
_LITTLE, _TOO_LITTLE = 1024**3, 100 * 1024**2
_STANDINGS = {
    Standing.current: (OK, "migrated"),
    Standing.missing: (FAILURE, "it holds no tables: run `boardapp migrate`"),
    Standing.older: (FAILURE, "it is of an older version: run `boardapp migrate`"),
    Standing.newer: (FAILURE, "it was made by a newer version of boardapp"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and how it is."""

    name: str
    state: str
    says: str


def findings(settings: Settings) -> Iterator[Finding]:
    """All of them, the machine first; a database that cannot be reached ends the list."""
    yield _secret_key(settings)
    yield _disk(settings.instance)
    engine = create_engine(settings.database_url, **database.engine_options(settings.database_url))
    database.prepare(engine)
    try:
        yield from _sqlite(engine) if engine.dialect.name == "sqlite" else _connected(engine, _postgresql)
    finally:
        engine.dispose()


def _secret_key(settings: Settings) -> Finding:
    path = settings.instance / "secret_key"
    if settings.secret_key:
        state, says = OK, "given by BOARDAPP_SECRET_KEY"
    elif not path.exists():
        state, says = WARNING, f"none yet: {path} is made at the first start"
    elif not machine.private(path):
        state, says = FAILURE, f"others can read {path}: run chmod 600 on it"
    elif len(path.read_text(encoding="utf-8", errors="replace").strip()) < 32:
        state, says = FAILURE, f"{path} is too short: remove it to have a new one made"
    else:
        state, says = OK, f"{path}, readable by its owner alone"
    return Finding("secret key", state, says)


def _disk(instance: Path) -> Finding:
    free = machine.free_bytes(instance)
    state = FAILURE if free < _TOO_LITTLE else WARNING if free < _LITTLE else OK
    return Finding("disk space", state, f"{free / 1024**3:.1f} GB free in {instance}")


def _sqlite(engine: Engine) -> Iterator[Finding]:
    path = file_of(engine)
    assert path is not None  # settings take a file only  # noqa: S101
    yield _driver()
    yield _file_system(path)
    if path.exists():
        yield _server(path)
        yield from _connected(engine, _opened)
    else:
        yield Finding("database", FAILURE, f"there is no {path}: run `boardapp migrate`")


def _driver() -> Finding:
    safe = sqlite.sqlite_version_info >= SAFE_SQLITE
    says = f"{sqlite.sqlite_version}, driver {sqlite.__name__.partition('.')[0]}"
    wanted = ".".join(map(str, SAFE_SQLITE))
    return Finding("SQLite", OK if safe else WARNING, says if safe else f"{says}; {wanted} or newer is safer")


def _file_system(path: Path) -> Finding:
    kind = machine.file_system(path.parent)
    if kind is None:
        state, says = OK, "not known on this machine; it must not be a network drive"
    elif kind in machine.NETWORK:
        state, says = FAILURE, f"{kind} is a network drive, on which SQLite can lose data: use a local disk"
    elif kind in machine.UNSURE:
        state, says = WARNING, f"{kind} may not lock files as SQLite needs: a local disk is safer"
    else:
        state, says = OK, kind
    return Finding("file system", state, says)


def _server(path: Path) -> Finding:
    where = lock.running_at(path)
    return Finding("server", OK, f"runs at {where}" if where else "not running")


def _connected(engine: Engine, look: Callable[[Connection], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        with engine.connect() as connection:
            yield Finding("database", *_STANDINGS[migrations.standing(connection)])
            yield from look(connection)
    except (DBAPIError, sqlite.Error) as error:
        says = " ".join(str(error.__cause__ or error).split())
        yield Finding("database", FAILURE, f"cannot be used: {says}")


def _opened(connection: Connection) -> Iterator[Finding]:
    real = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    wrong = {name: value for name, value in real.items() if value != PRAGMAS[name]}
    told = ", ".join(f"{name}={value}" for name, value in (wrong or real).items())
    yield Finding("pragmas", FAILURE if wrong else OK, f"not as they must be: {told}" if wrong else told)
    whole = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    yield Finding("database file", OK if whole == "ok" else FAILURE, "whole" if whole == "ok" else str(whole))


def _postgresql(connection: Connection) -> Iterator[Finding]:
    version = connection.exec_driver_sql("SHOW server_version").scalar()
    yield Finding("PostgreSQL", OK, str(version))
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        value = str(connection.exec_driver_sql(f"SHOW {name}").scalar())
        says = f"{value}: what was saved can be lost in a power cut" if value == "off" else value
        yield Finding(name, FAILURE if value == "off" else OK, says)
