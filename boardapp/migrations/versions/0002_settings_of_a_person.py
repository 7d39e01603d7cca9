"""What a person sets for themselves: theme, density, text size, keys, announcements."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SETTINGS = {
    "theme": ("light", "dark"),
    "density": ("compact",),
    "text_size": ("large", "larger"),
    "keys": ("off",),
    "announce": ("others",),
}


def upgrade() -> None:
    """In plain SQL, the same on both databases: for a check, Alembic would have SQLite make the table anew, and other
    tables refer to this one."""
    for name, words in SETTINGS.items():
        check = f"CONSTRAINT ck_user_{name.replace('_', '')} CHECK ({name} IN {_listed(words)})"
        op.execute(f'ALTER TABLE "user" ADD COLUMN {name} VARCHAR(16) {check}')


def downgrade() -> None:
    for name in reversed(SETTINGS):
        op.execute(f'ALTER TABLE "user" DROP COLUMN {name}')


def _listed(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
