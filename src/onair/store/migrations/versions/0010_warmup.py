"""Warm-up plans, their items, promises."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_warmup"
down_revision = "0009_delivery"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
id_ = sa.String(64)


def upgrade() -> None:
    _items()
    _promises()


def _items() -> None:
    op.create_table(
        "warmup_item",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("layer", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hook", sa.String(200), nullable=True),
        sa.Column("owner_id", id_, nullable=True),
        sa.Column("cost", big, nullable=True),
        sa.Column("goal", big, nullable=True),
        sa.Column("target_id", id_, nullable=True),
        sa.Column("people", json, nullable=False),
        sa.Column("url", sa.String(2000), nullable=True),
        sa.Column("link_code", sa.String(64), nullable=True),
        sa.Column("link_url", sa.String(400), nullable=True),
        sa.Column("lead_ms", big, nullable=True),
        sa.Column("due_at", big, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("sent_at", big, nullable=True),
        sa.Column("sent_by", id_, nullable=True),
        sa.Column("sent_by_name", sa.String(80), nullable=True),
        sa.Column("reserved", big, nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_warmup_item"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_warmup_item_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_warmup_item_show_id_show"),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_warmup_item_cost")),
        sa.CheckConstraint("reserved IS NULL OR reserved >= 0", name=op.f("ck_warmup_item_reserved")),
    )
    op.create_index("ix_warmup_item_tenant_id_show_id", "warmup_item", ["tenant_id", "show_id"])
    op.create_index("ix_warmup_item_state_due_at", "warmup_item", ["state", "due_at"])


def _promises() -> None:
    op.create_table(
        "warmup_promise",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("item_id", id_, nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("product_id", sa.String(128), nullable=True),
        sa.Column("value", big, nullable=True),
        sa.Column("slot_id", id_, nullable=True),
        sa.Column("withdrawn_at", big, nullable=True),
        sa.Column("withdrawn_why", sa.String(200), nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_warmup_promise"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_warmup_promise_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_warmup_promise_show_id_show"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["warmup_item.id"], name="fk_warmup_promise_item_id_warmup_item"
        ),
        sa.CheckConstraint("value IS NULL OR value >= 0", name=op.f("ck_warmup_promise_value")),
    )
    op.create_index("ix_warmup_promise_tenant_id_show_id", "warmup_promise", ["tenant_id", "show_id"])


def downgrade() -> None:
    for table in ("warmup_promise", "warmup_item"):
        op.drop_table(table)
