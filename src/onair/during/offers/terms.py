"""The terms of an offer: frozen when it is published, never edited afterwards. Money in minor units, times in ms UTC."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Kind = Literal["flash", "batch", "coupon", "bundle", "gift", "instalment", "trial", "return_promise"]
Price = Annotated[int, Meta(ge=0, le=10**13)]
Units = Annotated[int, Meta(ge=1, le=10**6)]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Ref = Annotated[str, Meta(min_length=1, max_length=128)]
Sentence = Annotated[str, Meta(max_length=300)]
Moment = Annotated[int, Meta(ge=0, le=253_402_300_799_000)]
Days = Annotated[int, Meta(ge=1, le=3650)]
HOLD_S_MIN, HOLD_S_MAX = 1, 3600
PER_ORDER_MAX = 10_000
"""Units; more in one request is a mistake, whatever the stock."""


class PriceReference(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the price is compared with. `amount`: never above what `evidence` shows for its window."""

    kind: Literal["lowest_paid", "maker", "listed"]
    amount: Price
    as_of: Moment
    evidence: Ref
    window_days: Literal[7, 30] | None = None


class Eligible(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who may have it. `set`: id of an audience; `words`: the condition as people are told it."""

    kind: Literal["all", "new", "member", "exclusive"] = "all"
    set: Ref | None = None
    words: Sentence = ""


class Coupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`off` an order of at least `threshold`."""

    threshold: Price
    off: Annotated[int, Meta(ge=1, le=10**13)]


class BundleLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    product: Ref
    qty: Units


class GiftLine(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`value`: what one costs at the same place now; told only when known."""

    name: Name
    qty: Units = 1
    product: Ref | None = None
    value: Price | None = None


class Instalment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`n` payments; `fee`: all that is paid beyond the price."""

    n: Annotated[int, Meta(ge=2, le=60)]
    fee: Price = 0


class Trial(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    days: Days


class Returns(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    days: Days
    condition: Sentence = ""


class Terms(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`price`: of one unit during the offer; `usual_price`: what it costs before and afterwards. `stock` None: the
    platform owns it, OnAir shows and warns. `per_person` None: no limit. `floor`: private, in no screen but the desk's.

    Raises ValueError where the parts contradict each other; msgspec.convert makes a ValidationError of it.
    """

    kind: Kind
    title: Name
    product: Ref
    price: Price
    usual_price: Price
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    starts_at: Moment
    ends_at: Moment | None = None
    sku: Ref | None = None
    reference: PriceReference | None = None
    stock: Units | None = None
    per_person: Annotated[int, Meta(ge=1, le=PER_ORDER_MAX)] | None = None
    hold_s: Annotated[int, Meta(ge=HOLD_S_MIN, le=HOLD_S_MAX)] = 300
    eligible: Eligible = Eligible()
    coupon: Coupon | None = None
    bundle: tuple[BundleLine, ...] = ()
    gifts: tuple[GiftLine, ...] = ()
    instalment: Instalment | None = None
    trial: Trial | None = None
    returns: Returns | None = None
    floor: Price | None = None

    def __post_init__(self) -> None:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("ends_at is not after starts_at")
        if self.ends_at is None and self.kind == "flash":
            raise ValueError("a flash sale needs ends_at")
        if self.price > self.usual_price:
            raise ValueError("price is above usual_price")
        if self.floor is not None and self.price < self.floor:
            raise ValueError("price is below floor")
        part = _PART.get(self.kind)
        if part is not None and not getattr(self, part):
            raise ValueError(f"an offer of kind {self.kind} needs {part}")

    @property
    def hold_ms(self) -> int:
        return self.hold_s * 1000


_PART = {
    "coupon": "coupon", "bundle": "bundle", "gift": "gifts", "instalment": "instalment", "trial": "trial",
    "return_promise": "returns", "batch": "stock",
}  # fmt: skip
"""Kind → the part of the terms without which it says nothing."""


def frozen(terms: Terms) -> dict[str, Any]:
    """As the event `publish` carries them."""
    found: dict[str, Any] = msgspec.to_builtins(terms)
    return found


def thawed(body: dict[str, Any]) -> Terms:
    """What `frozen` gave. Raises msgspec.ValidationError."""
    return msgspec.convert(body, Terms)
