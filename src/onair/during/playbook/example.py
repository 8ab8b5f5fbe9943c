"""A made-up show beside a rule: what happens in it and when the rule speaks; it is the rule's test."""

from typing import Annotated, Any

from msgspec import Meta, Struct


class Expected(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A proposal at the end of tick `tick` (10 s each, the first is 0)."""

    tick: int
    product: str | None = None


class Example(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A made-up show and what the rule says in it; it is the rule's test.

    `levels`: series → [[from tick, value a tick], …]. `once`: [tick, event]. `bands`: own quartiles and number of
    shows by `reading:window_s`.
    """

    say: str
    ticks: Annotated[int, Meta(ge=2, le=2_000)]
    levels: dict[str, list[tuple[int, float]]] = {}
    product: str | None = None
    text: str = "好看"
    once: list[tuple[int, dict[str, Any]]] = []
    bands: dict[str, tuple[float, float, float, int]] = {}
    expect: list[Expected] = []
