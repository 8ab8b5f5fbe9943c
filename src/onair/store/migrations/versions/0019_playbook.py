"""The playbook: what teams make of its rules, what past shows say of a room's usual, back-tests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019_playbook"
down_revision = "0018_signal"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "playbook_rule",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("rule_id", sa.String(40), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("auto", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("updated_by", id_, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "rule_id", name="pk_playbook_rule"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_playbook_rule_tenant_id_tenant"),
    )
    op.create_table(
        "playbook_sample",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=True),
        sa.Column("ended_at", big, nullable=False),
        sa.Column("mark", sa.String(80), nullable=False),
        sa.Column("keys", json, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("scores", json, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", name="pk_playbook_sample"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_playbook_sample_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_playbook_sample_show_id_show"),
    )
    op.create_index("ix_playbook_sample_tenant_id_room_id", "playbook_sample", ["tenant_id", "room_id"])
    _backtests()


def _backtests() -> None:
    op.create_table(
        "playbook_backtest",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("rule", json, nullable=False),
        sa.Column("shows", json, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("result", json, nullable=False),
        sa.Column("problem", json, nullable=True),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("finished_at", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_playbook_backtest"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_playbook_backtest_tenant_id_tenant"),
    )
    op.create_index(
        "ix_playbook_backtest_tenant_id_created_at", "playbook_backtest", ["tenant_id", "created_at"]
    )


def downgrade() -> None:
    for table in ("playbook_backtest", "playbook_sample", "playbook_rule"):
        op.drop_table(table)
