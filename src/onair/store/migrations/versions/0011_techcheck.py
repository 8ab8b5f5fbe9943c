"""Technical checks and checklists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_techcheck"
down_revision = "0010_warmup"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
id_ = sa.String(64)


def upgrade() -> None:
    _rooms()
    _checks()
    _tasks()


def _rooms() -> None:
    op.create_table(
        "tech_room",
        sa.Column("room_id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("profile", sa.String(20), nullable=False),
        sa.Column("card", json, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_tech_room"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_tech_room_room_id_room"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_tech_room_tenant_id_tenant"),
    )
    op.create_index("ix_tech_room_tenant_id", "tech_room", ["tenant_id"])


def _checks() -> None:
    op.create_table(
        "tech_check",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=False),
        sa.Column("profile", sa.String(20), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("uplink_kbps", sa.Float(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(8), nullable=True),
        sa.Column("report", json, nullable=True),
        sa.Column("problem", json, nullable=True),
        sa.Column("spool", sa.String(40), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_by_name", sa.String(120), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("finished_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tech_check"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_tech_check_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_tech_check_room_id_room"),
    )
    op.create_index("ix_tech_check_tenant_id_room_id_id", "tech_check", ["tenant_id", "room_id", "id"])
    op.create_index("ix_tech_check_state", "tech_check", ["state"])


def _tasks() -> None:
    op.create_table(
        "tech_task",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("zh", sa.String(200), nullable=False),
        sa.Column("en", sa.String(200), nullable=False),
        sa.Column("owner", id_, nullable=True),
        sa.Column("done_at", big, nullable=True),
        sa.Column("done_by", sa.String(120), nullable=True),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tech_task"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_tech_task_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_tech_task_room_id_room"),
    )
    op.create_index("ix_tech_task_tenant_id_room_id", "tech_task", ["tenant_id", "room_id"])
