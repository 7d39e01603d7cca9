"""The spreadsheet loop: how a file waits for its preview, the rows staged before they are published, calendar feeds."""

import sqlalchemy as sa
from alembic import op

from boardapp.database import RankKey, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WAITING = {
    "parsed": "{binary}",
    "sheet": "VARCHAR(200)",
    "header_line": "INTEGER",
    "choices": "JSON",
    "ready": "INTEGER",
    "total": "INTEGER",
}
# nobody asks for these, owners and categories are never deleted, and each makes the publication of a file longer
UNASKED = {
    "ix_action_category_id": ["category_id"],
    "ix_action_owner_id": ["owner_id"],
    "ix_action_source": ["board_id", "source_id"],
    "ix_action_merged_into_id": ["merged_into_id"],
}


def upgrade() -> None:
    op.execute("DELETE FROM import_draft")  # files that wait for a day at most, read in another way now
    binary = "BLOB" if op.get_bind().dialect.name == "sqlite" else "BYTEA"
    for name, kind in WAITING.items():
        op.execute(f"ALTER TABLE import_draft ADD COLUMN {name} {kind.format(binary=binary)}")
    op.execute("ALTER TABLE membership ADD COLUMN feed_generation INTEGER DEFAULT 0 NOT NULL")
    op.create_table(
        "staged_action",
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("staged_at", UTCDateTime(), nullable=False),
        sa.Column("owner_uid", sa.String(length=32), nullable=True),
        sa.Column("category_uid", sa.String(length=32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("horizon", sa.String(length=16), nullable=False),
        sa.Column("rank", RankKey, nullable=True),
        sa.Column("challenge", sa.String(length=80), nullable=False),
        sa.Column("challenge_level", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("already_running", sa.Boolean(), nullable=False),
        sa.Column("need", sa.String(length=140), nullable=False),
        sa.Column("first_step", sa.String(length=140), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("benefit", sa.String(length=140), nullable=False),
        sa.Column("hypothesis", sa.String(length=280), nullable=False),
        sa.Column("result", sa.String(length=280), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("archived_at", UTCDateTime(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "place", name="pk_staged_action"),
    )

    op.create_table(
        "import_leftover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_import_leftover_board_id_board"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_import_leftover_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_import_leftover"),
        sqlite_autoincrement=True,
    )
    for name in UNASKED:
        op.drop_index(name, table_name="action")
    behind = sa.text("merged_into_id IS NOT NULL")
    op.create_index("ix_action_behind", "action", ["merged_into_id"], sqlite_where=behind, postgresql_where=behind)


def downgrade() -> None:
    op.drop_index("ix_action_behind", table_name="action")
    for name, columns in UNASKED.items():
        op.create_index(name, "action", columns)
    op.drop_table("import_leftover")
    op.drop_table("staged_action")
    op.execute("ALTER TABLE membership DROP COLUMN feed_generation")
    for name in reversed(WAITING):
        op.execute(f"ALTER TABLE import_draft DROP COLUMN {name}")
