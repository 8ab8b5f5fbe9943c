"""Feedback tickets: what people said, the clock and the answer, forms, proofs; and what it says of products."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0030_feedback"
down_revision = "0029_reports"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
key = sa.String(128)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _feedback_ticket()
    _feedback_step()
    _feedback_setup()
    _feedback_link()
    _feedback_proof()
    _product_feedback()


def _feedback_ticket() -> None:
    op.create_table(
        "feedback_ticket",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("no", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("product_id", key, nullable=True),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("order_ref", id_, nullable=True),
        sa.Column("owner_id", id_, nullable=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("parent_id", id_, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", big, nullable=True),
        sa.Column("answerers", json, nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.String(16), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("limit_ms", big, nullable=False),
        sa.Column("spent_ms", big, nullable=False),
        sa.Column("since", big, nullable=True),
        sa.Column("due_at", big, nullable=True),
        sa.Column("place", big, nullable=False),
        sa.Column("nudge", sa.Integer(), nullable=False),
        sa.Column("nudge_at", big, nullable=True),
        sa.Column("link_id", id_, nullable=True),
        sa.Column("visitor", sa.String(32), nullable=True),
        sa.Column("contact_id", id_, nullable=True),
        sa.Column("secret", id_, nullable=True),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("said_at", big, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("erased_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_ticket"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
            name="fk_feedback_ticket_tenant_id_tenant",
        ),
        sa.UniqueConstraint("tenant_id", "no", name="uq_feedback_ticket_tenant_id_no"),
        sa.UniqueConstraint("tenant_id", "source", name="uq_feedback_ticket_tenant_id_source"),
    )
    op.create_index("ix_feedback_ticket_link_id_created_at", "feedback_ticket", ["link_id", "created_at"])
    op.create_index("ix_feedback_ticket_nudge_at", "feedback_ticket", ["nudge_at"])
    op.create_index("ix_feedback_ticket_parent_id", "feedback_ticket", ["parent_id"])
    op.create_index("ix_feedback_ticket_secret", "feedback_ticket", ["secret"])
    op.create_index("ix_feedback_ticket_tenant_id_place_id", "feedback_ticket", ["tenant_id", "place", "id"])
    op.create_index("ix_feedback_ticket_tenant_id_product_id", "feedback_ticket", ["tenant_id", "product_id"])


def _feedback_step() -> None:
    op.create_table(
        "feedback_step",
        sa.Column("ticket_id", id_, nullable=False),
        sa.Column("seq", big, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("by_kind", sa.String(16), nullable=False),
        sa.Column("by_id", id_, nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name="pk_feedback_step"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
            name="fk_feedback_step_tenant_id_tenant",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["feedback_ticket.id"],
            name="fk_feedback_step_ticket_id_feedback_ticket",
        ),
    )


def _feedback_setup() -> None:
    op.create_table(
        "feedback_setup",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_feedback_setup"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
            name="fk_feedback_setup_tenant_id_tenant",
        ),
    )


def _feedback_link() -> None:
    op.create_table(
        "feedback_link",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("hash", id_, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("product_id", key, nullable=True),
        sa.Column("show_id", id_, nullable=True),
        sa.Column("expires_at", big, nullable=False),
        sa.Column("revoked_at", big, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_link"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
            name="fk_feedback_link_tenant_id_tenant",
        ),
        sa.UniqueConstraint("hash", name="uq_feedback_link_hash"),
    )
    op.create_index("ix_feedback_link_tenant_id_id", "feedback_link", ["tenant_id", "id"])


def _feedback_proof() -> None:
    op.create_table(
        "feedback_proof",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("ticket_id", id_, nullable=False),
        sa.Column("by_kind", sa.String(16), nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media", sa.String(40), nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("url", sa.String(2000), nullable=True),
        sa.Column("at", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_proof"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
            name="fk_feedback_proof_tenant_id_tenant",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["feedback_ticket.id"],
            name="fk_feedback_proof_ticket_id_feedback_ticket",
        ),
    )
    op.create_index("ix_feedback_proof_ticket_id_id", "feedback_proof", ["ticket_id", "id"])


def _product_feedback() -> None:
    op.create_table(
        "product_feedback",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("week", big, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("n", big, nullable=False),
        sa.Column("open", big, nullable=False),
        sa.Column("as_of", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", "week", "kind", name="pk_product_feedback"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name="fk_product_feedback_tenant_id_product_id_product",
        ),
    )
