"""What reading a comment gives, what a team teaches, and what came of it: frozen, of the names others build on."""

from typing import Literal

from msgspec import Struct

from onair.during.comments.reading.intents import Intent, Risk

HitKind = Literal["ad", "blocked", "product", "number"]


class Hit(Struct, frozen=True):
    """A word found. `start`, `end`: offsets in the text as typed. `ref`: the product's id; the number as digits; the
    word on the list. `sound`: found by how it is spoken, not as it is written."""

    kind: HitKind
    ref: str
    start: int
    end: int
    sound: bool = False


class Reading(Struct, frozen=True):
    """`confidence` 0…1, of the intent; below the limit the intent is `unknown`. `negative`: speaks badly, by the gate.
    `risk`: reasons to look. `key`: what was said, folded; equal keys say the same."""

    intent: Intent
    confidence: float
    negative: bool
    risk: tuple[Risk, ...] = ()
    hits: tuple[Hit, ...] = ()
    key: str = ""


class Label(Struct, frozen=True):
    """What a person of the team says about a text. None = not said."""

    text: str
    intent: Intent | None = None
    negative: bool | None = None
    abuse: bool | None = None


class Learned(Struct, frozen=True):
    """`kept` False: the fixed regression set was read worse by more than half a point, so nothing changed. `before`,
    `after`: share of it read right, per cent. `ms`: how long the correction itself took."""

    kept: bool
    n: int
    before: float
    after: float
    ms: float


class Named(Struct, frozen=True):
    """A product and what people call it."""

    id: str
    names: tuple[str, ...]


class Lists(Struct, frozen=True):
    """What the merchant blocks, and the products of the show."""

    blocked: tuple[str, ...] = ()
    products: tuple[Named, ...] = ()
