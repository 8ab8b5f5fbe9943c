"""Tenants, people, sessions, keys, invites and the audit chain, which triggers keep append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0002_access"
down_revision = "0001_log"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)

REFUSE_SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END
"""
REFUSE_POSTGRES = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$
"""


def upgrade() -> None:
    _teams()
    _ways_in()
    _chain()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(REFUSE_SQLITE.format(verb=verb))
    else:
        op.execute(REFUSE_POSTGRES)
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        )


def _teams() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", id_, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenant"),
    )
    op.create_table(
        "person",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("login", sa.String(80), nullable=True),
        sa.Column("password", sa.String(200), nullable=True),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_person_tenant_id_tenant"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_index("ix_person_tenant_id", "person", ["tenant_id"])
    op.create_table(
        "membership",
        sa.Column("person_id", id_, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_membership"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id_person"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_membership_tenant_id_tenant"),
    )
    op.create_index("ix_membership_tenant_id", "membership", ["tenant_id"])


def _ways_in() -> None:
    op.create_table(
        "login_session",
        sa.Column("hash", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("person_id", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("seen_at", big, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_login_session"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_login_session_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_login_session_person_id_person"),
    )
    op.create_index("ix_login_session_person_id", "login_session", ["person_id"])
    op.create_table(
        "login_attempt",
        sa.Column("id", id_, nullable=False),
        sa.Column("account", id_, nullable=False),
        sa.Column("ip", id_, nullable=False),
        sa.Column("device", id_, nullable=True),
        sa.Column("at", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempt"),
    )
    op.create_index("ix_login_attempt_account_at", "login_attempt", ["account", "at"])
    op.create_index("ix_login_attempt_ip_at", "login_attempt", ["ip", "at"])
    op.create_index("ix_login_attempt_at", "login_attempt", ["at"])
    op.create_table(
        "api_key",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("hash", id_, nullable=False),
        sa.Column("scopes", sa.String(400), nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("revoked_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_api_key_tenant_id_tenant"),
        sa.UniqueConstraint("hash", name="uq_api_key_hash"),
    )
    op.create_index("ix_api_key_tenant_id", "api_key", ["tenant_id"])
    op.create_table(
        "invite",
        sa.Column("hash", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("person_id", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("expires_at", big, nullable=False),
        sa.Column("used_at", big, nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_invite"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_invite_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_invite_person_id_person"),
    )
    op.create_index("ix_invite_person_id", "invite", ["person_id"])


def _chain() -> None:
    op.create_table(
        "audit",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("seq", big, nullable=False, autoincrement=False),
        sa.Column("at", big, nullable=False),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", id_, nullable=False),
        sa.Column("actor_name", sa.String(120), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("prev", id_, nullable=False),
        sa.Column("hash", id_, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name="pk_audit"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_audit_tenant_id_tenant"),
        sa.UniqueConstraint("tenant_id", "hash", name="uq_audit_tenant_id_hash"),
    )
    op.create_table(
        "audit_head",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("seq", big, nullable=False),
        sa.Column("hash", id_, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_audit_head"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_audit_head_tenant_id_tenant"),
    )


def downgrade() -> None:
    for table in ("audit_head", "audit", "invite", "api_key", "login_attempt", "login_session", "membership"):
        op.drop_table(table)
    op.drop_table("person")
    op.drop_table("tenant")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_append_only()")
