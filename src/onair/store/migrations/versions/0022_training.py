"""Rehearsals with faults: what was planned, who sat where, how it went; the limits of each team."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022_training"
down_revision = "0021_emergency"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "training",
        sa.Column("show_id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("scenario", sa.String(40), nullable=True),
        sa.Column("source_show", id_, nullable=True),
        sa.Column("seed", big, nullable=False),
        sa.Column("begin", big, nullable=False),
        sa.Column("minutes", big, nullable=False),
        sa.Column("viewers", big, nullable=False),
        sa.Column("from_s", big, nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("faults", json, nullable=False),
        sa.Column("seats", json, nullable=False),
        sa.Column("instructor", id_, nullable=True),
        sa.Column("limits", json, nullable=False),
        sa.Column("mark", sa.String(80), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.String(20), nullable=True),
        sa.Column("started_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("finished_at", big, nullable=True),
        sa.Column("score", json, nullable=True),
        sa.PrimaryKeyConstraint("show_id", name="pk_training"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_training_show_id_show"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_training_tenant_id_tenant"),
    )
    op.create_index("ix_training_tenant_id_created_at", "training", ["tenant_id", "created_at"])
    op.create_index("ix_training_state", "training", ["state"])
    op.create_table(
        "training_limits",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("limits", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_training_limits"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_training_limits_tenant_id_tenant"),
    )


def downgrade() -> None:
    op.drop_table("training_limits")
    op.drop_table("training")
