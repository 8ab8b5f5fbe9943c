"""How often a key may ask: what two seconds bring, at once. Pure: time is an argument."""

from collections.abc import Hashable

from onair.kernel import buckets
from onair.kernel.errors import TooMany

BURST_S = 2


class TooManyRequests(TooMany):
    code = "rate_limited"
    zh = "结算请求超过每秒 {per_s} 次。没有预占或改动任何内容，请在 {retry_after_s} 秒后用同一编号重试。"
    en = "More than {per_s} checkout requests a second. Nothing was changed; wait {retry_after_s} s, then use the same id."


class Buckets:
    """`per_s`: requests a second, for each of those who ask."""

    def __init__(self, per_s: int) -> None:
        self.per_s = per_s
        self._held = buckets.Buckets(per_s, per_s * BURST_S)

    def take(self, who: Hashable, now: float) -> None:
        """Count one request at `now` (s, monotonic). Raises TooManyRequests; a refused one is not counted."""
        wait = self._held.take(who, now)
        if wait:
            raise TooManyRequests(per_s=self.per_s, retry_after_s=wait)
