"""Detection: are surges and dips found in time, how often is it wrong, and do faults of the data stay silent.

    python -m bench.detection [seed …]

Twenty fresh seeds, printed, unless some are given. The shows are those of `bench.surges`, the faults of
`bench.faults`. Beside the published margins two changed ones have the same goals; two more are for comparison.
A delay counts from the onset to the end of the tick that told it, as the published one does; in a show a tick waits
3 s more for what is on its way (`onair.during.playbook.lag`).
"""

import secrets
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from bench.evenings import START, alarms_of, evening
from bench.faults import CASES, kept, quiet
from bench.rounds import machine
from bench.surges import TICKS, Planted, Regime, Score, crowd, judged, planted, run, together
from onair.during.playbook.detect.finding import FROZEN_MAX
from onair.during.playbook.detect.level import Cusum
from onair.during.playbook.detect.rate import RateScan
from onair.during.playbook.detect.scan import THRESHOLD, NbScan
from onair.during.playbook.watch import Watch
from onair.events.groups import grouped

SEEDS, SHOWS = 20, 25
EVENINGS = 13
"""A seed, each with every fault and without."""
RECALL, FALSE, MEDIAN_S, P90_S = 0.85, 0.5, 40, 80
PUBLISHED = "published margins"
REGIMES = {
    PUBLISHED: Regime(), "level 8–240, a switch every 5–10 min": Regime(level=(8, 240), switch=(30, 60)),
    "overdispersion 1/5–1/12": Regime(dispersion=(5, 12)),
}  # fmt: skip
BESIDE = {"level 2–60": Regime(level=(2, 60)), "overdispersion 1/4–1/8": Regime(dispersion=(4, 8))}


def shows_of(seed: int, regime: Regime, n: int = SHOWS) -> list[Planted]:
    rng = np.random.default_rng(seed)
    return [planted(rng, regime) for _ in range(n)]


class Deaf(NbScan):
    """Holds every show to be as steady as the steadiest of the published margins."""

    def _learn_spread(self, seen: float, mean: float) -> None:
        self.phi = 1 / 25


def scanned(
    show: Planted, threshold: float = THRESHOLD, *, reset: bool = True, frozen_max: int = FROZEN_MAX,
    kind: type[NbScan] = NbScan,
) -> list[int]:  # fmt: skip
    scan, found = kind(threshold, frozen_max=frozen_max), []
    for tick, count in enumerate(show.counts):
        if reset and tick in show.switches:
            scan.reset()
        if scan.step(count) is not None:
            found.append(tick)
    return found


def naive(show: Planted, times: float = 1.9) -> list[int]:
    """The common "so much more than in the last minute", on 10 s, with the same cooldown."""
    found: list[int] = []
    for tick in range(6, len(show.counts)):
        before = sum(show.counts[tick - 6 : tick]) / 6
        due = not found or tick - found[-1] >= 18
        if due and show.counts[tick] >= 3 and show.counts[tick] > times * before:
            found.append(tick)
    return found


def line(name: str, score: Score, goal: bool | None = None) -> None:
    delays = score.delays or [0]
    mark = {True: "met", False: "NOT MET", None: ""}[goal]
    print(
        f"{name:44} recall {score.recall:.3f} of {score.planted:5}, false {score.false_an_hour:.2f}/h, delay "
        f"{statistics.median(delays):.0f}/{np.percentile(delays, 90):.0f} s, in the first 80 s {score.early}  {mark}",
        flush=True,
    )  # fmt: skip


def good(score: Score) -> bool:
    in_time = statistics.median(score.delays) <= MEDIAN_S and bool(np.percentile(score.delays, 90) <= P90_S)
    return score.recall >= RECALL and score.false_an_hour <= FALSE and in_time and score.early == 0


def surges(seeds: Sequence[int]) -> bool:
    print(
        f"Surges: goals recall ≥ {RECALL}, false ≤ {FALSE}/h, delay ≤ {MEDIAN_S}/{P90_S} s, nothing in the first 80 s"
    )
    met = True
    for name, regime in REGIMES.items():
        each = [run(shows_of(seed, regime), scanned) for seed in seeds]
        score = together(each)
        met = met and good(score)
        line(name, score, good(score))
        recalls, falses = [s.recall for s in each], [s.false_an_hour for s in each]
        print(
            f"    by seed: recall {min(recalls):.3f}…{max(recalls):.3f}, false {min(falses):.2f}…{max(falses):.2f}/h"
        )
    for name, regime in BESIDE.items():
        line(f"{name} (no goal)", together([run(shows_of(seed, regime), scanned) for seed in seeds[:8]]))
    return met


def controls(seeds: Sequence[int]) -> None:
    print("Controls on the published margins, 8 seeds")
    some = [show for seed in seeds[:8] for show in shows_of(seed, REGIMES[PUBLISHED])]
    line("no reset at a switch", run(some, partial(scanned, reset=False)))
    line("overdispersion not learnt, 1/25 for all", run(some, partial(scanned, kind=Deaf)))
    line("× 1.9 of the last minute", run(some, naive))
    for threshold in (2.2, 2.4, 2.8, 3.0):
        line(f"threshold {threshold}", run(some, partial(scanned, threshold=threshold)))
    again = [shifted(show) for seed in seeds[:8] for show in shows_of(seed, Regime(switch=(10**6, 10**6)))]
    print(
        "One product a show, at twice its level from the middle on for no stated reason: surges of the second half"
    )
    for frozen in (12, 18, 24, 30, 60, 10**9):
        line(
            f"    level learnt anew after {frozen if frozen < 10**9 else '∞'} held ticks",
            second_half(again, frozen),
        )


def shifted(show: Planted) -> Planted:
    """Twice as much of everything from the middle on, which no switch explains."""
    half = TICKS // 2
    counts = [*show.counts[:half], *(2 * n for n in show.counts[half:])]
    return show._replace(counts=counts, surges=[s for s in show.surges if not s[0] < half <= s[1]])


def second_half(shows: Sequence[Planted], frozen_max: int) -> Score:
    def later(show: Planted) -> Score:
        alarms = [tick for tick in scanned(show, frozen_max=frozen_max) if tick >= TICKS // 2 + 30]
        return judged(alarms, show._replace(surges=[s for s in show.surges if s[0] >= TICKS // 2 + 30]))

    return together([later(show)._replace(hours=2) for show in shows])


def pushed(seed: int, *, push: bool = True, exposure: bool = True) -> Score:
    """No surge at all; platforms push three audiences of × 1.5…2.5 into the room, a few minutes each."""
    rng = np.random.default_rng(seed)
    scores = []
    for _ in range(SHOWS):
        audience = np.ones(TICKS)
        for begin in rng.integers(60, TICKS - 60, 3) if push else ():
            audience[begin : begin + int(rng.integers(18, 40))] *= rng.uniform(1.5, 2.5)
        show = planted(rng, surges=0, audience=audience)
        scan, found = NbScan(), []
        for tick, count in enumerate(show.counts):
            if tick in show.switches:
                scan.reset()
            if scan.step(count, float(audience[tick]) if exposure else 1.0) is not None:
                found.append(tick)
        scores.append(judged(found, show))
    return together(scores)


def dips(seeds: Sequence[int]) -> bool:
    print("Audience: 20–50 % leave within 60 s; goals as above")
    found = planted_ = false = 0
    delays: list[int] = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for _ in range(10):
            one = crowd(rng)
            cusum = Cusum()
            told = [
                (tick, f.direction)
                for tick, value in enumerate(one.online)
                if (f := cusum.step(value)) is not None
            ]
            for onset, _, _ in one.dips:
                planted_ += 1
                hit = next((tick for tick, way in told if onset <= tick < onset + 13 and way == "down"), None)
                if hit is not None:
                    found += 1
                    delays.append((hit - onset + 1) * 10)
            false += sum(not any(onset <= tick < end + 66 for onset, end, _ in one.dips) for tick, _ in told)
    score = Score(found, planted_, false, len(seeds) * 40, 0, delays)
    line("CUSUM of log-differences", score, good(score))
    return good(score)


def rates(seeds: Sequence[int]) -> None:
    """Click rates of 2…10 % that differ from tick to tick (beta, 1 in 300), four changes × .5 or × 1.6 of 3 min."""
    scores = []
    for seed in seeds[:8]:
        rng = np.random.default_rng(seed)
        for _ in range(10):
            rate, seen = (
                rng.uniform(0.02, 0.1),
                rng.poisson(np.exp(rng.uniform(np.log(100), np.log(2_000))), TICKS),
            )
            each = np.full(TICKS, rate)
            onsets = [int(n) for n in 120 + 320 * np.arange(4) + rng.integers(0, 200, 4)]
            for onset in onsets:
                each[onset : onset + 18] *= rng.choice([0.5, 1.6])
            clicks = rng.binomial(seen, rng.beta(each * 300, (1 - each) * 300))
            scan = RateScan()
            told = [n for n in range(TICKS) if scan.step(int(clicks[n]), int(seen[n])) is not None]
            scores.append(
                judged(told, Planted([], frozenset(), [(onset, onset + 18, 1.0) for onset in onsets]))
            )
    line("Click rate × .5 or × 1.6 for 3 min (no goal)", together(scores))


def faults(seeds: Sequence[int]) -> bool:
    """Some evenings hold a false alarm by chance, fault or none: as many evenings without a fault say how many."""
    end = START + 1_300_000
    each: list[int] = []
    wrong: list[str] = []
    for seed in seeds:
        for name, spoil in CASES.items():
            each.append(len(alarms_of(kept(spoil(quiet(seed))), end)))
            wrong += [f"{name} ({seed})"] * each[-1]
    chance = sum(len(alarms_of(quiet(seed * 1_000 + n), end)) for seed in seeds for n in range(len(CASES)))
    by_seed = [sum(each[n : n + len(CASES)]) for n in range(0, len(each), len(CASES))]
    met = statistics.median(by_seed) == 0 and sum(each) <= max(1, chance)
    print(
        f"Faults: alarms in the {len(CASES)} cases, by seed: {by_seed}; goal 0  {'met' if met else 'NOT MET'} {wrong or ''}\n"
        f"    by chance, in {len(each)} evenings without a fault: {chance}"
    )
    return met


def beside(seeds: Sequence[int]) -> bool:
    """Each evening held against itself without the fault: what a fault adds, chance left out."""
    end = START + 1_300_000
    added: Counter[str] = Counter()
    plain = 0
    for seed in seeds:
        for n in range(EVENINGS):
            number = seed * 1_000 + 500 + n
            before = {alarm.id for alarm in alarms_of(quiet(number), end)}
            plain += len(before)
            for name, spoil in CASES.items():
                after = {alarm.id for alarm in alarms_of(kept(spoil(quiet(number))), end)}
                added[name] += len(after - before)
    n = EVENINGS * len(seeds)
    print(
        f"{n * len(CASES)} evenings held against themselves without the fault ({n} a case): alarms that it added: "
        f"{dict(+added) or 0}; in the {n} without: {plain}"
    )
    return not +added


def speed() -> None:
    counts = np.random.default_rng(1).poisson(30, 20_000).tolist()
    began = time.process_time()
    scan = NbScan()
    for count in counts:
        scan.step(count)
    print(f"One step of one scan: {(time.process_time() - began) / len(counts) * 1e6:.1f} µs")
    log = evening(60, lambda _: {f"p{n}": 1_000.0 for n in range(50)}, seed=2)
    events = sum(len(some) for some, _ in log)
    batches = [(grouped(some), clock) for some, clock in log]
    began = time.process_time()
    watch = Watch()
    for groups, clock in batches:
        watch.take(groups, clock)
    took = time.process_time() - began
    print(
        f"Ticks and all detectors, 50 busy products: {events / took:,.0f} events/s, {took / 60 * 1000:.1f} ms a tick"
    )


def main() -> int:
    seeds = [int(arg) for arg in sys.argv[1:]] or [secrets.randbelow(10**6) for _ in range(SEEDS)]
    print(f"{machine()}\nseeds {' '.join(map(str, seeds))}")
    parts: list[Callable[[Sequence[int]], bool]] = [surges, dips, lambda some: faults(some[:5])]
    met = [part(seeds) for part in parts]
    beside(seeds[:4])
    rates(seeds)
    controls(seeds)
    ways = {
        "nobody pushed in": (False, True),
        "audience as exposure": (True, True),
        "clicks alone": (True, False),
    }
    for name, (push, exposure) in ways.items():
        score = together([pushed(seed, push=push, exposure=exposure) for seed in seeds[:8]])
        print(f"Audiences pushed in, no surge, {name}: false {score.false_an_hour:.2f}/h")
    speed()
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
