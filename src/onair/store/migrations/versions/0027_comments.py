"""What a team set for its comments, and what it taught the model."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027_comments"
down_revision = "0026_offers"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "comment_setup",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_comment_setup"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_comment_setup_tenant_id_tenant"),
    )
    op.create_table(
        "comment_label",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("intent", sa.String(20), nullable=True),
        sa.Column("negative", sa.Boolean(), nullable=True),
        sa.Column("abuse", sa.Boolean(), nullable=True),
        sa.Column("product", sa.String(200), nullable=True),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("before", big, nullable=True),
        sa.Column("after", big, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("withdrawn_at", big, nullable=True),
        sa.Column("withdrawn_by", id_, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_comment_label"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_comment_label_tenant_id_tenant"),
    )
    op.create_index("ix_comment_label_tenant_id_id", "comment_label", ["tenant_id", "id"])
