"""What an offer is held against, gathered once and frozen: goods, costs, prices, papers, what was offered before. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from onair.during.offers.planning.breach import OfferBreach
from onair.during.offers.planning.draft import Draft
from onair.kernel.money import exponent
from onair.trade.evidence.service import PaidAt, PricePoint, Supply
from onair.trade.policy import UNSTATED, Policy
from onair.trade.service import ProductView


class PastOffer(NamedTuple):
    """An offer that was published: what it promised and when it was over; times in ms UTC. `worst`: the least a unit
    came to."""

    id: str
    show: str
    title: str
    product: str
    kind: str
    worst: int
    published_at: int
    ends_at: int | None
    ended_at: int | None


class Other(NamedTuple):
    """Another offer of the same show, planned or published."""

    id: str
    draft: Draft
    published_at: int | None = None


class OfferFacts(NamedTuple):
    """Of one show, as of `as_of` ms. `makers`: products whose maker's suggested price is documented and valid. `said`:
    (title, product) → what the lint has against the words."""

    show: str
    currency: str
    zone: str = "Asia/Shanghai"
    market: str = "cn"
    stock_owner: str = "onair"
    rooms: tuple[str, ...] = ()
    products: Mapping[str, ProductView] = MappingProxyType({})
    roles: Mapping[str, str] = MappingProxyType({})
    supplies: Mapping[str, Supply] = MappingProxyType({})
    policies: Mapping[str, Policy] = MappingProxyType({})
    listed: Mapping[str, Sequence[PricePoint]] = MappingProxyType({})
    paid: Mapping[str, Sequence[PaidAt]] = MappingProxyType({})
    makers: frozenset[str] = frozenset()
    past: Sequence[PastOffer] = ()
    others: Sequence[Other] = ()
    said: Mapping[tuple[str, str], Sequence[OfferBreach]] = MappingProxyType({})
    as_of: int = 0

    def policy(self, product: str) -> Policy:
        return self.policies.get(product, UNSTATED)

    def role(self, product: str) -> str | None:
        """Of the talk in this show, else the product's own."""
        own = self.products.get(product)
        return self.roles.get(product) or (own.role if own is not None else None)

    def yuan(self, minor: int | None) -> str:
        """As people write it: 169 or 76.50, with the sign where there is a short one."""
        return said_money(minor, self.currency)


_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def said_money(minor: int | None, currency: str) -> str:
    """Whole units without decimals; — when it is not known."""
    if minor is None:
        return "—"
    places = exponent(currency)
    whole, rest = divmod(minor, 10**places)
    text = f"{whole}" if not rest else f"{whole}.{rest:0{places}d}"
    sign = _SIGNS.get(currency)
    return f"{sign}{text}" if sign else f"{text} {currency}"
