"""Outbox, targets, tracked links, contact vault, consent ledger."""

revision = "0009_delivery"
down_revision = "0008_rundown"


def upgrade() -> None:
    """Filled by the feature."""
