"""Links know which screen they are for, and when it was seen last."""

import sqlalchemy as sa
from alembic import op

revision = "0023_screens"
down_revision = "0022_training"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("view_token", sa.Column("name", sa.String(60), nullable=False, server_default=""))
    op.add_column("view_token", sa.Column("seen_at", big, nullable=True))
