"""Segments of people, and how many were in each whenever the book of people was made anew."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036_segments"
down_revision = "0035_settled_orders"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("rule", json, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", sa.String(120), nullable=False),
        sa.Column("removed_at", big, nullable=True),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_segment_tenant_id_tenant"),
    )
    op.create_index("ix_segment_tenant_id", "segment", ["tenant_id"])
    op.create_table(
        "segment_count",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("segment_id", id_, nullable=False),
        sa.Column("as_of", big, nullable=False),
        sa.Column("n", big, nullable=False),
        sa.Column("entered", big, nullable=True),
        sa.Column("gone", big, nullable=True),
        sa.Column("file", sa.String(160), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "segment_id", "as_of", name="pk_segment_count"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_segment_count_tenant_id_tenant"),
    )
