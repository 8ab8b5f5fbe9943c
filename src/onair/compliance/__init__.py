"""合规 — consent ledger and retention."""
