"""How often a key may ask: a bucket that fills steadily and holds what two seconds bring. Pure: time is an argument."""

from collections.abc import Hashable
from math import ceil

from onair.kernel.errors import TooMany

BURST_S = 2
BUCKETS_MAX = 10_000


class TooManyRequests(TooMany):
    code = "rate_limited"
    zh = "结算请求超过每秒 {per_s} 次。没有预占或改动任何内容，请在 {retry_after_s} 秒后用同一编号重试。"
    en = "More than {per_s} checkout requests a second. Nothing was changed; wait {retry_after_s} s, then use the same id."


class Buckets:
    """`per_s`: requests a second, for each of those who ask."""

    def __init__(self, per_s: int) -> None:
        self.per_s = per_s
        self._held: dict[Hashable, tuple[float, float]] = {}

    def take(self, who: Hashable, now: float) -> None:
        """Count one request at `now` (s, monotonic). Raises TooManyRequests; a refused one is not counted."""
        full = float(self.per_s * BURST_S)
        tokens, at = self._held.get(who, (full, now))
        tokens = min(full, tokens + max(0.0, now - at) * self.per_s)
        if tokens < 1:
            raise TooManyRequests(per_s=self.per_s, retry_after_s=max(1, ceil((1 - tokens) / self.per_s)))
        if len(self._held) >= BUCKETS_MAX and who not in self._held:
            self._held.clear()
        self._held[who] = (tokens - 1, now)
