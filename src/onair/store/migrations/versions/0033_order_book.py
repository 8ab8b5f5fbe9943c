"""The order book: every line of every order file, with its show."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033_order_book"
down_revision = "0032_review_share"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "order_line",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("source", id_, nullable=False),
        sa.Column("line", sa.String(128), nullable=False),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("order_id", sa.String(128), nullable=False),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("why", sa.String(16), nullable=True),
        sa.Column("at", big, nullable=True),
        sa.Column("paid_at", big, nullable=True),
        sa.Column("amount", big, nullable=True),
        sa.Column("user_pay", big, nullable=True),
        sa.Column("back", big, nullable=True),
        sa.Column("accounts", json, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=True),
        sa.Column("began_at", big, nullable=True),
        sa.Column("kinds", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("import_id", id_, nullable=False),
        sa.Column("written_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "source", "line", name="pk_order_line"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_order_line_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_order_line_show_id_show"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_order_line_import_id_imports"),
    )
    op.create_index(
        "ix_order_line_tenant_id_platform_order_id", "order_line", ["tenant_id", "platform", "order_id"]
    )
    op.create_index("ix_order_line_show_id", "order_line", ["show_id"])
    op.create_index("ix_order_line_tenant_id_why", "order_line", ["tenant_id", "why"])
