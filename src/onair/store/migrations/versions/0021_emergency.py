"""Emergency cards: what teams made of them, and what each room has for an emergency."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021_emergency"
down_revision = "0020_effects"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "emergency_card",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("card_id", sa.String(40), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "card_id", name="pk_emergency_card"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_emergency_card_tenant_id_tenant"),
    )
    op.create_table(
        "emergency_room",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("auto", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "room_id", name="pk_emergency_room"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_emergency_room_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_emergency_room_room_id_room"),
    )
