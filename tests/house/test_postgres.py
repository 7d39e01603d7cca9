"""The throw-away PostgreSQL leaves a machine as it found it."""

import os
import sys
from pathlib import Path

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def alone(monkeypatch):
    """A server of this test's own, beside the one of the run."""
    monkeypatch.delenv(postgres.SETTING, raising=False)
    monkeypatch.setattr(postgres, "_own", [])
    yield
    postgres.stop()


def test_a_server_changes_no_permission_and_leaves_no_folder(alone):
    parents = [Path(sys.prefix), *Path(sys.prefix).parents]
    before = [path.stat().st_mode for path in parents]
    address = postgres.start()
    home = Path(address.partition("host=")[2]).parent
    postgres.stop()
    assert [path.stat().st_mode for path in parents] == before
    assert not home.exists()
    assert postgres.SETTING not in os.environ


def test_a_database_is_copied_with_its_rows_and_dropped_under_a_connection(alone):
    postgres.start()
    with connect(postgres.create("pristine")) as connection:
        connection.execute("CREATE TABLE told AS SELECT 'é' AS word")
    with connect(postgres.create("copy", template="pristine")) as connection:
        assert connection.execute("SELECT word FROM told").fetchone() == ("é",)
        postgres.drop("copy")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_the_folder_of_a_killed_run_is_cleared_and_that_of_a_living_one_stays(alone):
    home = Path(postgres.start().partition("host=")[2]).parent
    dead = home.with_name(f"{postgres.PREFIX}dead-{os.getpid()}")
    dead.mkdir()
    (dead / "owner").touch()
    postgres.clear_stale()
    assert not dead.exists()
    assert home.exists()


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
