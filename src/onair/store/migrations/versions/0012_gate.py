"""Waivers and sign-offs of the gate."""

revision = "0012_gate"
down_revision = "0011_techcheck"


def upgrade() -> None:
    """Filled by the feature."""
