"""Where the signal of a room is looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0018_signal"
down_revision = "0017_paper_list"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "signal_source",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("output", sa.String(10), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.String(300), nullable=False),
        sa.Column("backup", sa.Boolean(), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("removed_at", big, nullable=True),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signal_source"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_signal_source_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_signal_source_room_id_room"),
    )
    op.create_index("ix_signal_source_tenant_id", "signal_source", ["tenant_id"])
    op.create_index("ix_signal_source_room_id", "signal_source", ["room_id"])


def downgrade() -> None:
    op.drop_table("signal_source")
