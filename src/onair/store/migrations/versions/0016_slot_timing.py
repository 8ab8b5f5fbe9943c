"""How the length of a slot behaves on air. What stands may be shortened, as before."""

import sqlalchemy as sa
from alembic import op

revision = "0016_slot_timing"
down_revision = "0015_connection_heard"


def upgrade() -> None:
    op.add_column("rundown_slot", sa.Column("timing", sa.String(16), nullable=False, server_default="linked"))


def downgrade() -> None:
    op.drop_column("rundown_slot", "timing")
