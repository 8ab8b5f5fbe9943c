"""Warm-up plans, their items, promises."""

revision = "0010_warmup"
down_revision = "0009_delivery"


def upgrade() -> None:
    """Filled by the feature."""
