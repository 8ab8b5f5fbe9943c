"""Which papers a team's products need by category, where a team changed what came with OnAir."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017_paper_list"
down_revision = "0016_slot_timing"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "paper_list",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.Column("changed_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_paper_list"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_paper_list_tenant_id_tenant"),
    )


def downgrade() -> None:
    op.drop_table("paper_list")
