"""What proves a claim, and which platform rules a team switched off."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025_claims"
down_revision = "0024_qa"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "claim_proof",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("tenant_id", sa.String(64), sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("issuer", sa.String(120), nullable=False),
        sa.Column("sample", sa.String(120), nullable=False),
        sa.Column("products", json, nullable=False),
        sa.Column("since", sa.String(10)),
        sa.Column("valid_until", sa.String(10)),
        sa.Column("file", sa.String(2000)),
        sa.Column("file_sha256", sa.String(64)),
        sa.Column("approver", sa.String(120), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("withdrawn_at", big),
    )
    op.create_index("ix_claim_proof_tenant_id_withdrawn_at", "claim_proof", ["tenant_id", "withdrawn_at"])
    op.create_table(
        "lint_switch",
        sa.Column("tenant_id", sa.String(64), sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("off", json, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.Column("changed_at", big, nullable=False),
    )
