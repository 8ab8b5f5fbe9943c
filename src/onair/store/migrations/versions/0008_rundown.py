"""Themes, rundowns with their slots, talk cards, personas."""

revision = "0008_rundown"
down_revision = "0007_selection"


def upgrade() -> None:
    """Filled by the feature."""
