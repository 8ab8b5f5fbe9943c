"""The dictionary of metrics 口径 as it is sent. Light: the command line prints it without a server's parts."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from onair.kernel.discovery import modules
from onair.kernel.i18n import Text
from onair.metrics import catalog as families
from onair.metrics.metric import Metric


class Words(Struct, frozen=True):
    zh: str
    en: str


class MetricOut(Struct, frozen=True):
    """One entry of the dictionary 口径. `example`: what happened and the value that follows."""

    id: str
    family: str
    zh: str
    en: str
    unit: str
    numerator: Words
    denominator: Words | None
    note_zh: str | None
    note_en: str | None
    grain: list[str]
    additive: bool
    better: str
    example: dict[str, Any]


class MetricPage(Struct, frozen=True):
    items: list[MetricOut]
    next: str | None = None


def dictionary() -> MetricPage:
    """Families in the order of their files."""
    return MetricPage([_metric(name, metric) for name, metric in _entries()])


def _entries() -> Iterator[tuple[str, Metric]]:
    for family in modules(families.__name__):
        for metric in family.METRICS:
            yield family.__name__.rpartition(".")[2], metric


def _metric(family: str, metric: Metric) -> MetricOut:
    example = {"events": list(metric.example.events), "value": metric.example.value, "by": metric.example.by}
    return MetricOut(
        metric.id, family, metric.zh, metric.en, metric.unit, _words(metric.numerator),
        _words(metric.denominator) if metric.denominator else None, metric.note.zh or None, metric.note.en or None,
        list(metric.grain), metric.additive, metric.better, example,
    )  # fmt: skip


def _words(text: Text) -> Words:
    return Words(text.zh, text.en)
