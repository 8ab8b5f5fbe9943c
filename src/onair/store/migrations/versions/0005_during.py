"""Links for overlay, prompter and wall; notes of unknown fields."""

import sqlalchemy as sa
from alembic import op

revision = "0005_during"
down_revision = "0003_trade"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "view_token",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=False),
        sa.Column("view", sa.String(16), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("revoked_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_view_token"),
        sa.UniqueConstraint("hash", name="uq_view_token_hash"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_view_token_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_view_token_show_id_show"),
    )
    op.create_index("ix_view_token_tenant_id_show_id", "view_token", ["tenant_id", "show_id"])
    op.create_table(
        "intake_note",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("n", big, nullable=False),
        sa.Column("first_at", big, nullable=False),
        sa.Column("last_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", "source", "field", name="pk_intake_note"),
    )
