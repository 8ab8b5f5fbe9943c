"""What a team settled about its overlays and what is known of its goods, people and seller; frozen for a companion."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from onair.during.broadcast.facts import Good
from onair.during.overlays.naming import told

MINIMUM = 10


class Seller(NamedTuple):
    """Order 117, 26: shown throughout the show. Empty = not filled in."""

    name: str = ""
    address: str = ""
    contact: str = ""


class Sheet(NamedTuple):
    """`minimum`: smaller counts do not show, ≥ 1. `own`: keys of the team's own and test accounts, whose orders do not
    count. `ai_rooms`, `ai_hosts`: whose shows carry the AI label. `ids`: any id of a product → its own."""

    minimum: int = MINIMUM
    own: frozenset[str] = frozenset()
    ai_rooms: frozenset[str] = frozenset()
    ai_hosts: frozenset[str] = frozenset()
    seller: Seller = Seller()
    goods: Mapping[str, Good] = {}
    ids: Mapping[str, str] = {}
    names: Mapping[str, str] = {}

    def own_id(self, product: str | None) -> str | None:
        return None if product is None else self.ids.get(product, product)

    def good(self, product: str | None) -> Good | None:
        """Named as screens may name it."""
        good = self.goods.get(product) if product is not None else None
        return None if good is None else replace(good, name=told(good.name))
