"""The event log and the jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from onair.store.migrate import log_schema

revision = "0001_log"
down_revision = None

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "event_batch",
        sa.Column("seq", big, sa.Identity(), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=False),
        sa.Column("offset", big, nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("clock", big, nullable=False),
        sa.Column("codec", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event_batch"),
        sa.UniqueConstraint("show_id", "offset", name="uq_event_batch_show_id_offset"),
        schema=log_schema(),
        if_not_exists=True,  # two files cannot commit as one: a crash between them leaves this table ready
    )
    if op.get_bind().dialect.name == "postgresql":
        # trying to compress each body doubles the time of an append
        op.execute("ALTER TABLE event_batch ALTER COLUMN body SET STORAGE EXTERNAL")
    op.create_table(
        "log_probe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_probe"),
        schema=log_schema(),
        if_not_exists=True,
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("tenant_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("payload", json, nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("result", json, nullable=True),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(64), nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("started_at", big, nullable=True),
        sa.Column("beat_at", big, nullable=True),
        sa.Column("ended_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_state_kind", "job", ["state", "kind"])
    op.create_index("ix_job_tenant_id_kind", "job", ["tenant_id", "kind"])
