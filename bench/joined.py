"""The joined path of effects: evenings as logs, a rule that fires at dips, acts by itself, and is measured when due.

An evening is a drifting one of `bench.drifting` as events: clicks on the product on air and on another, people online,
comments. Nobody's act changes anything, unless `lift` is given: then the clicks after it are drawn higher, as they come.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bench.drifting import LASTS, PAGE, Floats, Regime, counts, drift
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.companions import Beside
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.signal import Signal
from onair.during.broadcast.track import HANDLERS, Track
from onair.during.playbook.companion import Playbook
from onair.during.playbook.knowledge import Knowledge
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.rule import Condition, Origin, Rule, Step, Words
from onair.events.groups import grouped
from onair.events.model import AnyEvent, Comment, Gauge, ProductClick, Slot
from onair.metrics.window import Window

START, TICK = 1_795_334_400_000, 10_000
FACTS = Facts(
    id="shw_1", tenant="tnt_1", title="早场", state="on_air", currency="CNY", zone="Asia/Shanghai",
    window=Window(START, None, closed=False), started_at=START,
)  # fmt: skip
Batch = tuple[list[AnyEvent], int]


def rule(op: str = "<", limit: float = 0.8) -> Rule:
    """Clicks of the product on air against their own usual: a dip, or a surge."""
    said = Words("喊一下主播", "Tell the host")
    return Rule(
        id="clicks_moved", name=said, tag=said, topic="clicks_moved", scope="current", cooldown_s=600, effect_s=LASTS * 10,
        conditions=(Condition(reading="clicks_vs_usual", op=op, limit=limit, min_n=20),),  # type: ignore[arg-type]
        steps=(Step(act="whisper", say=said, data={"text": {"zh": "点名", "en": "call"}}),),
        source=Origin(kind="own", of="bench", as_of="2026-11-28"),
    )  # fmt: skip


class Evening:
    """Ticks of one evening, drawn as they come: an act raises what is drawn after it."""

    def __init__(
        self, rng: np.random.Generator, ticks: int, regime: Regime = PAGE, gaps: Sequence[int] = ()
    ) -> None:
        """`gaps`: ticks in which nothing is heard."""
        self._rng, self.ticks, self._gaps = rng, ticks, frozenset(gaps)
        shared, own, other, people = (drift(rng, regime, 0.5, ticks) for _ in range(4))
        self.level: Floats = regime.volume * np.exp(shared + own)
        self._other = counts(rng, 2 * regime.volume * np.exp(shared + other))
        self._online = np.maximum(1, 800 * np.exp(people / 4))

    def raise_from(self, tick: int, lift: float) -> None:
        self.level[tick : tick + LASTS] *= 1 + lift

    def batches(self) -> Iterator[Batch]:
        for tick in range(self.ticks):
            at = START + tick * TICK
            mine = int(counts(self._rng, self.level[tick : tick + 1])[0])
            events: list[AnyEvent] = [] if tick in self._gaps else [
                Gauge(id=f"g{tick}", source="t:room", at=at + 4_000, name="online", value=int(self._online[tick])),
                Comment(id=f"m{tick}", source="t:room", at=at + 5_000, user="t:u", text="好"),
                ProductClick(id=f"a{tick}", source="t:room", at=at + 6_000, product="p1", count=mine),
                ProductClick(id=f"b{tick}", source="t:room", at=at + 6_000, product="p2", count=int(self._other[tick])),
            ]  # fmt: skip
            if tick == 0:
                events.insert(0, Slot(id="s0", source="onair", at=at, slot="s0", phase="start", product="p1"))
            yield events, at + TICK - 100


class Stage:
    """A playbook beside a show, as the owner keeps one: what it asks for is written and folded at once."""

    def __init__(self, *rules: Rule, auto: bool = True, facts: Facts = FACTS) -> None:
        self.book = Playbook(facts)
        self.book.know(Knowledge(rules, {one.id: "per_a" for one in rules} if auto else {}))
        self.log: list[Batch] = []
        self.track = Track(Comments())
        self.slowest = 0.0
        self._beside = Beside(facts, self.track, {}, Signal())
        self._written: set[tuple[str, str]] = set()

    def take(self, events: Iterable[AnyEvent], clock: int) -> None:
        fresh = [one for one in events if (one.source, one.id) not in self._written]
        self._written.update((one.source, one.id) for one in fresh)
        self.log.append((fresh, clock))
        self.book.take(grouped(fresh), clock)
        for event in fresh:
            if type(event) in HANDLERS:
                self.track.add(event)

    def beat(self, now: int) -> list[AnyEvent]:
        """→ what was written. `slowest`: of all beats that measured something, ms of CPU."""
        measured, began = len(self.book.measuring.due), time.process_time()
        self.book.advance(now, self._beside)
        if len(self.book.measuring.due) > measured:
            self.slowest = max(self.slowest, (time.process_time() - began) * 1e3)
        due = list(self.book.due(now, self._beside))
        if due:
            self.take(due, now)
        return due

    def play(self, evening: Evening, lift: float = 0.0) -> list[Measured]:
        """A beat before each batch. → what was measured."""
        for events, clock in evening.batches():
            self.take(events, clock)
            for event in self.beat(clock + 3_200):
                if lift and getattr(event, "action", "") == "whisper":
                    evening.raise_from((event.at - START) // TICK + 1, lift)
        return self.book.measuring.so_far()


class Joined(NamedTuple):
    """`false`: share of the measured called significant at 5 %. `ms`: of the slowest beat that measured."""

    fired: int
    measured: int
    false: float
    cover: float
    ms: float


def played(seed: Sequence[int], op: str, limit: float, lift: float, evenings: int, ticks: int) -> Joined:
    """Evenings of `ticks` one after the other."""
    found: list[Measured] = []
    slowest, fired = 0.0, 0
    for place in range(evenings):
        stage = Stage(rule(op, limit))
        found += stage.play(Evening(np.random.default_rng([*seed, place]), ticks), lift)
        fired += len(stage.book.ledger.all())
        slowest = max(slowest, stage.slowest)
    told = [one.effect for one in found if one.effect.i95 is not None and one.effect.alike is not None]
    return Joined(
        fired, len(told), float(np.mean([one.alike <= 0.05 for one in told if one.alike is not None])),
        float(np.mean([one.i95.low <= lift <= one.i95.high for one in told if one.i95 is not None])), slowest,
    )  # fmt: skip
