"""开播门禁 — ready or not, and why."""
