"""Schemas of the review's answers, out of the structs that make them; and the dictionary of metrics."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from onair.after.review.compare import Comparison
from onair.after.review.shapes import NumbersOut, Review
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


NAMES = {
    "NumbersOut": "Numbers", "NumbersRow": "NumbersRow", "Value": "Number", "Stage": "FunnelStage", "Band": "Band",
    "Review": "Review", "MetricOut": "Metric", "MetricPage": "MetricPage", "Comparison": "Comparison",
}  # fmt: skip
"""Struct → its name in the OpenAPI document; others get `Review` before their own."""


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


def schemas() -> dict[str, Any]:
    """Everything that the routes refer to; every field is always sent, so every field is required."""
    types = (NumbersOut, Review, MetricPage, Comparison)
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    made = {_name(name): _renamed(schema) for name, schema in found.items()}
    for schema in made.values():
        if "properties" in schema:
            schema["required"] = list(schema["properties"])
    show = {"$ref": "#/components/schemas/ShowOut"}
    made["Review"]["properties"]["show"] = show
    made["Comparison"]["properties"].update(a=show, b=show)
    return made


def _name(struct: str) -> str:
    return NAMES.get(struct, f"Review{struct}")


def _renamed(part: Any) -> Any:
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str):
            head, _, name = ref.rpartition("/")
            return {"$ref": f"{head}/{_name(name)}"}
        return {key: _renamed(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(item) for item in part]
    return part
