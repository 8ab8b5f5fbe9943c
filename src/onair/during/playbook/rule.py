"""What a rule of the playbook is: the same shape in a TOML file of ours, in the database and on the wire.

A rule proposes and a person acts. Thresholds are lore unless their source says otherwise: editable, dated, never truth.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from onair.kernel.i18n import Lang

Key = Annotated[str, Meta(min_length=1, max_length=128)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Said = Annotated[str, Meta(min_length=1, max_length=200)]
Word = Annotated[str, Meta(min_length=1, max_length=40)]
Seconds = Annotated[int, Meta(ge=10, le=7_200)]
Severity = Literal["info", "warn", "high"]
Seat = Literal["controller", "operator", "host", "technician", "merchandiser", "service"]
Basis = Literal["fixed", "p25", "p50", "p75"]
Op = Literal["<", "<=", ">", ">="]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence for people in both languages; `{name}` stands for a fact (see `facts.NAMES`)."""

    zh: Said
    en: Said

    def of(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Condition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """`reading` over `window_s`, compared with `limit`. Once fired it holds until the value is back at `clear`
    (None = the limit). `min_n`: fewer than this behind the value is 样本不足. `basis`: the limit is a plain number
    (fixed) or a multiple of the room's own quartile at this hour of the week. `words`, `kinds`, `intents`: for readings
    that look for words in comments, at kinds of slots and incidents, or for what comments mean only."""

    reading: Name
    window_s: Seconds = 60
    op: Op
    limit: float
    clear: float | None = None
    min_n: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    basis: Basis = "fixed"
    words: Annotated[tuple[Word, ...], Meta(max_length=60)] = ()
    kinds: Annotated[tuple[Word, ...], Meta(max_length=20)] = ()
    intents: Annotated[tuple[Word, ...], Meta(max_length=20)] = ()


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One act that the rule proposes. `data`: what the act needs; in its texts `{name}` stands for a fact, and a value
    {zh, en} is said in the language of who accepts. `say`: the act in one line."""

    act: Name
    say: Words
    data: Annotated[dict[str, Any], Meta(max_length=12)] = {}


class Origin(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where the rule is from and when it was read. lore = somebody's practice; `unsure` = the act is our own."""

    kind: Literal["guide", "official", "lore", "own"]
    of: Annotated[str, Meta(max_length=200)]
    as_of: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    unsure: bool = False


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """`scope`: looked at for the show, for the product talked about (current) or for every busy product.
    `hold_s`: how long the conditions must hold before it fires. `cooldown_s`: from one firing to the next, and never
    before it has cleared. `topic`: of several rules about one thing, one speaks at a time. `expire_s`: how long its
    proposal is open. `effect_s`: the window in which what was done is measured."""

    id: Name
    number: Annotated[int, Meta(ge=1, le=999)] | None = None
    name: Words
    tag: Words
    topic: Name
    severity: Severity = "warn"
    seat: Seat = "controller"
    scope: Literal["show", "current", "product"] = "show"
    match: Literal["all", "any"] = "all"
    conditions: Annotated[tuple[Condition, ...], Meta(min_length=1, max_length=8)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=4)]
    hold_s: Annotated[int, Meta(ge=0, le=1_800)] = 0
    cooldown_s: Annotated[int, Meta(ge=0, le=14_400)] = 300
    expire_s: Annotated[int, Meta(ge=20, le=3_600)] = 300
    effect_s: Annotated[int, Meta(ge=30, le=3_600)] = 180
    source: Origin
    note: Words | None = None
    on: bool = True


def body_of(rule: Rule) -> dict[str, Any]:
    """All fields as plain values, defaults too."""
    found: dict[str, Any] = {}
    for field in rule.__struct_fields__:
        found[field] = msgspec.to_builtins(getattr(rule, field))
    return found


def from_body(body: dict[str, Any]) -> Rule:
    """Raises msgspec.ValidationError naming the field."""
    return msgspec.convert(body, Rule)
