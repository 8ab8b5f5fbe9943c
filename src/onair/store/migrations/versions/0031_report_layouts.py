"""Tables of platforms that a team taught once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031_report_layouts"
down_revision = "0030_feedback"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "report_layout",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("retired_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_report_layout"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_report_layout_tenant_id_tenant"),
    )
    op.create_index("ix_report_layout_tenant_id_signature", "report_layout", ["tenant_id", "signature"])
