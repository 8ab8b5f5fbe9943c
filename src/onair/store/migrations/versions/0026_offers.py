"""Offers as they are planned, what the seller grants for a product, prices that were really paid; a room's market."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026_offers"
down_revision = "0025_claims"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
key = sa.String(128)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("room", sa.Column("market", sa.String(2), nullable=False, server_default="cn"))
    op.add_column("room", sa.Column("stock_owner", sa.String(16), nullable=False, server_default="onair"))
    _plan()
    _goods()


def _plan() -> None:
    op.create_table(
        "offer_plan",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("scheduled_by", id_, nullable=True),
        sa.Column("published_at", big, nullable=True),
        sa.Column("ended_at", big, nullable=True),
        sa.Column("terms", json, nullable=True),
        sa.Column("evidence", json, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", sa.String(120), nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offer_plan"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_offer_plan_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_offer_plan_show_id_show"),
    )
    op.create_index("ix_offer_plan_show_id", "offer_plan", ["show_id"])
    op.create_index(
        "ix_offer_plan_tenant_id_product_id_published_at", "offer_plan", ["tenant_id", "product_id", "published_at"]
    )  # fmt: skip


def _goods() -> None:
    op.create_table(
        "product_policy",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("returns_days", sa.Integer(), nullable=True),
        sa.Column("exclusion", sa.String(16), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("instalments", sa.Integer(), nullable=True),
        sa.Column("trial_days", sa.Integer(), nullable=True),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("maker_price", big, nullable=True),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", name="pk_product_policy"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"], ["product.tenant_id", "product.id"],
            name="fk_product_policy_tenant_id_product_id_product"
        ),
    )  # fmt: skip
    op.create_table(
        "paid_price",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("price", big, nullable=False),
        sa.Column("room_id", id_, nullable=True),
        sa.Column("n", big, nullable=False),
        sa.Column("first_at", big, nullable=False),
        sa.Column("last_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", "product_id", "price", name="pk_paid_price"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_paid_price_show_id_show"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"], ["product.tenant_id", "product.id"],
            name="fk_paid_price_tenant_id_product_id_product"
        ),
    )  # fmt: skip
    op.create_index(
        "ix_paid_price_tenant_id_product_id_last_at", "paid_price", ["tenant_id", "product_id", "last_at"]
    )
