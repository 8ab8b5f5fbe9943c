"""流程 — the timed plan of a show."""
