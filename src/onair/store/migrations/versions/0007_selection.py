"""What a selection stands on: price history, supply facts, dossiers, signals, scores."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_selection"
down_revision = "0006_no_jobs"

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
id_ = sa.String(64)
key = sa.String(128)


def upgrade() -> None:
    _evidence()
    _facts()
    _papers()
    _signals()
    _selection()
    _opinions()


def _product_keys(table: str, *more: str) -> list[sa.schema.SchemaItem]:
    """A row of a product: its key, and that the product is there."""
    return [
        sa.PrimaryKeyConstraint("tenant_id", *more, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=f"fk_{table}_tenant_id_product_id_product",
        ),
    ]


def _evidence() -> None:
    op.create_table(
        "evidence_mark",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("changes", big, nullable=False),
        sa.Column("changed_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_evidence_mark"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_evidence_mark_tenant_id_tenant"),
    )
    op.create_table(
        "snapshot",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("price", big, nullable=True),
        sa.Column("sold", big, nullable=True),
        sa.Column("comments", big, nullable=True),
        *_product_keys("snapshot", "product_id", "at", "source"),
    )


def _facts() -> None:
    op.create_table(
        "product_supply",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("cost", big, nullable=True),
        sa.Column("commission_rate", sa.Float(), nullable=True),
        sa.Column("gift_cost", big, nullable=True),
        sa.Column("freight", big, nullable=True),
        sa.Column("lead_days", sa.Float(), nullable=True),
        sa.Column("daily_capacity", big, nullable=True),
        sa.Column("on_time_rate", sa.Float(), nullable=True),
        sa.Column("quality_return_rate", sa.Float(), nullable=True),
        sa.Column("suppliers", big, nullable=True),
        sa.Column("sheet", json, nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        *_product_keys("product_supply", "product_id"),
    )


def _papers() -> None:
    op.create_table(
        "product_paper",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("issuer", sa.String(120), nullable=True),
        sa.Column("expires_at", big, nullable=True),
        sa.Column("file", sa.String(2000), nullable=True),
        sa.Column("created_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_product_paper"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name="fk_product_paper_tenant_id_product_id_product",
        ),
    )
    op.create_index("ix_product_paper_tenant_id_product_id", "product_paper", ["tenant_id", "product_id"])


def _signals() -> None:
    op.create_table(
        "product_signal",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("n", big, nullable=False),
        sa.Column("value", big, nullable=False),
        sa.Column("as_of", big, nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_product_signal_show_id_show"),
        *_product_keys("product_signal", "show_id", "product_id", "kind"),
    )
    op.create_table(
        "show_curve",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("points", json, nullable=False),
        sa.Column("ended_at", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "show_id", name="pk_show_curve"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_show_curve_show_id_show"),
    )


def _selection() -> None:
    op.create_table(
        "selection_weights",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("weights", json, nullable=False),
        sa.Column("compared", json, nullable=False),
        sa.Column("theme", sa.String(120), nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("updated_at", big, nullable=False),
        sa.Column("version", big, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_selection_weights"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_selection_weights_tenant_id_tenant"),
    )
    op.create_table(
        "selection_run",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("stamp", sa.String(200), nullable=False),
        sa.Column("at", big, nullable=False),
        sa.Column("body", json, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_selection_run"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_selection_run_tenant_id_tenant"),
    )
    for table, keys in (("selection_score", ()), ("selection_history", ("at",))):
        op.create_table(
            table,
            sa.Column("tenant_id", id_, nullable=False),
            sa.Column("product_id", key, nullable=False),
            sa.Column("at", big, nullable=False),
            sa.Column("total", sa.Float(), nullable=True),
            sa.Column("gmv", sa.Float(), nullable=True),
            sa.Column("trap", sa.Float(), nullable=True),
            sa.Column("role", sa.String(20), nullable=True),
            sa.Column("body", json, nullable=False),
            *_product_keys(table, "product_id", *keys),
        )


def _opinions() -> None:
    op.create_table(
        "selection_rating",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("person_id", id_, nullable=False),
        sa.Column("person_name", sa.String(80), nullable=False),
        sa.Column("stars", big, nullable=False),
        sa.Column("note", sa.String(120), nullable=True),
        sa.Column("at", big, nullable=False),
        *_product_keys("selection_rating", "product_id", "person_id"),
    )
    op.create_table(
        "selection_image",
        sa.Column("id", id_, nullable=False),
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("look", json, nullable=False),
        sa.Column("created_at", big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_selection_image"),
        sa.UniqueConstraint(
            "tenant_id", "product_id", "sha256", name="uq_selection_image_tenant_id_product_id_sha256"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name="fk_selection_image_tenant_id_product_id_product",
        ),
    )
    op.create_table(
        "selection_pick",
        sa.Column("tenant_id", id_, nullable=False),
        sa.Column("show_id", id_, nullable=False),
        sa.Column("product_id", key, nullable=False),
        sa.Column("picked_by", sa.String(80), nullable=False),
        sa.Column("at", big, nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_selection_pick_show_id_show"),
        *_product_keys("selection_pick", "show_id", "product_id"),
    )
