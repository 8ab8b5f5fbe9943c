"""Settlement entries are found by their order."""

import sqlalchemy as sa
from alembic import op

revision = "0035_settled_orders"
down_revision = "0034_next_change"


def upgrade() -> None:
    op.add_column("report_row", sa.Column("order_id", sa.String(128), nullable=True))
    postgres = op.get_bind().dialect.name == "postgresql"
    order = "about ->> 'order'" if postgres else "json_extract(about, '$.order')"
    op.execute(f"UPDATE report_row SET order_id = {order} WHERE grain = 'settlement'")  # noqa: S608 (our own words)
    op.create_index("ix_report_row_tenant_id_order_id", "report_row", ["tenant_id", "order_id"])
