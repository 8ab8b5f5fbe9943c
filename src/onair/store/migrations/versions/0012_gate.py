"""The gate: people's words on a show, waivers, who settles what, the team's setting."""

import sqlalchemy as sa
from alembic import op

revision = "0012_gate"
down_revision = "0011_techcheck"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
id_ = sa.String(64)
code = sa.String(24)


def upgrade() -> None:
    _words("gate_mark", sa.Column("subject", id_, nullable=False), sa.Column("basis", sa.String(80), nullable=False),
           sa.Column("note", sa.String(200), nullable=True))  # fmt: skip
    _words("gate_waiver", sa.Column("reason", sa.String(200), nullable=False))
    _owners()
    op.create_table(
        "gate_setting",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("mode", sa.String(8), nullable=False),
        sa.Column("seller_name", sa.String(120), nullable=False),
        sa.Column("seller_address", sa.String(200), nullable=False),
        sa.Column("seller_contact", sa.String(120), nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_gate_setting"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_gate_setting_tenant_id_tenant"),
    )


def _words(name: str, *own: sa.Column[str]) -> None:
    op.create_table(
        name,
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("code", code, nullable=False),
        *own,
        sa.Column("by_id", id_, nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("withdrawn_at", big, nullable=True),
        sa.Column("withdrawn_by", id_, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=f"fk_{name}_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=f"fk_{name}_show_id_show"),
    )
    op.create_index(f"ix_{name}_tenant_id_show_id", name, ["tenant_id", "show_id"])


def _owners() -> None:
    op.create_table(
        "gate_owner",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("code", code, nullable=False),
        sa.Column("person_id", id_, nullable=True),
        sa.Column("due_at", big, nullable=True),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", "code", name="pk_gate_owner"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_gate_owner_tenant_id_tenant"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_gate_owner_show_id_show"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_gate_owner_person_id_person"),
    )


def downgrade() -> None:
    for table in ("gate_setting", "gate_owner", "gate_waiver", "gate_mark"):
        op.drop_table(table)
