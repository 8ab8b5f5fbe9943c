"""Seeded chance: one stream for each part, so that a change in one part leaves the others as they were."""

from random import Random


def dice(seed: int, part: str) -> Random:
    """The same numbers in every process (a text seed does not use Python's randomised hash)."""
    return Random(f"{seed}:{part}")  # noqa: S311 (a rehearsal must repeat itself)
