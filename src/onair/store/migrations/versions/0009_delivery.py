"""Outbox, targets, tracked links, contact vault, consent ledger (triggers keep it append-only)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009_delivery"
down_revision = "0008_rundown"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(JSONB(), "postgresql")

REFUSE_SQLITE = """
CREATE TRIGGER consent_no_{verb} BEFORE {verb} ON consent_entry
BEGIN SELECT RAISE(ABORT, 'the ledger of consents is append-only'); END
"""
REFUSE_POSTGRES = """
CREATE FUNCTION consent_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger of consents is append-only'; END $$
"""


def upgrade() -> None:
    _consent()
    _ledger_guard()
    _targets()
    _outbox()
    _contacts()
    _links()


def _ledger_guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(REFUSE_SQLITE.format(verb=verb))
        return
    op.execute(REFUSE_POSTGRES)
    op.execute(
        "CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION consent_append_only()"
    )


def _consent() -> None:
    op.create_table(
        "consent_entry",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("seq", big, nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("given_at", big, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(120), nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name="pk_consent_entry"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_consent_entry_tenant_id_tenant"),
    )
    op.create_index("ix_consent_entry_tenant_id_person_seq", "consent_entry", ["tenant_id", "person", "seq"])
    op.create_table(
        "consent_head",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("seq", big, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_consent_head"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_consent_head_tenant_id_tenant"),
    )
    op.create_table(
        "contact_rules",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("cap_day", sa.Integer(), nullable=False),
        sa.Column("cap_week", sa.Integer(), nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_contact_rules"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_contact_rules_tenant_id_tenant"),
    )


def _targets() -> None:
    op.create_table(
        "delivery_target",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(20), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.String(300), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.String(40), nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("hold_until", big, nullable=False),
        sa.Column("last_sent_at", big, nullable=True),
        sa.Column("removed_at", big, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_target"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_delivery_target_tenant_id_tenant"),
    )
    op.create_index("ix_delivery_target_tenant_id", "delivery_target", ["tenant_id"])
    op.create_table(
        "delivery_switch",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_delivery_switch"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_delivery_switch_tenant_id_tenant"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("target_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("person", sa.String(64), nullable=True),
        sa.Column("payload", json, nullable=False),
        sa.Column("due_at", big, nullable=False),
        sa.Column("expires_at", big, nullable=False),
        sa.Column("not_before", big, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=True),
        sa.Column("at", big, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["target_id"], ["delivery_target.id"], name="fk_outbox_target_id_delivery_target"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_outbox_tenant_id_tenant"),
        sa.UniqueConstraint("tenant_id", "key", name="uq_outbox_tenant_id_key"),
    )
    op.create_index("ix_outbox_attempt_id", "outbox", ["attempt_id"])
    op.create_index("ix_outbox_state_target_id_not_before", "outbox", ["state", "target_id", "not_before"])
    op.create_index("ix_outbox_tenant_id_person_at", "outbox", ["tenant_id", "person", "at"])
    op.create_index("ix_outbox_tenant_id_state_id", "outbox", ["tenant_id", "state", "id"])
    op.create_table(
        "delivery_attempt",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("target_id", sa.String(64), nullable=False),
        sa.Column("send_key", sa.String(80), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("started_at", big, nullable=False),
        sa.Column("ended_at", big, nullable=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempt"),
        sa.ForeignKeyConstraint(
            ["target_id"], ["delivery_target.id"], name="fk_delivery_attempt_target_id_delivery_target"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_delivery_attempt_tenant_id_tenant"),
    )
    op.create_index(
        "ix_delivery_attempt_target_id_started_at", "delivery_attempt", ["target_id", "started_at"]
    )


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("erased_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_contact_tenant_id_tenant"),
    )
    op.create_index("ix_contact_tenant_id", "contact", ["tenant_id"])
    op.create_table(
        "contact_point",
        sa.Column("contact_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.String(120), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "channel", name="pk_contact_point"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_point_contact_id_contact"),
        sa.UniqueConstraint(
            "tenant_id", "channel", "fingerprint", name="uq_contact_point_tenant_id_channel_fingerprint"
        ),
    )


def _links() -> None:
    op.create_table(
        "short_link",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("target_url", sa.Text(), nullable=False),
        sa.Column("item", sa.String(128), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=True),
        sa.Column("person", sa.String(64), nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_short_link"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_short_link_tenant_id_tenant"),
    )
    op.create_index("ix_short_link_tenant_id_item", "short_link", ["tenant_id", "item"])
    op.create_table(
        "link_click",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("visitor", sa.String(32), nullable=False),
        sa.Column("n", big, nullable=False),
        sa.Column("first_at", big, nullable=False),
        sa.Column("last_at", big, nullable=False),
        sa.PrimaryKeyConstraint("code", "visitor", name="pk_link_click"),
        sa.ForeignKeyConstraint(["code"], ["short_link.code"], name="fk_link_click_code_short_link"),
    )
