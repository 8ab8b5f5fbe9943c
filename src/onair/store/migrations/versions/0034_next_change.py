"""What is to change in the next show, where it went and what became of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034_next_change"
down_revision = "0033_order_book"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "next_change",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("from_show", id_, nullable=False),
        sa.Column("to_show", id_, nullable=True),
        sa.Column("room_id", id_, nullable=True),
        sa.Column("finding", id_, nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("owner_id", id_, nullable=True),
        sa.Column("due_at", big, nullable=True),
        sa.Column("taken", json, nullable=True),
        sa.Column("verdict", json, nullable=True),
        sa.Column("mark", sa.String(80), nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", sa.String(120), nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_next_change"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_next_change_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["from_show"], ["show.id"], name="fk_next_change_from_show_show"),
        sa.ForeignKeyConstraint(["to_show"], ["show.id"], name="fk_next_change_to_show_show"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_next_change_owner_id_person"),
    )
    op.create_index("ix_next_change_from_show_finding", "next_change", ["from_show", "finding"], unique=True)
    op.create_index("ix_next_change_to_show", "next_change", ["to_show"])
    op.create_index("ix_next_change_tenant_id_room_id", "next_change", ["tenant_id", "room_id"])
