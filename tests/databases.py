"""Databases for tests, on both systems: migrated and filled once per worker, made anew for each test.

A domain test needs no web: it gets a bare Flask application that knows the database and nothing else.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask

from boardapp import database, migrations
from boardapp.database import Base, db
from boardapp.domain import comments, events, members, sessions  # noqa: F401  (they define the tables)
from boardapp.domain.imports import leftovers  # noqa: F401
from tests import postgres, world

STATES: dict[str, Callable[[], object]] = {"empty": lambda: None, "lyon": world.build}


class Sqlite:
    """One file per worker; a new state is a copied file. The engine stays, and with it the statements it compiled."""

    name = "sqlite"

    def __init__(self, pristine: Path, folder: Path) -> None:
        self.pristine = pristine
        self.path = folder / "board.sqlite"
        self.app = bare_app(f"sqlite:///{self.path}")

    def renew(self, state: str) -> None:
        dispose(self.app)
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        copy(self.pristine / f"{state}.sqlite", self.path)

    @staticmethod
    def prepare(folder: Path) -> Path:
        for state, fill in STATES.items():
            app = bare_app(f"sqlite:///{folder / state}.sqlite")
            with app.app_context():
                migrations.upgrade(db.engine)
                fill()
            dispose(app)
        return folder


class Postgresql:
    """One database per worker. A copy of the template takes 30 ms; emptying the tables and filling them again 5."""

    name = "postgresql"

    def __init__(self) -> None:
        self.database = f"board_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        self.url = postgres.create(self.database)
        self.app = bare_app(self.url)
        self.tables = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
        self.keeper = psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)
        self.keeper.execute("SET lock_timeout = '5s'")  # a test that left a transaction open is told so
        with self.app.app_context():
            migrations.upgrade(db.engine)
            for state, fill in STATES.items():
                fill()
                copies = "".join(f"CREATE TABLE {state}.{table} AS TABLE public.{table};" for table in self.tables)
                self.keeper.execute(f"CREATE SCHEMA {state};{copies}".encode())

    def renew(self, state: str) -> None:
        commands = [f"DELETE FROM public.{table}" for table in reversed(self.tables)]
        commands += [f"INSERT INTO public.{table} SELECT * FROM {state}.{table}" for table in self.tables]
        for table in Base.metadata.sorted_tables:
            if table.autoincrement_column is not None:
                sequence = f"pg_get_serial_sequence('\"{table.name}\"', '{table.autoincrement_column.name}')"
                top = f'(SELECT max({table.autoincrement_column.name}) FROM public."{table.name}")'
                commands.append(f"SELECT setval({sequence}, coalesce({top}, 0) + 1, false)")
        self.keeper.execute(";".join(commands).encode())

    def drop(self) -> None:
        dispose(self.app)
        self.keeper.close()
        postgres.drop(self.database)


Store = Sqlite | Postgresql


def bare_app(url: str) -> Flask:
    app = Flask("bare")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(url))
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    return app


def copy(pristine: Path, path: Path) -> None:
    shutil.copyfile(pristine, path)
    path.chmod(0o600)


def dispose(app: Flask) -> None:
    if "live" in app.extensions:
        app.extensions["live"].stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def spare(store: Store, folder: Path) -> Iterator[Flask]:
    """An application over a second database that holds nothing, not even tables."""
    name = f"spare_{os.getpid()}_{folder.name}"[:60]
    url = f"sqlite:///{folder / name}.sqlite" if store.name == "sqlite" else postgres.create(name)
    app = bare_app(url)
    try:
        yield app
    finally:
        dispose(app)
        if store.name == "postgresql":
            postgres.drop(name)
