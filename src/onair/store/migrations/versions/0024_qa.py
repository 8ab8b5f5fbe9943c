"""The question and answer library, what was asked without an answer, and hosts' signed use records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0024_qa"
down_revision = "0023_screens"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
key = sa.String(128)
name = sa.String(120)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _of_product(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "product_id"], ["product.tenant_id", "product.id"], name=f"fk_{table}_tenant_id_product_id_product"
    )  # fmt: skip


def upgrade() -> None:
    _answers()
    op.create_table(
        "qa_history",
        sa.Column("answer_id", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("by_id", id_, nullable=False),
        sa.Column("by_name", name, nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "version", name="pk_qa_history"),
        _of("qa_history", "answer_id", "qa_answer"),
        _of("qa_history", "tenant_id", "tenant"),
    )
    op.create_table(
        "qa_asked",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("as_of", big, nullable=False),
        sa.Column("comments", big, nullable=False),
        sa.Column("questions", big, nullable=False),
        sa.Column("answered", big, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", name="pk_qa_asked"),
        _of("qa_asked", "tenant_id", "tenant"),
        _of("qa_asked", "show_id", "show"),
    )
    _uses()


def _answers() -> None:
    op.create_table(
        "qa_answer",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=True),
        sa.Column("host_id", id_, nullable=True),
        sa.Column("intent", sa.String(20), nullable=False),
        sa.Column("variants", json, nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("short_en", sa.Text(), nullable=False),
        sa.Column("long", sa.Text(), nullable=False),
        sa.Column("source", json, nullable=True),
        sa.Column("until", big, nullable=True),
        sa.Column("never", json, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("author_id", id_, nullable=False),
        sa.Column("author_name", name, nullable=False),
        sa.Column("approver_id", id_, nullable=True),
        sa.Column("approver_name", name, nullable=True),
        sa.Column("approved_at", big, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_qa_answer"),
        _of("qa_answer", "tenant_id", "tenant"),
        _of("qa_answer", "host_id", "host"),
        _of_product("qa_answer"),
    )
    op.create_index("ix_qa_answer_tenant_id_updated_at", "qa_answer", ["tenant_id", "updated_at"])


def _uses() -> None:
    op.create_table(
        "use_record",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("host_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("used_from", big, nullable=False),
        sa.Column("used_until", big, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed_name", sa.String(80), nullable=False),
        sa.Column("signed_at", big, nullable=False),
        sa.Column("kept_by", id_, nullable=False),
        sa.Column("kept_name", name, nullable=False),
        sa.Column("withdrawn_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_use_record"),
        _of("use_record", "tenant_id", "tenant"),
        _of("use_record", "host_id", "host"),
        _of_product("use_record"),
    )
    op.create_index("ix_use_record_tenant_id_host_id", "use_record", ["tenant_id", "host_id"])
