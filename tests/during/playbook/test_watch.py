"""Replay = live, no look-ahead, and faults of the data that are no news."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from bench.evenings import START, Batch, alarms_of, evening, slot, surge, with_batches
from hypothesis import given, settings
from hypothesis import strategies as st

from onair.during.playbook.alarm import Alarm
from onair.during.playbook.detect.scan import NbScan
from onair.during.playbook.watch import Watch
from onair.events.groups import give_up, grouped
from onair.events.model import Gauge, ProductClick, ProductExposure, Sampling

TICKS = 60
END = START + (TICKS + 5) * 10_000
LOG = with_batches(evening(TICKS, surge(35)), slot("A", START + 2_000))


def test_a_surge_is_told_in_total_and_by_product() -> None:
    found = {(alarm.watched, alarm.product): alarm for alarm in alarms_of(LOG, END)}
    assert set(found) == {("clicks", None), ("clicks", "A")}
    alarm = found["clicks", "A"]
    assert START + 350_000 < alarm.at <= START + 390_000
    assert (alarm.slot, alarm.finding.direction) == ("slot-A", "up")
    assert alarm.finding.ratio > 1.6


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LOG)), st.integers(0, 10_000)), max_size=60), st.booleans())
def test_timers_change_nothing(beats: list[tuple[int, int]], light: bool) -> None:
    """Before batch `place` the clock is told to stand anywhere up to the oldest batch not yet taken."""
    watch, found = Watch(), []
    by_place: dict[int, list[int]] = {}
    for place, back in beats:
        by_place.setdefault(place, []).append(back)
    for place, (events, clock) in enumerate(LOG):
        for back in sorted(by_place.get(place, ()), reverse=True):
            found += watch.advance(clock - back)
        groups = grouped(list(events))
        if light:
            give_up(groups)
        found += watch.take(groups, clock)
    found += watch.advance(END)
    assert found == alarms_of(LOG, END) == list(watch.alarms)
    assert found


def test_a_timer_beyond_a_batch_in_flight_would_change_something() -> None:
    """The control: what the property above excludes makes a difference."""
    watch = Watch()
    for events, clock in LOG:
        watch.advance(clock + 60_000)
        watch.take(grouped(events), clock)
    assert list(watch.alarms) != alarms_of(LOG, END)


def cut(log: Sequence[Batch], at: int) -> list[Batch]:
    return [batch for batch in log if batch[1] <= at]


def looks_ahead(alarms: list[Alarm], log: Sequence[Batch], at: int) -> bool:
    """Do alarms up to `at` differ from those of the log that ends there?"""
    return [alarm for alarm in alarms if alarm.at <= at] != alarms_of(cut(log, at + 3_000), at + 3_000)


@settings(max_examples=12, deadline=None)
@given(st.integers(START, END))
def test_what_comes_later_changes_no_alarm(at: int) -> None:
    at = at // 10_000 * 10_000
    assert not looks_ahead(alarms_of(LOG, END), LOG, at)


def centred(counts: list[float]) -> list[int]:
    """A detector that looks at ticks after the one it speaks of."""
    scan = NbScan()
    smooth = [
        sum(counts[max(0, n - 1) : n + 4]) / len(counts[max(0, n - 1) : n + 4]) for n in range(len(counts))
    ]
    return [n for n, value in enumerate(smooth) if scan.step(value) is not None]


def test_a_centred_window_would_be_caught() -> None:
    watch = Watch()
    for events, clock in LOG:
        watch.take(grouped(events), clock)
    counts = [float(n or 0) for n in watch.history.values("clicks", TICKS)]
    whole = centred(counts)
    assert any([n for n in whole if n < end] != centred(counts[:end]) for end in range(9, TICKS))


QUIET = with_batches(evening(TICKS, surge(0, 0)), slot("A", START + 2_000))
"""No surge at all."""


def without(log: Sequence[Batch], begin: int, end: int) -> list[Batch]:
    return [batch for batch in log if not START + begin * 1000 <= batch[1] < START + end * 1000]


def late(log: Sequence[Batch], begin: int, end: int, share: int, by: int) -> list[Batch]:
    """One of `share` events received in that time comes `by` seconds later."""
    kept, moved = [], []
    for events, clock in log:
        if not START + begin * 1000 <= clock < START + end * 1000:
            kept.append((events, clock))
            continue
        moved.append((events[::share], clock + by * 1000))
        kept.append(([event for place, event in enumerate(events) if place % share], clock))
    return with_batches([batch for batch in kept if batch[0]], *[batch for batch in moved if batch[0]])


@pytest.mark.parametrize(
    "log",
    [
        QUIET, without(QUIET, 300, 360), without(QUIET, 300, 312), without(QUIET, 200, 500),
        late(QUIET, 300, 400, 2, 60), late(QUIET, 200, 500, 3, 20), late(QUIET, 300, 400, 1, 45),
        [(events, clock + 120_000 if clock > START + 300_000 else clock) for events, clock in QUIET],
        [(events, clock - 90_000 if clock > START + 300_000 else clock) for events, clock in QUIET],
    ],
    ids=["quiet", "cut", "gap", "long cut", "half late", "third late", "all late", "clock ahead", "clock back"],
)  # fmt: skip
def test_faults_of_the_data_are_no_news(log: list[Batch]) -> None:
    assert alarms_of(log, END + 200_000) == []


def test_late_events_are_counted_apart() -> None:
    watch, doubts = Watch(), set()
    for events, clock in late(QUIET, 300, 330, 2, 60):
        watch.take(grouped(events), clock)
        doubts |= {stand.doubt for stand in watch.standings() if stand.watched == "clicks"}
    assert watch.lag.total["clicks"] > 20
    assert doubts == {None, "late"}


def test_a_source_that_is_always_late_is_waited_for() -> None:
    """Polled every 10 s: after half a minute its ticks wait for it, and a surge is told."""
    polled: list[Batch] = []
    for events, clock in evening(TICKS, surge(35)):
        due = clock // 10_000 * 10_000 + 14_000
        if polled and polled[-1][1] == due:
            polled[-1][0].extend(events)
        else:
            polled.append((list(events), due))
    watch = Watch()
    found = [alarm for events, clock in polled for alarm in watch.take(grouped(events), clock)]
    assert 3_000 < watch.lag.grace <= 30_000
    assert any(alarm.watched == "clicks" for alarm in found)


def sampled(declared: bool) -> list[Batch]:
    rates = lambda tick: {"A": 45 if tick >= 30 else 15, "B": 10 if tick < 30 else 30}  # noqa: E731
    told = Sampling(id="x", source="web", at=START + 300_000, of="product_click", share=1.0)
    log = evening(TICKS, rates)
    return with_batches(log, ([told], START + 300_000)) if declared else log


def test_another_sampling_is_another_way_of_counting() -> None:
    assert alarms_of(sampled(declared=True), END) == []
    assert alarms_of(sampled(declared=False), END) != []  # the control


def flapped(second: int, value: int) -> int:
    """A reading that halves now and then, for a tick at most; one that is 0 for half a minute."""
    if 200 <= second < 230:
        return 0
    once, within = 300 <= second < 310, second >= 400 and second % 10 in (2, 4)
    return value // 2 if once or within else value


def test_an_audience_that_flaps_or_reads_zero_is_no_news() -> None:
    log = []
    for events, clock in QUIET:
        second = (clock - START) // 1000 - 1
        flap = [
            Gauge(id=e.id, source="web", at=e.at, name="online", value=flapped(second, e.value))
            for e in events
            if isinstance(e, Gauge)
        ]
        log.append(([*flap, *(e for e in events if not isinstance(e, Gauge))], clock))
    assert log != QUIET
    assert alarms_of(log, END) == []


def test_files_are_taken_tick_by_tick() -> None:
    """An import hands over minutes at once, by the file's own clock: the same ticks and alarms as live."""
    events = sorted((event for events, _ in LOG for event in events), key=lambda event: event.at)
    batches = [events[n : n + 400] for n in range(0, len(events), 400)]
    filed = Watch(own_time=True)
    for batch in batches:
        filed.take(grouped(batch), batch[-1].at)
    filed.advance(END)
    assert list(filed.alarms) == alarms_of(LOG, END)
    live = Watch()
    for batch in batches:
        live.take(grouped(batch), batch[-1].at)
    assert list(live.alarms) != alarms_of(LOG, END)  # the control: by receipt most of it would be late


def shown(ticks: int, rate: Callable[[int], float], seed: int = 4) -> list[Batch]:
    """500 exposures of A and of B a tick, clicked at `rate` and at 5 %."""
    rng, batches = np.random.default_rng(seed), []
    for tick in range(ticks):
        at, events = START + tick * 10_000 + 5_000, []
        for product, share in (("A", rate(tick)), ("B", 0.05)):
            clicks = int(rng.binomial(500, share))
            events += [
                ProductExposure(id=f"e{product}{tick}", source="web", at=at, product=product, count=500),
                ProductClick(id=f"c{product}{tick}", source="web", at=at, product=product, count=clicks),
            ]
        batches.append((events, at + 1_000))
    return batches


def test_the_click_rate_of_the_product_on_air_is_watched_by_itself() -> None:
    """Half the clicks at the same exposures: told of A, and of nothing when nothing changes."""
    log = with_batches(shown(90, lambda tick: 0.025 if tick >= 60 else 0.05), slot("A", START + 2_000))
    found = [alarm for alarm in alarms_of(log, START + 920_000) if alarm.product == "A"]
    assert [(alarm.watched, alarm.finding.direction) for alarm in found] == [("ctr", "down")]
    assert START + 600_000 < found[0].at <= START + 660_000
    same = with_batches(shown(90, lambda _: 0.05), slot("A", START + 2_000))
    assert alarms_of(same, START + 920_000) == []


def test_the_product_on_air_is_known_by_the_end_of_the_silence() -> None:
    watch, standing = Watch(), []
    log = with_batches(
        evening(40, lambda _: {"A": 30, "B": 15}), slot("A", START + 2_000), slot("C", START + 200_000)
    )
    for events, clock in log:
        watch.take(grouped(events), clock)
        standing.append(
            {
                stand.standing.state
                for stand in watch.standings()
                if stand.product == "C" and stand.watched == "clicks"
            }
        )
    assert {"learning"} in standing
    assert standing[-1] == {"too_few"}  # said, of the product on air, though nobody clicks it
