"""What a connection brought last and what it was refused last, across restarts.

`heard_since`: from when on it is remembered; for connections that stand already, from this migration on.
"""

import time

import sqlalchemy as sa
from alembic import op

revision = "0015_connection_heard"
down_revision = "0014_stock_seen"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name in ("heard_since", "last_at", "error_at"):
        op.add_column("connection", sa.Column(name, big, nullable=True))
    op.add_column("connection", sa.Column("error_code", sa.String(64), nullable=True))
    now = time.time_ns() // 1_000_000
    op.execute(sa.text("UPDATE connection SET heard_since = :now").bindparams(now=now))


def downgrade() -> None:
    for name in ("error_code", "error_at", "last_at", "heard_since"):
        op.drop_column("connection", name)
