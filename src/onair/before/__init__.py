"""直播前 — what a team prepares: selection, rundown, warm-up, technical check, gate."""
