"""Links for overlay, prompter and wall; notes of unknown fields; connections and their inboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0005_during"
down_revision = "0004_imports"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "view_token",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=False),
        sa.Column("view", sa.String(16), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("revoked_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_view_token"),
        sa.UniqueConstraint("hash", name="uq_view_token_hash"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_view_token_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_view_token_show_id_show"),
    )
    op.create_index("ix_view_token_tenant_id_show_id", "view_token", ["tenant_id", "show_id"])
    op.create_table(
        "intake_note",
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("n", big, nullable=False),
        sa.Column("first_at", big, nullable=False),
        sa.Column("last_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", "source", "field", name="pk_intake_note"),
    )
    op.create_table(
        "connection",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("connector", sa.String(40), nullable=False),
        sa.Column("room_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at", big, nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("revoked_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_connection"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_connection_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_connection_room_id_room"),
    )
    op.create_index("ix_connection_tenant_id", "connection", ["tenant_id"])
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("connection_id", sa.String(64), nullable=False),
        sa.Column("webhook_id", sa.String(128), nullable=False),
        sa.Column("received_at", big, nullable=False),
        sa.Column("first_at", big, nullable=False),
        sa.Column("last_at", big, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("codec", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("show_id", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("connection_id", "webhook_id", name="uq_inbox_connection_id_webhook_id"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name="fk_inbox_connection_id_connection"
        ),
    )
    op.create_index("ix_inbox_tenant_id", "inbox", ["tenant_id"])
