"""Who comes: fans of the room come again on other evenings, the rest are new."""

from bisect import bisect_right
from math import gcd
from random import Random

from onair.rehearsal.simulator.conduct import Visitor
from onair.rehearsal.simulator.dice import dice
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.shop import CHANNELS

TALKERS = (0.11, 7.5)
"""Share of people who do most of the talking, and how much more they do; the mean over all is about 1."""
QUIET = 0.18


class People:
    """`next(shares)` gives the next person; no fan twice (a stride through the pool that never repeats)."""

    def __init__(self, params: Params, seed: int, rng: Random) -> None:
        self._p, self._rng = params, rng
        self._tag = f"{seed:x}"
        own = dice(seed, "fans")
        self._pool = params.fans
        self._at = own.randrange(self._pool) if self._pool else 0
        self._step = self._stride(own)
        self._fans = self._new = 0

    def _stride(self, own: Random) -> int:
        if self._pool < 3:
            return 1
        step = own.randrange(1, self._pool)
        while gcd(step, self._pool) != 1:
            step = step % self._pool + 1
        return step

    def next(self, shares: tuple[float, ...]) -> Visitor:
        """`shares`: the channels' cumulated shares of this minute."""
        rnd = self._rng.random
        channel = min(bisect_right(shares, rnd()), len(CHANNELS) - 1)
        keen = 0.35 + 1.3 * rnd()
        chatty = TALKERS[1] if rnd() < TALKERS[0] else QUIET
        if rnd() >= CHANNELS[channel].fresh and self._fans < self._pool:
            self._fans += 1
            self._at = (self._at + self._step) % self._pool
            user, new = f"f{self._at:x}", False
        else:
            self._new += 1
            user, new = f"n{self._tag}-{self._new:x}", True
        hidden = self._p.unknown_share > 0 and rnd() < self._p.unknown_share
        return Visitor(None if hidden else user, new, channel, keen, chatty)
