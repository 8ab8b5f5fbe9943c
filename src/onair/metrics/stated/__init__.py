"""What platforms state and no event can give: every file of this folder is a family; its `STATED` are found by scan.

A stated number of a measured id (`expo_uv`) is the same metric from another source. These here are metrics of their own,
and one whose parts nobody published is comparable with itself only.
"""

from functools import cache

from onair.kernel.discovery import modules
from onair.metrics.stating import Stated


@cache
def stated() -> dict[str, Stated]:
    """id → what is stated, families in the order of their file names. Raises ValueError when an id is given twice."""
    found: dict[str, Stated] = {}
    for family in modules(__name__):
        for one in family.STATED:
            if one.id in found:
                raise ValueError(f"stated metric {one.id} is defined twice")
            found[one.id] = one
    return found
