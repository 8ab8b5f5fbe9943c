"""Overlays: layouts, what they were, what a team settled about them; which layout a link shows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028_overlays"
down_revision = "0027_comments"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "overlay_layout",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=True),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_overlay_layout"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_overlay_layout_tenant_id_tenant"),
    )
    op.create_table(
        "overlay_version",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("layout_id", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("by", id_, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "layout_id", "version", name="pk_overlay_version"),
    )
    op.create_table(
        "overlay_setting",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_overlay_setting"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_overlay_setting_tenant_id_tenant"),
    )
    op.add_column("view_token", sa.Column("layout", id_, nullable=True))
