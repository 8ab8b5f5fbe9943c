"""Segments that every team has: one TOML each, found by scan."""
