"""One simulated show from the first second to the last refund, in order of time."""

from collections import Counter
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from random import Random
from typing import Any

from onair.events.model import AnyEvent, Cancel, Enter, Leave, Like
from onair.rehearsal.simulator.arrivals import Minute, minutes, poisson
from onair.rehearsal.simulator.checkout import Checkout
from onair.rehearsal.simulator.conduct import Conduct, Gone, Intent, Visitor
from onair.rehearsal.simulator.crew import Readings, schedule
from onair.rehearsal.simulator.dice import dice
from onair.rehearsal.simulator.outbox import Outbox
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.people import People
from onair.rehearsal.simulator.plan import Plan, lay_out
from onair.rehearsal.simulator.shop import CHANNELS, GOODS
from onair.rehearsal.simulator.stage import Stage
from onair.rehearsal.simulator.truth import Truth, blank, close

_STOCK_S = 15


def simulate(
    params: Params, seed: int, start: int, alter: Callable[[Plan], Plan] | None = None
) -> tuple[Iterator[AnyEvent], Truth]:
    """Events of a show that starts at `start` (ms UTC), by `at`; then late pays, cancels, refunds. `alter`: another plan
    for the same evening.

    The same arguments give the same events in every process. The truth is complete when the iterator is
    used up. User ids are plain, as a platform would send them; nicknames are on comments.
    """
    start -= start % 1000
    plan = lay_out(params, dice(seed, "plan"), start)
    if alter is not None:
        plan = alter(plan)
    stock = _stock(params, dice(seed, "stock"), plan)
    truth = blank(seed, plan, stock)
    stage = Stage(params, plan, Outbox(params.room), truth)
    return _Run(stage, seed, stock).events(), truth


def _stock(params: Params, rng: Random, plan: Plan) -> list[int]:
    """Expected demand of each good times `stock_scale`; one of them is short and will run out."""
    talked = [0.0] * len(GOODS)
    for slot in plan.slots:
        if slot.good is not None:
            talked[slot.good] += (slot.end - slot.start) / (plan.end - plan.start)
    watched = params.viewers * params.stay_s / 60
    short = rng.choice([place for place, share in enumerate(talked) if share] or [0])
    stock = []
    for place, good in enumerate(GOODS):
        clicks = watched * (params.click_rate * talked[place] + params.browse_rate / len(GOODS)) * good.appeal
        expected = clicks * 0.22 * good.buys**0.5 * 1.2
        scale = params.stock_scale * (0.45 if place == short else rng.uniform(0.9, 1.4))
        stock.append(max(5, round(expected * scale / 10) * 10))
    return stock


class _Run:
    def __init__(self, stage: Stage, seed: int, stock: list[int]) -> None:
        params, plan = stage.params, stage.plan
        self._p, self._plan, self._truth = stage.params, stage.plan, stage.truth
        self._rng = dice(seed, "people")
        self._out = stage.out
        self._people = People(params, seed, self._rng)
        self._minutes = minutes(params, dice(seed, "arrivals"), plan)
        self._conduct = Conduct(stage, self._rng)
        self._checkout = Checkout(stage, dice(seed, "checkout"), stock)
        self._readings = Readings(stage, dice(seed, "gauges"))
        self._back: list[tuple[int, int, Visitor]] = []
        self._visits = 0
        schedule(stage, dice(seed, "crew"))

    def events(self) -> Iterator[AnyEvent]:
        counts: Counter[str] = Counter()
        for event in self._all():
            counts[event.__struct_config__.tag] += 1
            yield event
        close(self._truth, counts, self._checkout.stock)

    def _all(self) -> Iterator[Any]:
        begin = self._plan.start // 1000
        for second in range(self._p.minutes * 60 + 1):
            at = (begin + second) * 1000
            if at < self._plan.end:
                self._arrive(self._minutes[second // 60], at)
            yield from self._readings.tick(second, at)
            if second % _STOCK_S == 0:
                yield from self._checkout.readings(at)
            yield from self._happen(begin + second)
        left = self._out.seconds_left()
        while left:
            for late in left:
                yield from self._happen(late)
            left = self._out.seconds_left()

    def _arrive(self, minute: Minute, at: int) -> None:
        rng = self._rng
        come = sorted(int(rng.random() * 1000) for _ in range(poisson(rng, minute.per_second)))
        for offset in come:
            who = self._people.next(minute.shares)
            self._truth.totals.viewers += who.user is not None
            self._visit(who, at + offset)
        while self._back and self._back[0][0] < at + 1000:
            then, _, who = heappop(self._back)
            self._visit(who, max(then, at))

    def _visit(self, who: Visitor, at: int) -> None:
        rng = self._rng
        end = self._conduct.visit(who, at)
        self._visits += 1
        if rng.random() < self._p.return_share:
            then = end + int(rng.uniform(60, 2400) * 1000)
            if then < self._plan.end - 1000:
                heappush(self._back, (then, self._visits, who))

    def _happen(self, second: int) -> Iterator[Any]:
        readings, checkout = self._readings, self._checkout
        for _, _, what in self._out.due(second):
            kind = type(what)
            if kind is Enter:
                readings.entered(CHANNELS[0].name if what.channel is None else what.channel)
            elif kind is Leave:
                readings.left()
            elif kind is Gone:
                readings.left()
                continue
            elif kind is Like:
                readings.liked(what.count)
            elif kind is Intent:
                order = checkout.take(what)
                if order is not None:
                    yield order
                continue
            elif kind is Cancel:
                checkout.cancelled(what)
            yield what
