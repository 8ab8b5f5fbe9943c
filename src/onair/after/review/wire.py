"""Schemas of the review's answers, out of the structs that make them."""

from typing import Any

import msgspec

from onair.after.review.compare import Comparison
from onair.after.review.dictionary import MetricPage
from onair.after.review.shapes import NumbersOut, Review

NAMES = {
    "NumbersOut": "Numbers", "NumbersRow": "NumbersRow", "Value": "Number", "Stage": "FunnelStage", "Band": "Band",
    "Review": "Review", "MetricOut": "Metric", "MetricPage": "MetricPage", "Comparison": "Comparison",
}  # fmt: skip
"""Struct → its name in the OpenAPI document; others get `Review` before their own."""


def schemas() -> dict[str, Any]:
    """Everything that the routes refer to; every field is always sent, so every field is required."""
    made = schemas_of(NumbersOut, Review, MetricPage, Comparison)
    show = {"$ref": "#/components/schemas/ShowOut"}
    made["Review"]["properties"]["show"] = show
    made["Comparison"]["properties"].update(a=show, b=show)
    return made


def schemas_of(*types: type[msgspec.Struct]) -> dict[str, Any]:
    """Schemas of structs and of all they hold, under the names that the document knows them by."""
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    made = {_name(name): _renamed(schema) for name, schema in found.items()}
    for schema in made.values():
        if "properties" in schema:
            schema["required"] = list(schema["properties"])
    return made


def _name(struct: str) -> str:
    return struct if struct.startswith("Shared") else NAMES.get(struct, f"Review{struct}")


def _renamed(part: Any) -> Any:
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str):
            head, _, name = ref.rpartition("/")
            return {"$ref": f"{head}/{_name(name)}"}
        return {key: _renamed(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(item) for item in part]
    return part
