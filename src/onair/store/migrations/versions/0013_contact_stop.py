"""Addresses whose owners withdrew: a keyed hash each, so that an old list cannot bring them back."""

import sqlalchemy as sa
from alembic import op

revision = "0013_contact_stop"
down_revision = "0012_gate"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contact_stop",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "channel", "fingerprint", name="pk_contact_stop"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_contact_stop_tenant_id_tenant"),
    )


def downgrade() -> None:
    op.drop_table("contact_stop")
