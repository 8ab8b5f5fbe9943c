"""What a token is, and all there are: modules of `tokens/` have `TOKENS`; found by scan.

A value is what the ledger says now, or missing; never 0 for unknown. What it counts is told beside it in one line.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from onair.during.broadcast.companions import Beside
from onair.during.offers.panel import OfferRow
from onair.during.overlays.paid import PaidBook
from onair.during.overlays.sheet import Sheet
from onair.during.overlays.template import Key
from onair.events.model import Offer
from onair.kernel.discovery import modules
from onair.kernel.i18n import Text

Kind = Literal["count", "money", "time", "left", "text"]
Needs = Literal["orders", "stock"]
Means = Literal["orders", "people", "sold", "restocks", "stock", "batch"]
"""`stock`: what is left; `batch`: what was put on sale, which is never what is left."""


class OverlayValue(Struct, frozen=True, omit_defaults=True):
    """`value`: a count, minor units, ms or words; None = missing. `at`: time of the newest datum in it. `zh`, `en`: of a
    price that is not everybody's, whose it is; `others`: what everybody else pays."""

    value: int | str | None = None
    at: int | None = None
    zh: str = ""
    en: str = ""
    others: int | None = None


MISSING = OverlayValue()


class Reading(NamedTuple):
    """What tokens read. `now`: the show's clock, ms. `offers`: rows of the panel `offers`; `offer`: the one on screen.
    `panels`: of the rooms below, by name; `restocks`: of the log."""

    now: int
    beside: Beside
    paid: PaidBook
    sheet: Sheet
    offers: Sequence[OfferRow]
    offer: OfferRow | None
    panels: Mapping[str, Any]
    restocks: Sequence[Offer]
    answer: tuple[str, str] | None
    doubted: frozenset[str] = frozenset()
    """Offers and products whose price is not shown: the checkout was seen to take more."""
    arg: str | None = None

    @property
    def product(self) -> str | None:
        """As asked for, else what is on air."""
        return self.sheet.own_id(self.arg or self.beside.track.product)


class Token(NamedTuple):
    """`source`: where it comes from, in a word. `takes`: what an argument names. `needs`: the source that must be fresh.
    `means`: what a count counts; `floor`: below the team's minimum the line does not show. `example`: for previews."""

    name: str
    kind: Kind
    says: Text
    source: Text
    read: Callable[[Reading], OverlayValue]
    example: int | str
    takes: Literal["product", "offer"] | None = None
    needs: Needs | None = None
    means: Means | None = None
    floor: bool = False


@cache
def known_tokens() -> Mapping[str, Token]:
    """By name, in the order of the picker."""
    found = modules("onair.during.overlays.tokens")
    return {token.name: token for module in found for token in module.TOKENS}


def value_of(key: Key, reading: Reading) -> OverlayValue:
    """Missing where the token is unknown, has no value, or is too small to be shown."""
    token = known_tokens().get(key.name)
    if token is None:
        return MISSING
    value = token.read(reading._replace(arg=key.arg))
    low = isinstance(value.value, int) and token.floor and value.value < reading.sheet.minimum
    return MISSING if low else value
