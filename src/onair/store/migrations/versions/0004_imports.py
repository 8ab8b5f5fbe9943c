"""Imports and learnt mappings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_imports"
down_revision = "0003_trade"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
id_ = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("asked", json, nullable=False),
        sa.Column("result", json, nullable=False),
        sa.Column("problem", json, nullable=True),
        sa.Column("signature", sa.String(32), nullable=True),
        sa.Column("starts_at", big, nullable=True),
        sa.Column("ends_at", big, nullable=True),
        sa.Column("start_said", sa.Boolean(), nullable=False),
        sa.Column("end_said", sa.Boolean(), nullable=False),
        sa.Column("ledger", sa.Boolean(), nullable=False),
        sa.Column("sets_window", sa.Boolean(), nullable=False),
        sa.Column("spool", sa.String(120), nullable=True),
        sa.Column("quarantine", sa.String(120), nullable=True),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("finished_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_imports_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_imports_show_id_show"),
    )
    op.create_index("ix_imports_tenant_id_id", "imports", ["tenant_id", "id"])
    op.create_index("ix_imports_show_id", "imports", ["show_id"])
    op.create_index("ix_imports_state", "imports", ["state"])
    op.create_table(
        "mappings",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("signature", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("headers", json, nullable=False),
        sa.Column("mapping", json, nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "signature", "version", name="pk_mappings"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_mappings_tenant_id_tenant"),
    )
