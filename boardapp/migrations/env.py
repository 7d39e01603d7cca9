"""How Alembic meets our databases: on the connection it is given, in one transaction, also for SQLite's DDL."""

from alembic import context

from boardapp.database import Base
from boardapp.domain import comments, events, imports, members, sessions  # noqa: F401  (they define the tables)
from boardapp.domain.workshop import ballots, participants, secret_lines  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
