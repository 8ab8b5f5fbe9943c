"""The dictionary's word on a metric, whether it is measured here or stated by a platform only."""

from onair.kernel.i18n import Text
from onair.metrics.catalog import catalog
from onair.metrics.metric import Metric
from onair.metrics.stated import stated
from onair.metrics.stating import Stated


def entry(metric: str) -> Metric | Stated:
    """Raises KeyError for a metric that no dictionary holds."""
    return catalog().get(metric) or stated()[metric]


def dictionary() -> list[str]:
    """Ids of everything that is measured or stated."""
    return [*catalog(), *(id_ for id_ in stated() if id_ not in catalog())]


def additive(metric: str) -> bool:
    """Whether values of rows that do not overlap may be summed."""
    return entry(metric).additive


def unit(metric: str) -> str:
    return entry(metric).unit


def own(metric: str) -> bool:
    """One platform's own name, whose parts are not published: comparable with itself only."""
    found = entry(metric)
    return isinstance(found, Stated) and not found.parts_known


def what(metric: str) -> Text:
    """What it counts, with what it is divided by."""
    found = entry(metric)
    if isinstance(found, Stated):
        return found.what
    under = found.denominator
    if under is None:
        return found.numerator
    return Text(f"{found.numerator.zh} ÷ {under.zh}", f"{found.numerator.en} ÷ {under.en}")


def title(metric: str) -> Text:
    found = entry(metric)
    return Text(found.zh, found.en)
