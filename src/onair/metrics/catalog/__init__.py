"""The dictionary 口径: every file of this folder is a family; its `METRICS` are found by scan."""

from functools import cache

from onair.kernel.discovery import modules
from onair.metrics.metric import Metric


@cache
def catalog() -> dict[str, Metric]:
    """id → metric, families in the order of their file names. Raises ValueError when an id is given twice."""
    found: dict[str, Metric] = {}
    for family in modules(__name__):
        for metric in family.METRICS:
            if metric.id in found:
                raise ValueError(f"metric {metric.id} is defined twice")
            found[metric.id] = metric
    return found


def __getattr__(name: str) -> object:
    if name == "CATALOG":
        return catalog()
    raise AttributeError(name)
