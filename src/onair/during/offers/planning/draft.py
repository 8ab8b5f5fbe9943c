"""An offer as it is planned: what people write, before evidence and moments make terms of it. Pure."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from onair.during.offers.terms import (
    BundleLine,
    Coupon,
    Eligible,
    GiftLine,
    Instalment,
    Kind,
    Moment,
    Price,
    Ref,
    Returns,
    Trial,
    Units,
)

Reference = Literal["none", "lowest_paid", "listed", "maker"]
Title = Annotated[str, Meta(min_length=1, max_length=60)]
Why = Annotated[str, Meta(min_length=4, max_length=200)]
LASTS_MIN_S, LASTS_MAX_S = 30, 86_400


class Draft(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`price` of one unit while it lasts; None for a coupon, whose price follows. `ends_at`, or `lasts_s` from whenever
    it is published. `ready`: may be opened with one key by a proposal. `restocks_planned`: batches that will be added.
    `stacks`: its coupon may be used together with others. `floor_why`, `floor_by`: an owner lets it go below the floor."""

    kind: Kind
    title: Title
    product: Ref
    usual_price: Price
    price: Price | None = None
    sku: Ref | None = None
    reference: Reference = "none"
    reference_amount: Price | None = None
    stock: Units | None = None
    per_person: Annotated[int, Meta(ge=1, le=1000)] | None = None
    hold_s: Annotated[int, Meta(ge=30, le=3600)] = 300
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    lasts_s: Annotated[int, Meta(ge=LASTS_MIN_S, le=LASTS_MAX_S)] | None = None
    eligible: Eligible = Eligible()
    coupon: Coupon | None = None
    bundle: tuple[BundleLine, ...] = ()
    gifts: tuple[GiftLine, ...] = ()
    instalment: Instalment | None = None
    trial: Trial | None = None
    returns: Returns | None = None
    restocks_planned: Annotated[int, Meta(ge=0, le=50)] = 0
    stacks: bool = False
    ready: bool = False
    slot: Ref | None = None
    floor_why: Why | None = None
    floor_by: Ref | None = None

    @property
    def paid(self) -> int:
        """What one unit costs while it lasts; a coupon counts where one unit alone reaches its threshold."""
        if self.coupon is None or self.kind != "coupon":
            return self.usual_price if self.price is None else self.price
        return self.usual_price - (self.coupon.off if self.usual_price >= self.coupon.threshold else 0)

    @property
    def goods(self) -> list[str]:
        """Every product it is about, its own first."""
        extra = [line.product for line in self.bundle]
        extra += [line.product for line in self.gifts if line.product is not None]
        return list(dict.fromkeys([self.product, *extra]))

    def end_at(self, now: int) -> int | None:
        """When it ends if it is published `now`, ms."""
        if self.ends_at is not None:
            return self.ends_at
        return None if self.lasts_s is None else now + self.lasts_s * 1000


def draft_of(body: dict[str, Any]) -> Draft:
    """Raises msgspec.ValidationError naming the field."""
    return msgspec.convert(body, Draft)


def body_of(draft: Draft) -> dict[str, Any]:
    """Plain values; what is as usual is left out."""
    found: dict[str, Any] = msgspec.to_builtins(draft)
    return found


def fields_of(draft: Draft) -> dict[str, Any]:
    """All fields as plain values, to compare two of them."""
    return {name: msgspec.to_builtins(getattr(draft, name)) for name in Draft.__struct_fields__}
