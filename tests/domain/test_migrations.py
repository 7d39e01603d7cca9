from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from boardapp import migrations
from boardapp.database import Base, db, file_of, sqlite
from boardapp.domain import ledger, people
from boardapp.domain.events import By
from boardapp.migrations import Standing
from tests.databases import spare


@pytest.fixture
def bare(database, tmp_path):
    """The engine of a database without any table."""
    with spare(database, tmp_path) as app, app.app_context():
        yield db.engine


def differences(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, Base.metadata)


def standing(engine):
    with engine.connect() as connection:
        return migrations.standing(connection)


def copies(engine):
    path = file_of(engine)
    return sorted(path.parent.glob("*-before-*")) if path else []


def test_migrating_an_empty_database_gives_what_the_models_say(bare):
    assert differences(bare) != []
    migrations.upgrade(bare)
    assert differences(bare) == []


def test_names_of_constraints_are_what_the_models_say(bare):
    migrations.upgrade(bare)
    stored = inspect(bare)
    for table in Base.metadata.sorted_tables:
        told = {each["name"] for each in stored.get_check_constraints(table.name)}
        assert told == {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        told = {each["name"] for each in stored.get_foreign_keys(table.name)}
        assert told == {str(each.name) for each in table.foreign_key_constraints}


def test_a_migrated_database_works(bare):
    migrations.upgrade(bare)
    by = By("system", None, datetime.now(UTC))
    people.register_first("amina@example.fr", "Amina", "quatre mots bien choisis", by=by)
    assert ledger.verify() == []


def test_ids_are_never_given_twice(bare):
    migrations.upgrade(bare)
    with bare.connect().execution_options(writing=True) as connection, connection.begin():
        row = "INSERT INTO ticket (purpose, token_hash) VALUES ('setup', :hash)"
        connection.execute(text(row), {"hash": "a"})
        connection.execute(text("DELETE FROM ticket"))
        connection.execute(text(row), {"hash": "b"})
        assert connection.scalar(text("SELECT id FROM ticket")) == 2


def test_each_installation_has_an_epoch_of_its_own(bare, lyon):
    migrations.upgrade(bare)
    with bare.connect() as connection:
        here = connection.execute(text("SELECT epoch, version FROM instance")).all()
    assert len(here) == 1
    assert len(here[0].epoch) == 16
    assert here[0].version == 0


def test_a_database_knows_how_it_stands(bare):
    assert standing(bare) is Standing.missing
    migrations.upgrade(bare)
    assert standing(bare) is Standing.current
    with bare.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert standing(bare) is Standing.newer


def test_a_new_database_needs_no_copy(bare):
    assert migrations.upgrade(bare) is None
    assert copies(bare) == []


def test_migrating_twice_does_nothing(bare):
    migrations.upgrade(bare)
    assert migrations.upgrade(bare) is None
    assert copies(bare) == []


def test_a_copy_is_taken_before_an_older_database_is_migrated(bare, monkeypatch):
    migrations.upgrade(bare)
    monkeypatch.setattr(migrations, "newest", lambda: "9999")
    monkeypatch.setattr(command, "upgrade", lambda config, revision: None)
    copy = migrations.upgrade(bare)
    assert copies(bare) == [copy] if file_of(bare) else copy is None
    if copy:
        assert copy.stat().st_mode & 0o777 == 0o600
        connection = sqlite.connect(copy)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0004",)]
        connection.close()


def test_people_of_the_first_tables_stay_and_have_set_nothing(bare):
    with bare.connect().execution_options(writing=True) as connection:
        command.upgrade(migrations._config(connection), "0001")
    assert standing(bare) is Standing.older
    with bare.connect().execution_options(writing=True) as connection, connection.begin():
        row = {"at": datetime(2026, 11, 18, tzinfo=UTC).replace(tzinfo=None)}
        connection.execute(
            text(
                'INSERT INTO "user" (email, name, password_hash, admin, created_at) '
                "VALUES ('amina@example.fr', 'Amina', 'x', false, :at)"
            ),
            row,
        )
        session = "INSERT INTO user_session (user_id, token_hash, agent, created_at, expires_at) "
        connection.execute(text(session + "VALUES (1, 'h', '', :at, :at)"), row)
    migrations.upgrade(bare)
    assert differences(bare) == []
    with bare.connect() as connection:
        settings = connection.execute(text('SELECT theme, density, text_size, keys, announce FROM "user"')).all()
        assert [tuple(row) for row in settings] == [(None,) * 5]
        assert connection.scalar(text("SELECT user_id FROM user_session")) == 1


@pytest.mark.parametrize("name", people.SETTINGS)
def test_the_database_refuses_a_setting_that_is_none(bare, name):
    migrations.upgrade(bare)
    by = By("system", None, datetime.now(UTC))
    people.register_first("amina@example.fr", "Amina", "quatre mots bien choisis", by=by)
    db.session.rollback()
    with (
        bare.connect().execution_options(writing=True) as connection,
        connection.begin(),
        pytest.raises(IntegrityError, match=f"ck_user_{name.replace('_', '')}"),
    ):
        connection.execute(text(f"UPDATE \"user\" SET {name} = 'x'"))


def test_a_migration_that_fails_leaves_the_database_as_it_was(bare, monkeypatch):
    before = inspect(bare).get_table_names()

    def fail(config, revision):
        config.attributes["connection"].execute(text("CREATE TABLE half (id INTEGER)"))
        raise ZeroDivisionError

    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(ZeroDivisionError):
        migrations.upgrade(bare)
    assert inspect(bare).get_table_names() == before == []


def test_all_can_be_taken_down_again(bare):
    migrations.upgrade(bare)
    with bare.connect().execution_options(writing=True) as connection:
        command.downgrade(migrations._config(connection), "base")
    assert inspect(bare).get_table_names() == ["alembic_version"]
    migrations.upgrade(bare)
    assert differences(bare) == []
