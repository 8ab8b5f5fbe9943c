"""Themes, rundowns with their slots, talk cards, personas."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008_rundown"
down_revision = "0007_selection"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "persona",
        sa.Column("host_id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("labels", json, nullable=False),
        sa.Column("expertise", json, nullable=False),
        sa.Column("proof", json, nullable=False),
        sa.Column("voice", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("host_id", name="pk_persona"),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name="fk_persona_host_id_host"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_persona_tenant_id_tenant"),
    )
    op.create_index("ix_persona_tenant_id", "persona", ["tenant_id"])
    op.create_table(
        "rundown_theme",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "code", name="pk_rundown_theme"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_rundown_theme_tenant_id_tenant"),
    )
    op.create_table(
        "rundown",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=False),
        sa.Column("theme", sa.String(40), nullable=True),
        sa.Column("limits", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", sa.String(120), nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rundown"),
        sa.UniqueConstraint("show_id", name="uq_rundown_show_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_rundown_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_rundown_show_id_show"),
    )
    op.create_index("ix_rundown_tenant_id", "rundown", ["tenant_id"])
    op.create_table(
        "rundown_slot",
        sa.Column("rundown_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("product_id", sa.String(128), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.String(64), nullable=True),
        sa.Column("helpers", json, nullable=False),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("price", big, nullable=True),
        sa.Column("pin", sa.Integer(), nullable=True),
        sa.Column("card", json, nullable=False),
        sa.Column("sheet", json, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rundown_id", "id", name="pk_rundown_slot"),
        sa.ForeignKeyConstraint(["rundown_id"], ["rundown.id"], name="fk_rundown_slot_rundown_id_rundown"),
        sa.CheckConstraint("minutes > 0", name="ck_rundown_slot_minutes"),
        sa.CheckConstraint("price IS NULL OR price >= 0", name="ck_rundown_slot_price"),
    )
