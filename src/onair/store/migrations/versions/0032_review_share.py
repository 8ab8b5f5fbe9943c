"""Links to a review for those without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0032_review_share"
down_revision = "0031_report_layouts"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "review_share",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("money", sa.Boolean(), nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("expires_at", big, nullable=False),
        sa.Column("revoked_at", big, nullable=True),
        sa.Column("seen_at", big, nullable=True),
        sa.Column("opened", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_share"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_review_share_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_review_share_show_id_show"),
        sa.UniqueConstraint("hash", name="uq_review_share_hash"),
    )
    op.create_index("ix_review_share_tenant_id_show_id", "review_share", ["tenant_id", "show_id"])
