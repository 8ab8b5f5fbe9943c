"""When a product's stock was last stated. Unknown for what stands: only the next statement tells."""

import sqlalchemy as sa
from alembic import op

revision = "0014_stock_seen"
down_revision = "0013_contact_stop"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("product", sa.Column("stock_seen_at", big, nullable=True))


def downgrade() -> None:
    op.drop_column("product", "stock_seen_at")
