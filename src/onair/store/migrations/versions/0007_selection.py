"""What a selection stands on: price history, supply facts, dossiers, signals, scores."""

revision = "0007_selection"
down_revision = "0006_no_jobs"


def upgrade() -> None:
    """Filled by the feature."""
