"""The dictionary's word on a metric, whether it is measured here or stated by a platform only."""

from onair.kernel.i18n import Text
from onair.metrics.catalog import catalog
from onair.metrics.metric import Metric
from onair.metrics.stated import stated
from onair.metrics.stating import Stated


def entry(metric: str) -> Metric | Stated:
    """Raises KeyError for a metric that no dictionary holds."""
    return catalog().get(metric) or stated()[metric]


def additive(metric: str) -> bool:
    """Whether values of rows that do not overlap may be summed."""
    return entry(metric).additive


def unit(metric: str) -> str:
    return entry(metric).unit


def title(metric: str) -> Text:
    found = entry(metric)
    return Text(found.zh, found.en)
