"""A workshop, who sits in it, what they write and how they vote; the points that an action got."""

import sqlalchemy as sa
from alembic import op

from boardapp.database import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PHASES = ("welcome", "inventory", "group", "categorise", "prioritise", "place", "commit", "close")
QUESTIONS = ("points", "challenge", "effort", "category", "same", "disagree")


def upgrade() -> None:
    for name in ("votes", "voters"):
        op.execute(f"ALTER TABLE action ADD COLUMN {name} INTEGER")
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("method", _choice("method", "points", "scores"), nullable=False),
        sa.Column("phase", _choice("phase", *PHASES), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=True),
        sa.Column("revealed_at", UTCDateTime(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("pulse", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("spotlight_id", sa.Integer(), nullable=True),
        sa.Column("cut_now", sa.Integer(), nullable=True),
        sa.Column("cut_next", sa.Integer(), nullable=True),
        sa.Column("placed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_workshop_board_id_board"),
        sa.ForeignKeyConstraint(["spotlight_id"], ["action.id"], name="fk_workshop_spotlight_id_action"),
        sa.PrimaryKeyConstraint("id", name="pk_workshop"),
        sa.UniqueConstraint("uid", name="uq_workshop_uid"),
        sa.UniqueConstraint("code", name="uq_workshop_code"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshop_board_id", "workshop", ["board_id"])
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=True),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("done", sa.String(length=16), nullable=True),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("claims_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("welcomed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_participant_workshop_id_workshop"),
        sa.ForeignKeyConstraint(
            ["claims_id"], ["participant.id"], name="fk_participant_claims_id_participant", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.UniqueConstraint("workshop_id", "folded", name="uq_participant_workshop_id_folded"),
        sa.UniqueConstraint("token_hash", name="uq_participant_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_line_workshop_id_workshop"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_line_participant_id_participant"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_line_action_id_action"),
        sa.PrimaryKeyConstraint("id", name="pk_line"),
        sa.UniqueConstraint("once", name="uq_line_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_line_workshop_id", "line", ["workshop_id"])
    op.create_index("ix_line_participant_id", "line", ["participant_id"])
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("question", _choice("question", *QUESTIONS), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_ballot_workshop_id_workshop"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_ballot_participant_id_participant"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_ballot_action_id_action"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot"),
        sa.UniqueConstraint(
            "workshop_id", "round", "participant_id", "question", "action_id", "other_id", name="uq_ballot_answer"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ballot_participant_id", "ballot", ["participant_id"])
    op.create_index("ix_ballot_action_id", "ballot", ["action_id"])


def downgrade() -> None:
    for name in ("ballot", "line", "participant", "workshop"):
        op.drop_table(name)
    for name in ("voters", "votes"):
        op.execute(f"ALTER TABLE action DROP COLUMN {name}")


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)
