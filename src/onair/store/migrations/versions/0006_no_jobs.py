"""No table of jobs: imports keep their own rows, and nothing was ever written here."""

from alembic import op

revision = "0006_no_jobs"
down_revision = "0005_during"


def upgrade() -> None:
    op.drop_table("job")
