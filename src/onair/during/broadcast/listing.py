"""Which products a page lists: all of the catalogue's (of a large one the most clicked), what is or was talked about,
and of the rest the most clicked. A pool, or the log of a whole site, names tens of thousands; a page with all of them
can neither be sent nor read."""

from collections.abc import Container
from heapq import nlargest

LISTED_MAX = 100
CATALOGUE_MAX = 500
"""Ids; a larger catalogue is listed as strangers are."""
LOOK_EVERY_MS = 5_000


class Listing:
    """Strangers (products that nobody listed) come in when they are clicked more than the least of those
    listed; every 5 s the list is cut to the first `LISTED_MAX` again. `more`: strangers that are not listed."""

    def __init__(self) -> None:
        self._clicks: dict[str, int] = {}
        self._listed: set[str] = set()
        self._floor = 0
        self._looked_at = 0

    @property
    def more(self) -> int:
        return len(self._clicks) - len(self._listed)

    def takes(self, product: str, clicks: int, always: Container[str]) -> bool:
        """Is this row to be shown now that it has so many clicks?"""
        if product in always:
            return True
        self._clicks[product] = clicks
        if product in self._listed:
            return True
        if len(self._listed) >= LISTED_MAX and clicks <= self._floor:
            return False
        self._listed.add(product)
        return True

    def cut(self, now: int) -> set[str]:
        """Strangers that leave the page. Cost: all strangers, every 5 s and only when there are too many."""
        if len(self._listed) <= LISTED_MAX or now - self._looked_at < LOOK_EVERY_MS:
            return set()
        self._looked_at = now
        first = nlargest(LISTED_MAX, self._clicks.items(), key=lambda item: (item[1], item[0]))
        kept = {product for product, _ in first}
        gone = self._listed - kept
        self._listed &= kept
        self._floor = first[-1][1]
        return gone
