"""A PostgreSQL that keeps what it acknowledged, as one that people rely on; it can be killed and started again."""

import psycopg
from sqlalchemy.engine import make_url

from boardapp import migrations
from boardapp.database import db
from tests import databases, postgres, world

_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


class Machine(postgres.Server):
    """The run's own server is as fast as it can be, and may forget; this one stands for another machine."""

    def start(self) -> str:
        self.address = super().start()
        with self.connect("postgres") as connection:
            for name in _DURABLE:
                connection.execute(f"ALTER SYSTEM SET {name} = on".encode())
            connection.execute("SELECT pg_reload_conf()")
        return self.address

    def crash(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def again(self) -> None:
        self._run("pg_ctl", "-l", str(self.data / "log"), "-w", "start")

    def stop(self) -> None:
        """Also one that a test left dead."""
        try:
            super().stop()
        except RuntimeError:
            self.remove()

    def listeners(self, name: str) -> int:
        """How many connections hear of commits."""
        with self.connect(name) as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query ILIKE 'LISTEN%%'"
            return connection.execute(query, (name,)).fetchone()[0]

    def url(self, name: str) -> str:
        return make_url(self.address).set(database=name).render_as_string(hide_password=False)

    def connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self.url(name).replace("+psycopg", ""), autocommit=True)

    def create(self, name: str, *, template: str = "template0") -> str:
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url(name)

    def create_lyon(self, name: str) -> str:
        """A database with the world of the tests in it."""
        url = self.create(name)
        app = databases.bare_app(url)
        with app.app_context():
            migrations.upgrade(db.engine)
            world.build()
        databases.dispose(app)
        return url
