"""Complaints that gather, and raids: shares of the comments of 60 seconds, with how many are behind them.

A few angry people are no wave: the lower bound of the share must be above the limit and above what is usual in this
show. What it says stays until the share is clearly down again. Hiding comments or muting people changes nothing here.
"""

from collections import Counter, deque
from typing import Literal, NamedTuple

from msgspec import Struct

from onair.during.comments.nearness import shape
from onair.during.comments.said import Said
from onair.kernel.shares import bounds

WINDOW_MS = 60_000
N_MIN = 8
USUAL_MINUTES = 30
PRIOR_N = 50
USUAL_TIMES = 2.0
"""A wave is at least so many times the usual share."""
CALM_MS = 60_000
"""The share must be down for this long before it is over."""
LOST_MS = 180_000
"""Too few comments for this long: it cannot be told any more, and is over for that reason."""
RAID_MIN, RAID_PEOPLE, RAID_SHARE, RAID_FRESH = 8, 5, 0.2, 0.6
HEARD_MS = 600_000
"""Who is new can be told only after listening for so long."""
HOSTILE_KEPT = 2_000
PEOPLE_MAX = 300_000
Kind = Literal["negative_wave", "hostile_raid"]


class Limits(Struct, frozen=True):
    """`share`: above it is a wave; `clear`: below it is over."""

    share: float = 0.1
    clear: float = 0.05


class Share(NamedTuple):
    """Of one minute up to now. `low`, `high`: 95 %; None while `n` is under the least."""

    k: int
    n: int
    usual: float
    low: float | None = None
    high: float | None = None


class Alarm(NamedTuple):
    """`at`: when it was noticed; `ended`: when it was over, `why` then: calm, few."""

    kind: Kind
    at: int
    data: dict[str, float | int | str]
    ended: int | None = None
    why: str | None = None

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.at}"


class Waves:
    """`add` every comment that was read, `advance` the time; `open` and `ended` are what the log should hold."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self.open: dict[Kind, Alarm] = {}
        self.ended: list[Alarm] = []
        self.share: Share | None = None
        self._seconds: deque[tuple[int, int, int]] = deque()
        self._minutes: deque[tuple[int, int]] = deque(maxlen=USUAL_MINUTES)
        self._minute = [0, 0, 0]
        self._hostile: deque[tuple[int, str, str, bool, bool]] = deque(maxlen=HOSTILE_KEPT)
        self._people: set[int] = set()
        self._begun: int | None = None
        self._calm: dict[Kind, int] = {}
        self._lost: dict[Kind, int] = {}

    # ---- what happens

    def add(self, said: Said) -> None:
        at = said.at
        self._begun = at if self._begun is None else min(self._begun, at)
        second = at // 1000
        if self._seconds and self._seconds[-1][0] >= second:
            last, n, k = self._seconds.pop()
            self._seconds.append((last, n + 1, k + said.negative))
        else:
            self._seconds.append((second, 1, int(said.negative)))
        if at // WINDOW_MS > self._minute[0]:  # who comes late counts in the minute that is open
            if self._minute[1]:
                self._minutes.append((self._minute[2], self._minute[1]))
            self._minute = [at // WINDOW_MS, 0, 0]
        self._minute[1] += 1
        self._minute[2] += said.negative
        fresh = said.user is not None and hash(said.user) not in self._people
        if said.user is not None and len(self._people) < PEOPLE_MAX:
            self._people.add(hash(said.user))
        if said.negative or said.risk is not None:
            who = said.user or said.key
            self._hostile.append((at, who, shape(said.text).bare, fresh, said.risk in ("abuse", "ads")))

    def logged(self, kind: Kind, at: int, data: dict[str, float | int | str]) -> None:
        """One that the log knows; after a restart it goes on."""
        self.open[kind] = Alarm(kind, at, data)

    def over(self, id_: str, kind: Kind) -> None:
        """The log knows that it is over."""
        self.ended = [alarm for alarm in self.ended if alarm.id != id_]
        standing = self.open.get(kind)
        if standing is not None and standing.id == id_:
            del self.open[kind]

    def advance(self, now: int) -> None:
        self.share = self._share_at(now)
        self._step("negative_wave", now, self._wave(), calm=self._is_calm())
        raid = self._raid(now)
        self._step("hostile_raid", now, raid if raid and raid.get("sure") else None, calm=not raid)

    # ---- inside

    def _share_at(self, now: int) -> Share:
        while self._seconds and self._seconds[0][0] * 1000 < now - WINDOW_MS:
            self._seconds.popleft()
        n, k = sum(one[1] for one in self._seconds), sum(one[2] for one in self._seconds)
        if n < N_MIN:
            return Share(k, n, self.usual())
        low, _, high = bounds(k, n)
        return Share(k, n, self.usual(), low, high)

    def usual(self) -> float:
        """The share of the show so far, without the last minute or so; drawn to the limit's half while little is known."""
        past = list(self._minutes)[:-1]
        k, n = sum(one[0] for one in past), sum(one[1] for one in past)
        return (k + self.limits.share / 4 * PRIOR_N) / (n + PRIOR_N)

    def line(self) -> float:
        """The share that the lower bound must exceed."""
        return max(self.limits.share, USUAL_TIMES * self.usual())

    def _wave(self) -> dict[str, float | int | str] | None:
        share = self.share
        if share is None or share.low is None or share.high is None:
            return None
        limit = self.line()
        if share.low <= limit:
            return None
        return {
            "k": share.k, "n": share.n, "share": round(share.k / share.n, 3), "low": round(share.low, 3),
            "high": round(share.high, 3), "usual": round(share.usual, 3), "limit": round(limit, 3), "window_s": 60,
        }  # fmt: skip

    def _is_calm(self) -> bool | None:
        """None = too few to tell."""
        share = self.share
        if share is None or share.low is None:
            return None
        return share.k / share.n < max(self.limits.clear, 1.5 * min(share.usual, self.limits.share))

    def _raid(self, now: int) -> dict[str, float | int | str] | None:
        recent = [one for one in self._hostile if one[0] >= now - WINDOW_MS]
        n = sum(one[1] for one in self._seconds)
        if len(recent) < RAID_MIN // 2:
            return None
        people = {one[1] for one in recent}
        same = max(Counter(one[2] for one in recent).values())
        foul = sum(one[4] for one in recent)
        heard = self._begun is not None and now - self._begun >= HEARD_MS
        fresh = sum(one[3] for one in recent) / len(recent)
        told = {"k": len(recent), "n": n, "people": len(people), "same": same, "foul": foul, "window_s": 60}
        sure = (
            len(recent) >= RAID_MIN
            and len(people) >= RAID_PEOPLE
            and len(recent) / max(n, 1) >= RAID_SHARE
            and (same * 2 >= len(recent) or foul * 2 >= len(recent))
            and (not heard or fresh >= RAID_FRESH)
        )
        return {**told, "fresh": round(fresh, 2) if heard else -1, **({"sure": 1} if sure else {})}

    def _step(
        self, kind: Kind, now: int, found: dict[str, float | int | str] | None, *, calm: bool | None
    ) -> None:
        standing = self.open.get(kind)
        if standing is None:
            if found is not None:
                found.pop("sure", None)
                self.open[kind] = Alarm(kind, now, found)
                self._calm.pop(kind, None)
                self._lost.pop(kind, None)
            return
        if calm is None:
            self._calm.pop(kind, None)
            if now - self._lost.setdefault(kind, now) >= LOST_MS:
                self._end(standing, now, "few")
            return
        self._lost.pop(kind, None)
        if not calm:
            self._calm.pop(kind, None)
        elif now - self._calm.setdefault(kind, now) >= CALM_MS:
            self._end(standing, now, "calm")

    def _end(self, alarm: Alarm, now: int, why: str) -> None:
        self.ended.append(alarm._replace(ended=now, why=why))
        del self.open[alarm.kind]
