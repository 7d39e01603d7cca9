"""Starting on PostgreSQL: several at once, on tables that are not there yet; and the unit that starts them."""

import itertools
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from boardapp import migrations
from boardapp.cli import worker
from boardapp.database import db
from tests import databases
from tests.served import Server, free_port
from tests.system.site import EXAMPLES, ROOT, Site, Unit
from tests.together import together

_numbers = itertools.count(1)


@pytest.fixture
def empty(machine):
    return machine.create(f"empty_{next(_numbers)}")


@pytest.fixture
def installed(empty, certificate, tmp_path):
    """Everything but started, over a database without a table."""
    site = Site(tmp_path, empty, certificate)
    yield site
    site.stop()


def test_several_that_start_at_once_on_an_empty_database_all_serve(installed):
    """One makes the tables; the others wait for it."""
    processes = [installed.begin(port) for port in installed.ports]
    for process in processes:
        process.ready()
    assert "the tables are as the ledger tells" in installed.command("verify")


def test_migrations_are_run_by_one_at_a_time(empty):
    apps = [databases.bare_app(empty) for _ in range(6)]

    def upgrade(app):
        with app.app_context():
            return migrations.upgrade(db.engine)

    with ThreadPoolExecutor(len(apps)) as pool:
        assert list(pool.map(upgrade, apps)) == [None] * len(apps)
    for app in apps:
        databases.dispose(app)


def test_housekeeping_in_several_processes_at_once_is_harmless(machine, pristine_lyon):
    name = f"kept_{next(_numbers)}"
    app = databases.bare_app(machine.create(name, template=pristine_lyon))
    later = datetime(2027, 6, 1, tzinfo=UTC)
    assert together(app, *[lambda: worker.tidy(later)] * 6) == [None] * 6
    with machine.connect(name) as connection:
        assert connection.execute("SELECT count(*) FROM user_session").fetchone() == (0,)
    databases.dispose(app)


def test_several_on_one_sqlite_file_are_refused(tmp_path):
    first = Server(tmp_path, "--port", free_port()).waits()
    try:
        code, complaint = Server(tmp_path).ends()
        assert (code, "A server already runs on this database" in complaint) == (1, True)
    finally:
        first.kill()


def test_the_commands_for_the_terminal_work_on_postgresql(installed):
    assert installed.command("migrate") == "The database is up to date now.\n"
    assert installed.command("migrate") == "The database is up to date.\n"
    told = installed.command("doctor")
    for finding in ("PostgreSQL", "fsync", "synchronous_commit", "full_page_writes", "given by BOARDAPP_SECRET_KEY"):
        assert finding in told


def test_the_example_of_settings_must_be_filled_in(installed):
    """A key that everybody can read in an example would sign cookies; an empty one would be another in each place."""
    (installed.folder / "boardapp.env").write_text((EXAMPLES / "boardapp.env").read_text())
    with pytest.raises(AssertionError, match="BOARDAPP_SECRET_KEY cannot be used: it takes at least 32 characters"):
        installed.command("doctor")


def test_the_unit_names_what_stands_in_the_example_of_settings():
    told = dict(line.split("=", 1) for line in lines("boardapp.env"))
    service = dict(line.split("=", 1) for line in lines("boardapp@.service") if "=" in line)
    assert told["BOARDAPP_INSTANCE"] == service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert service["EnvironmentFile"] == "/etc/boardapp/boardapp.env"
    assert service["ExecStart"].startswith("/opt/boardapp/.venv/bin/boardapp serve")


def test_systemd_takes_the_unit(tmp_path):
    """The tests of streams start its command line; here systemd itself reads it, where there is one."""
    text = (EXAMPLES / "boardapp@.service").read_text()
    unit = tmp_path / "boardapp@.service"
    unit.write_text(text.replace("/opt/boardapp", str(ROOT)))
    if shutil.which("systemd-analyze"):
        done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
    else:
        assert Unit(tmp_path, program=ROOT / ".venv").command(8001)[1:] == ["serve", "--port", "8001"]


def lines(name):
    return [line for line in (EXAMPLES / name).read_text().splitlines() if line and line[0] not in "#["]
