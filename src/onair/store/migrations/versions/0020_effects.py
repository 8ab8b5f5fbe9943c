"""Measured effects of the actions of shows that are over, and switchbacks of rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020_effects"
down_revision = "0019_playbook"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "playbook_effect",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=True),
        sa.Column("ended_at", big, nullable=False),
        sa.Column("mark", sa.String(80), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("body", json, nullable=False),
        sa.Column("moments", json, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", name="pk_playbook_effect"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_playbook_effect_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_playbook_effect_show_id_show"),
    )
    op.create_index("ix_playbook_effect_tenant_id_room_id", "playbook_effect", ["tenant_id", "room_id"])
    _trials()


def _trials() -> None:
    op.create_table(
        "playbook_trial",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("room_id", id_, nullable=False),
        sa.Column("rule_id", sa.String(40), nullable=False),
        sa.Column("moments", big, nullable=False),
        sa.Column("control", sa.String(12), nullable=True),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.Column("created_by", id_, nullable=False),
        sa.Column("created_name", sa.String(120), nullable=False),
        sa.Column("stopped_at", big, nullable=True),
        sa.Column("stopped_by", id_, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_playbook_trial"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_playbook_trial_tenant_id_tenant"),
    )
    op.create_index("ix_playbook_trial_tenant_id_room_id", "playbook_trial", ["tenant_id", "room_id"])
    op.create_table(
        "playbook_trial_moment",
        sa.Column("trial_id", id_, nullable=False),
        sa.Column("place", big, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("proposal", sa.String(128), nullable=False),
        sa.Column("at", big, nullable=False),
        sa.PrimaryKeyConstraint("trial_id", "place", name="pk_playbook_trial_moment"),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["playbook_trial.id"], name="fk_playbook_trial_moment_trial_id_playbook_trial"
        ),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_playbook_trial_moment_show_id_show"),
        sa.UniqueConstraint("show_id", "proposal", name="uq_playbook_trial_moment_show_id_proposal"),
    )


def downgrade() -> None:
    for table in ("playbook_trial_moment", "playbook_trial", "playbook_effect"):
        op.drop_table(table)
