"""预热 — what is said before the show, to whom, when."""
