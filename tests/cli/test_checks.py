"""`boardapp verify`, `migrate` and `doctor`; settings that cannot be used."""

import sqlite3
from dataclasses import replace

import pytest

from boardapp import config, migrations
from boardapp.cli import health, machine
from boardapp.database import PRAGMAS
from tests import postgres

BAD = {
    "INSTANCE": ("/dev/null/board", "/dev/null/board"),
    "DATABASE_URL": ("mysql://somewhere", "sqlite:///PATH or postgresql+psycopg://"),
    "SECRET_KEY": ("dev", "at least 32 characters"),
    "HOST": ("my.host", "127.0.0.1 or 0.0.0.0"),
    "PORT": ("80a", "from 1 to 65535"),
    "BASE_URL": ("board.example.org", "https://board.example.org"),
    "TRUSTED_HOSTS": ("https://board.example.org", "host names separated by commas"),
    "PROXY_HOPS": ("-1", "from 0 to 5"),
    "SIGNUP": ("yes", "invite or open"),
    "DEFAULT_LOCALE": ("de", "en or fr"),
    "TIMEZONE": ("Lyon", "Europe/Paris"),
    "THREADS": ("0", "from 1 to 64"),
    "CONTACT": ("call us", "help@example.org"),
}


def spoil(terminal, statement: str) -> None:
    connection = sqlite3.connect(terminal.instance / "boardapp.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_ledger_that_agrees_with_its_tables_is_told_so(terminal):
    told = terminal.tells("verify")
    assert (told["ok"], told["boards"], told["differences"]) == (True, 2, [])
    assert (
        terminal.says("verify")
        == f"{told['events']} events of 2 boards replayed: the tables are as the ledger tells.\n"
    )


def test_a_table_that_was_changed_behind_the_ledger_is_found(terminal):
    spoil(terminal, "UPDATE action SET title = 'Autre chose' WHERE id = 7")
    told = terminal.tells("verify", code=1)
    assert (told["ok"], len(told["differences"])) == (False, 1)
    assert told["differences"][0].startswith("action:7: title is 'Autre chose'")
    assert terminal.says("verify", code=1).splitlines()[-1].endswith("1 difference from the tables.")


def test_tables_are_made_by_migrate_alone(new):
    assert new.refuses("board", "list", code=3).startswith("There is no database yet: run `boardapp migrate`")
    assert not (new.instance / "boardapp.sqlite").exists()
    assert new.says("migrate") == "The database is up to date now.\n"
    assert new.says("migrate") == "The database is up to date.\n"
    assert new.tells("board", "list") == {"boards": []}


@pytest.mark.parametrize(
    ("revision", "sentence"), [("9999", "was made by a newer version of boardapp"), ("", "run `boardapp migrate`")]
)
def test_a_database_of_another_version_is_left_alone(terminal, revision, sentence):
    spoil(
        terminal,
        f"UPDATE alembic_version SET version_num = '{revision}'" if revision else "DELETE FROM alembic_version",
    )
    assert sentence in terminal.refuses("board", "list", code=3)
    if revision:
        assert sentence in terminal.refuses("migrate", code=3)


def test_an_older_database_asks_to_be_migrated(terminal, monkeypatch):
    monkeypatch.setattr(migrations, "newest", lambda: "9999")
    assert "is of an older version: run `boardapp migrate`" in terminal.refuses("verify", code=3)


def test_the_doctor_finds_all_well(terminal):
    terminal.says("board", "list")  # makes the secret key
    told = terminal.tells("doctor")
    checks = {each["name"]: (each["state"], each["says"]) for each in told["checks"]}
    assert told["ok"]
    assert {
        "secret key",
        "disk space",
        "SQLite",
        "file system",
        "server",
        "database",
        "pragmas",
        "database file",
    } == set(checks)
    assert checks["pragmas"] == ("ok", ", ".join(f"{name}={value}" for name, value in PRAGMAS.items()))
    assert checks["server"] == ("ok", "not running")
    assert terminal.says("doctor").count("\n") == len(checks)


def test_the_doctor_makes_nothing(new):
    told = new.tells("doctor", code=1)
    assert [each["name"] for each in told["checks"] if each["state"] == "failure"] == ["database"]
    assert not new.instance.exists()


def test_a_key_that_others_can_read_is_a_failure(terminal):
    terminal.says("board", "list")
    key = terminal.instance / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    assert "failure  secret key: others can read" in terminal.says("doctor", code=1)


@pytest.mark.parametrize("content", [b"no database at all" * 1000, b""])
def test_a_file_that_is_no_database_of_ours_is_a_failure(new, content):
    new.instance.mkdir()
    (new.instance / "boardapp.sqlite").write_bytes(content)
    assert "failure  database: " in new.says("doctor", code=1)
    assert new.refuses("verify", code=3)


def test_little_room_on_disk_is_a_warning_and_none_a_failure(terminal, monkeypatch):
    monkeypatch.setattr(machine, "free_bytes", lambda path: 500 * 1024**2)
    assert "warning  disk space: 0.5 GB free" in terminal.says("doctor")
    monkeypatch.setattr(machine, "free_bytes", lambda path: 5 * 1024**2)
    assert "failure  disk space: 0.0 GB free" in terminal.says("doctor", code=1)


@pytest.mark.parametrize(
    ("path", "kind"), [("/srv/board", "nfs4"), ("/srv/other", "ext4"), ("/my disk/board", "cifs"), ("/etc", "overlay")]
)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(tmp_path, path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "overlay / overlay rw 0 0\n/dev/sda /srv ext4 rw 0 0\n"
        "nas:/b /srv/board nfs4 rw 0 0\n//nas/c /my\\040disk cifs rw 0 0\n"
    )
    assert machine.file_system(machine.Path(path), mounts) == kind


@pytest.mark.parametrize(("kind", "state"), [("nfs", "failure"), ("9p", "warning"), ("xfs", "ok"), (None, "ok")])
def test_a_network_drive_is_a_failure(terminal, monkeypatch, kind, state):
    monkeypatch.setattr(machine, "file_system", lambda path: kind)
    told = terminal("doctor", "--json")
    assert told.exit_code == (1 if state == "failure" else 0)
    assert f'"name": "file system", "state": "{state}"' in told.stdout


@pytest.mark.slow
def test_everything_works_on_postgresql_and_the_doctor_reads_its_settings(new):
    """The server of the tests runs without fsync, which is just what the doctor must find."""
    url = postgres.create("terminal")
    try:
        new.says("demo", DATABASE_URL=url)
        assert new.tells("verify", DATABASE_URL=url)["ok"]
        told = new.tells("doctor", DATABASE_URL=url, code=1)
        failures = [each["name"] for each in told["checks"] if each["state"] == "failure"]
        assert failures == ["fsync", "synchronous_commit", "full_page_writes"]
        assert any(each["name"] == "PostgreSQL" and each["says"].startswith("18") for each in told["checks"])
    finally:
        postgres.drop("terminal")


def test_a_postgresql_that_does_not_answer_is_a_failure_in_one_line(new):
    url = "postgresql+psycopg://nobody@127.0.0.1:1/board"
    assert new.refuses("board", "list", code=3, DATABASE_URL=url).startswith("The database cannot be used: ")
    assert "failure  database: cannot be used: " in new.says("doctor", code=1, DATABASE_URL=url)


def test_every_setting_has_a_bad_value_here():
    assert {name.upper() for name in config.Settings.__dataclass_fields__} == BAD.keys()


@pytest.mark.parametrize("command", [("board", "list"), ("serve",)], ids=["board", "serve"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_setting_stops_with_one_sentence_that_names_it(terminal, name, command):
    value, sentence = BAD[name]
    told = terminal.refuses(*command, code=2, **{name: value})
    assert told.startswith(f"BOARDAPP_{name}")
    assert sentence in told


@pytest.mark.parametrize("url", ["sqlite:///", "sqlite:///:memory:", "sqlite://", "postgresql+psycopg://a:b:c@d:e/f"])
def test_an_address_of_no_database_is_a_bad_setting(terminal, url):
    assert terminal.refuses("board", "list", code=2, DATABASE_URL=url).startswith(
        "BOARDAPP_DATABASE_URL cannot be used"
    )


def test_a_secret_never_shows_in_a_refusal(terminal):
    assert "hunter2" not in terminal.refuses("board", "list", code=2, SECRET_KEY="hunter2")
    assert "hunter2" not in terminal.refuses("board", "list", code=2, DATABASE_URL="mysql://me:hunter2@there/board")


def test_a_relative_database_lies_in_the_instance_folder(new):
    new.says("migrate", DATABASE_URL="sqlite:///other.sqlite")
    assert (new.instance / "other.sqlite").exists()
    settings = config.read(new.settings | {"BOARDAPP_DATABASE_URL": "sqlite:///other.sqlite"})
    (database,) = [each for each in health.findings(replace(settings, secret_key="k" * 32)) if each.name == "database"]
    assert database.state == "ok"


def test_help_tells_the_exit_codes_and_every_command(terminal):
    told = terminal.says("--help")
    for word in ("Exit codes", "board", "demo", "doctor", "export", "import", "migrate", "serve", "user", "verify"):
        assert word in told
    assert terminal.says("--version").startswith("boardapp, version ")
