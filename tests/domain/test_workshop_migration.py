"""The tables of the workshop, taken down and put up again on a board that has one."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from boardapp import migrations
from boardapp.database import db
from boardapp.domain.workshop import closing
from tests import workshop_ways, world
from tests.databases import spare
from tests.world import Clock, World

WORKSHOP = {"workshop", "participant", "line", "ballot"}
LATER = {"staged_action", "import_leftover"}  # what came after the rooms goes and comes back with them


@pytest.fixture
def engine(database, tmp_path):
    with spare(database, tmp_path) as app, app.app_context():
        migrations.upgrade(db.engine)
        world.build()
        lyon = World(Clock())
        closing.close(workshop_ways.counted(lyon), by=lyon.by())
        db.session.remove()
        yield db.engine


def rows(engine):
    """Of each table, how many rows; of actions, all that the tables before had."""
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        counts = {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in names - WORKSHOP - LATER}
        actions = connection.execute(text("SELECT id, title, rank, version FROM action ORDER BY id")).all()
    return counts, actions


def test_going_back_takes_the_rooms_and_nothing_else(engine):
    before = rows(engine)

    with engine.connect().execution_options(writing=True) as connection:
        command.downgrade(migrations._config(connection), "0002")
        connection.commit()
    assert not WORKSHOP & set(inspect(engine).get_table_names())
    assert rows(engine) == before

    migrations.upgrade(engine)
    assert rows(engine) == before
    assert set(inspect(engine).get_table_names()) >= WORKSHOP
