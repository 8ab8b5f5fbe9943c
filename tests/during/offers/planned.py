"""Drafts and facts of an invented shop, in which nothing stands against an offer until a test changes one thing."""

from dataclasses import replace
from typing import Any

from onair.during.offers.planning.draft import Draft, draft_of
from onair.during.offers.planning.facts import OfferFacts, Other, PastOffer
from onair.during.offers.planning.judge import Judged, judge
from onair.kernel.clock import DAY_MS, HOUR_MS
from onair.trade.evidence.service import PaidAt, PricePoint, Supply
from onair.trade.policy import Policy
from onair.trade.service import ProductView

NOW = 1_795_334_400_000


def product(id_: str = "pan", price: int | None = 16900, **change: Any) -> ProductView:
    base = ProductView(id_, (), f"示例{id_}", "锅具", price, "CNY", 500, (), (), "hero", NOW - DAY_MS, 1)
    return replace(base, **change)


def paid(price: int, days: float, n: int = 5, of: str = "pan") -> PaidAt:
    """Paid `n` times, `days` ago."""
    at = NOW - round(days * DAY_MS)
    return PaidAt(of, price, n, at, at, "shw_old")


FACTS = OfferFacts(
    show="shw_1", currency="CNY", rooms=("rom_1",),
    products={"pan": product(), "lid": product("lid", 2900, role="follow"), "peeler": product("peeler", 1500)},
    supplies={
        "pan": Supply(cost=7000, commission_rate=0.05, freight=300, gift_cost=0),
        "lid": Supply(cost=900, commission_rate=0.0), "peeler": Supply(cost=500, commission_rate=0.0),
    },
    policies={"pan": Policy(returns_days=15, instalments=6, trial_days=7, maker_price=22900, version=1)},
    listed={"pan": [PricePoint(NOW - 40 * DAY_MS, 16900, "list")]},
    paid={"pan": [paid(16900, 2), paid(15900, 6, n=2), paid(9900, 20)]},
    as_of=NOW,
)  # fmt: skip
FLASH: dict[str, Any] = {
    "kind": "flash", "title": "示例锅今晚价", "product": "pan", "usual_price": 16900, "price": 14900, "stock": 80,
    "per_person": 1, "lasts_s": 600,
}  # fmt: skip
COUPON: dict[str, Any] = {
    "kind": "coupon", "title": "示例锅满减券", "product": "pan", "usual_price": 16900, "stock": 200, "per_person": 1,
    "lasts_s": 600, "coupon": {"threshold": 16900, "off": 2000},
}  # fmt: skip
HOUR = HOUR_MS


def draft(base: dict[str, Any] | None = None, /, **change: Any) -> Draft:
    found = {**(FLASH if base is None else base), **change}
    return draft_of({name: value for name, value in found.items() if value is not None})


def past(**change: Any) -> PastOffer:
    """Ended an hour ago in another show, at the price of FLASH."""
    base = PastOffer(
        "ofr_old", "shw_0", "示例早场价", "pan", "flash", 14900, NOW - 2 * HOUR, NOW - HOUR, NOW - HOUR
    )
    return base._replace(**change)


def other(id_: str = "ofr_c", published_at: int | None = None, **change: Any) -> Other:
    """A coupon of the same product that stacks."""
    return Other(id_, draft(COUPON, **{"stacks": True, **change}), published_at)


def held(asked: Draft, facts: OfferFacts = FACTS, **more: Any) -> Judged:
    return judge(asked, facts, NOW, own="ofr_1", **more)


def codes(asked: Draft, facts: OfferFacts = FACTS, **more: Any) -> list[str]:
    """What blocks it."""
    return [one.code for one in held(asked, facts, **more).blocks]
