"""Technical checks and checklists."""

revision = "0011_techcheck"
down_revision = "0010_warmup"


def upgrade() -> None:
    """Filled by the feature."""
