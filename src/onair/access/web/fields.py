"""Field types of forms: what a schema says is what is accepted, so clients can trust the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from onair.kernel.money import CURRENCIES

_BIDI = r"\u200e\u200f\u2028-\u202e\u2066-\u2069"  # turns round what people read, or breaks the line
NO_CONTROLS = rf"^[^\x00-\x1f\x7f-\x9f{_BIDI}]*$"
NO_CONTROLS_BUT_LINES = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}]*$"
VISIBLE = rf"^[^\x00-\x20\x7f-\xa0{_BIDI}][^\x00-\x1f\x7f-\x9f{_BIDI}]*$"
INT64 = 2**63 - 1
YEAR_9999_MS = 253_402_300_799_000
YEAR_2100_MS = 4_102_444_800_000


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""JSON knows one sort of number: 1.0 is the whole number 1, as JSON Schema says; "1" and 1.5 are none."""


def _moment(value: Any) -> Any:
    """RFC 3339 with an offset becomes ms; anything else is left for the whole-number rule to judge."""
    if not isinstance(value, str) or len(value) > 40:
        return value
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return int(found.timestamp() * 1000) if found.tzinfo is not None else value


Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z]{2,5}_[0-9a-z]{26}$")]
"""An id of ours."""
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=VISIBLE)]
Short = Annotated[str, Field(max_length=120, pattern=NO_CONTROLS)]
Note = Annotated[str, Field(max_length=2000, pattern=NO_CONTROLS_BUT_LINES)]
Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\x00-\x20\x7f\"'<>\\^`{|}]{3,}$")]


def _currency(value: str) -> str:
    if value not in CURRENCIES:
        raise PydanticCustomError("currency", "no currency of ISO 4217")
    return value


Currency = Annotated[
    str,
    Field(pattern=r"^[A-Z]{3}$", description="ISO 4217", examples=["CNY"]),
    AfterValidator(_currency),
]


def _moment_schema(most: int) -> WithJsonSchema:
    whole = {"type": "integer", "minimum": 0, "maximum": most}
    about = "ms since 1970 UTC, or RFC 3339 with an offset"
    shape = {"description": about, "anyOf": [whole, {"type": "string", "format": "date-time"}]}
    return WithJsonSchema(shape, mode="validation")


def _foreseeable(value: int) -> int:
    if value > YEAR_2100_MS:
        raise PydanticCustomError("far_future", "after the year 2099")
    return value


Millis = Annotated[
    int, Field(ge=0, le=YEAR_9999_MS), WHOLE, BeforeValidator(_moment), _moment_schema(YEAR_9999_MS)
]
Planned = Annotated[
    int,
    Field(ge=0),
    AfterValidator(_foreseeable),
    WHOLE,
    BeforeValidator(_moment),
    _moment_schema(YEAR_2100_MS),
]
"""A moment that somebody plans for: every zone's calendar can still write it, hours and days added."""
Minor = Annotated[int, Field(ge=0, le=10**15), WHOLE]
Version = Annotated[int, Field(ge=1, le=INT64), WHOLE]
Cursor = Annotated[str, Field(max_length=400, pattern=r"^[A-Za-z0-9_=-]*$")]

_KNOWN = frozenset(available_timezones() - {"localtime", "Factory"})


def _zone(value: str) -> str:
    if value not in _KNOWN:
        raise ValueError("zone")
    return value


_ZONE_SCHEMA = {
    "type": "string",
    "description": "IANA time zone",
    "example": "Asia/Shanghai",
    "maxLength": 64,
}
Zone = TypeAliasType(
    "Zone",
    Annotated[str, AfterValidator(_zone), WithJsonSchema(_ZONE_SCHEMA)],
)
"""An IANA time zone. Which ones there are is the machine's affair, so the document gives only their form."""

Row = TypeVar("Row")


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def unless_sent() -> Any:
    """Default of a field of a change: not sent = not changed; the schema shows no default."""
    return Field(default=None, json_schema_extra=_without_default)


class Strict(BaseModel):
    """A form: an unknown field is refused, never dropped in silence; no string becomes a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Page(BaseModel, Generic[Row]):
    """Part of a list. `next` None = this was the last part."""

    items: list[Row]
    next: str | None = None
