"""Rooms, hosts, products and shows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_trade"
down_revision = "0002_access"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
id_ = sa.String(64)
key = sa.String(128)


def upgrade() -> None:
    _places()
    _goods()
    _shows()


def _places() -> None:
    op.create_table(
        "room",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("account", sa.String(120), nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_room_tenant_id_tenant"),
    )
    op.create_index("ix_room_tenant_id", "room", ["tenant_id"])
    op.create_table(
        "host",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_host"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_host_tenant_id_tenant"),
    )
    op.create_index("ix_host_tenant_id", "host", ["tenant_id"])


def _goods() -> None:
    op.create_table(
        "product",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("id", key, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(120), nullable=True),
        sa.Column("price", big, nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("stock", big, nullable=True),
        sa.Column("images", json, nullable=False),
        sa.Column("links", json, nullable=False),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_product"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_product_tenant_id_tenant"),
        sa.CheckConstraint("price IS NULL OR price >= 0", name=op.f("ck_product_price")),
        sa.CheckConstraint("stock IS NULL OR stock >= 0", name=op.f("ck_product_stock")),
    )
    op.create_table(
        "product_alias",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("platform_id", key, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "platform_id", name="pk_product_alias"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name="fk_product_alias_tenant_id_product_id_product",
        ),
    )
    op.create_index("ix_product_alias_tenant_id_product_id", "product_alias", ["tenant_id", "product_id"])


def _shows() -> None:
    op.create_table(
        "show",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("room_id", id_, nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("starts_at", big, nullable=True),
        sa.Column("planned_end", big, nullable=True),
        sa.Column("started_at", big, nullable=True),
        sa.Column("ended_at", big, nullable=True),
        sa.Column("end_declared", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("staged", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sort_at", big, nullable=False),
        sa.Column("cancelled_at", big, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_show"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_show_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_show_room_id_room"),
    )
    op.create_index("ix_show_tenant_id_sort_at", "show", ["tenant_id", "sort_at"])
    op.create_index("ix_show_tenant_id_title", "show", ["tenant_id", "title"])
    op.create_index("ix_show_room_id", "show", ["room_id"])


def downgrade() -> None:
    for table in ("show", "product_alias", "product", "host", "room"):
        op.drop_table(table)
