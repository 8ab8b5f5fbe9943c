"""Platform reports: the files that were dropped and every row they state."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029_reports"
down_revision = "0028_overlays"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("sheets", json, nullable=False),
        sa.Column("archive", sa.String(255), nullable=True),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("withdrawn_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_report_file"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_report_file_tenant_id_tenant"),
    )
    op.create_index("ix_report_file_tenant_id_sha256", "report_file", ["tenant_id", "sha256"])
    op.create_table(
        "report_row",
        sa.Column("file_id", id_, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("sheet", sa.String(120), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(80), nullable=False),
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("grain", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("about", json, nullable=False),
        sa.Column("said", json, nullable=False),
        sa.Column("kept", json, nullable=False),
        sa.Column("start_at", big, nullable=True),
        sa.Column("end_at", big, nullable=True),
        sa.Column("replaced_by", id_, nullable=True),
        sa.PrimaryKeyConstraint("file_id", "place", name="pk_report_row"),
        sa.ForeignKeyConstraint(["file_id"], ["report_file.id"], name="fk_report_row_file_id_report_file"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_report_row_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_report_row_show_id_show"),
    )
    op.create_index("ix_report_row_tenant_id_show_id", "report_row", ["tenant_id", "show_id"])
    op.create_index("ix_report_row_tenant_id_key", "report_row", ["tenant_id", "key"])
