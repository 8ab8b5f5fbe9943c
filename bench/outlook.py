"""How often a forecast's range holds what came: planned shows and running ones, in simulated rooms, fresh seeds printed.

    python -m bench outlook
    python -m bench.outlook [rooms of each kind; 60] [seed]

Rolling origin: each show of a room from its sixth to its thirtieth is told from the shows before it only. P10 to P90
must hold 72 to 88 % of them, for planned shows and at four points of running ones; P50 must lose at least 5 % less
(pinball, three quantiles) than the mean of the last five shows with its own band, and at half a show miss by 18 % at
most (median). The naive range, mean ± 1.28 standard errors of that mean, must fall out of the 72 to 88 %: else the
rooms are too easy to tell anything.

A change is judged in the same rooms: where it did nothing, at most one verdict in ten may be "worked"; "better than
last time", as it is done by hand, says so every other time.
"""

import secrets
import sys
from collections import defaultdict
from math import log

import numpy as np

from bench.rooms import ROOMS, Night, Room, nights
from onair.after.changes.judge import Reading, judge
from onair.after.outlook.spread import ENOUGH, Before, Ranged, planned, projected

EACH, SHOWS = 60, 30
POINTS = (0.1, 0.25, 0.5, 0.75)
LOW, HIGH = 0.72, 0.88
FALSE_MAX = 0.13
"""One in ten, and what a level that walks adds."""
LEVELS = ((0.1, "p10"), (0.5, "p50"), (0.9, "p90"))
Z80 = 1.2816


class Told:
    """What was said against what came."""

    def __init__(self) -> None:
        self.held: list[bool] = []
        self.missed: list[float] = []
        self.lost: list[float] = []
        self.wide: list[float] = []

    def add(self, said: Ranged, came: float) -> None:
        self.held.append(said.p10 <= came <= said.p90)
        self.missed.append(abs(said.p50 / came - 1))
        self.wide.append(log(said.p90 / said.p10))
        for level, name in LEVELS:
            gap = log(came) - log(getattr(said, name))
            self.lost.append(max(level * gap, (level - 1) * gap))

    @property
    def cover(self) -> float:
        return float(np.mean(self.held))

    def line(self, name: str) -> str:
        return (
            f"  {name:<34} n {len(self.held):>5}  cover {self.cover:.3f}  MdAPE {np.median(self.missed):.3f}"
            f"  pinball {np.mean(self.lost):.4f}  P90/P10 ×{np.exp(np.median(self.wide)):.2f}"
        )


def last_five(past: list[Night]) -> Ranged:
    """What a team does by hand: the mean of the last five, and a normal band of those five."""
    logs = np.log([night.total for night in past[:5]])
    return _normal(float(logs.mean()), float(logs.std(ddof=1)) * np.sqrt(1.2))


def naive(past: list[Night]) -> Ranged:
    """The negative control: where the mean is, taken for where the next show will be."""
    logs = np.log([night.total for night in past])
    return _normal(float(logs.mean()), float(logs.std(ddof=1)) / np.sqrt(len(logs)))


def _normal(centre: float, sd: float) -> Ranged:
    return Ranged(*(float(np.exp(centre + z * sd)) for z in (-Z80, 0.0, Z80)), 5)


def play(rng: np.random.Generator, room: Room, told: defaultdict[str, Told]) -> None:
    evening = nights(rng, SHOWS, room)
    for place in range(ENOUGH, SHOWS):
        tonight, past = evening[place], evening[:place][::-1]
        before = [Before(night.total, night.facts) for night in past]
        said = planned(before, tonight.wanted)
        assert said is not None
        group = "planned, 5–9 shows" if place < 10 else "planned, 10 and more"
        told[group].add(said.ranged, tonight.total)
        told["planned"].add(said.ranged, tonight.total)
        told["last five"].add(last_five(past), tonight.total)
        told["naive (must miss)"].add(naive(past), tonight.total)
        for point in POINTS:
            course = [Before(night.total, night.facts, night.so_far(point)) for night in past]
            so_far = tonight.so_far(point)
            going = None if so_far is None else projected(course, so_far, tonight.wanted)
            if going is not None:
                told[f"running, at {point:.0%}"].add(going, tonight.total)


def judged(rng: np.random.Generator, room: Room, lift: float, shows: int) -> tuple[bool, bool, bool]:
    """(worked, worse, better than last time) of a change that lifts the next show's total by this much."""
    *before, now = (Reading(night.total) for night in nights(rng, shows + 1, room))
    lifted = Reading(float(now.value or 0) * (1 + lift))
    found = judge("up", lifted, before)
    return (
        found.result == "worked",
        found.result == "worse",
        float(lifted.value or 0) > float(before[-1].value or 0),
    )


def changes(seed: int, each: int) -> list[str]:
    found = []
    print("a change judged, after n shows (rooms as the method's page):")
    for shows in (5, 9, 14, 30):
        for lift in (0.0, 0.3, 1.0):
            runs = [
                judged(np.random.default_rng((seed, 99, shows, k)), ROOMS[0], lift, shows)
                for k in range(each * 10)
            ]
            worked, worse, naive = (float(np.mean(column)) for column in zip(*runs, strict=True))
            print(
                f"  n {shows:>2}  lift {lift:+.0%}  worked {worked:.3f}  worse {worse:.3f}  better than last time {naive:.3f}"
            )
            if lift == 0 and worked > FALSE_MAX:
                found.append(
                    f"a change that did nothing worked in {worked:.3f} of {len(runs)} after {shows} shows"
                )
            if lift == 0 and naive < 2 * FALSE_MAX:
                found.append("better than last time is seldom wrong, too: these rooms tell nothing")
    return found


def flaws(told: dict[str, Told], strict: bool) -> list[str]:
    found = []
    for name, one in told.items():
        if name.startswith(("planned", "running")) and not LOW <= one.cover <= HIGH:
            found.append(f"{name}: cover {one.cover:.3f} is not within {LOW} to {HIGH}")
    if LOW <= told["naive (must miss)"].cover <= HIGH:
        found.append("the naive range holds, too: these rooms tell nothing")
    if strict:
        gain = 1 - np.mean(told["planned"].lost) / np.mean(told["last five"].lost)
        print(f"  pinball loss below the last five's: {gain:.1%} (goal 5 %)")
        if gain < 0.05:
            found.append(f"pinball loss only {gain:.1%} below the last five's")
        half = np.median(told["running, at 50%"].missed)
        if half > 0.18:
            found.append(f"at half a show MdAPE {half:.3f} is over .18")
    return found


def main() -> int:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else EACH
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbits(32)
    print(f"seed {seed}; {each} rooms of each kind, {SHOWS} shows each")
    found: list[str] = []
    for kind, room in enumerate(ROOMS):
        told: defaultdict[str, Told] = defaultdict(Told)
        for one in range(each):
            play(np.random.default_rng((seed, kind, one)), room, told)
        print(f"{room.name}:")
        for name, what in told.items():
            print(what.line(name))
        found += [f"{room.name}: {flaw}" for flaw in flaws(told, strict=kind == 0)]
    found += changes(seed, each)
    for flaw in found:
        print(f"NOT MET {flaw}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
