"""Detectors over the real logs: gaps, flaps and thin items are no news. Nothing of the logs is here but counts."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from statistics import median

import pytest
from msgspec.structs import replace
from tests.during.stage import facts

from importing import Desk
from onair.during.playbook.backtest import Run
from onair.during.playbook.firing import id_of
from onair.during.playbook.following import Following
from onair.during.playbook.history import History
from onair.during.playbook.presets import presets
from onair.during.playbook.rule import Rule
from onair.during.playbook.watch import Watch
from onair.events.codec import decode_batch
from onair.events.groups import grouped
from onair.events.model import AnyEvent, ProductClick
from onair.metrics.window import Window

pytestmark = pytest.mark.real

TAOBAO = "taobao_userbehavior_2h/user_behavior.csv.gz"
ROOM = "douyin_live_roomA/roomA.jsonl.gz"
ORDERS = "tmall_orders_202002/tmall_order_report.csv.gz"
CHAT = "bilibili_danmaku/room1_2020-12-11.csv.gz"
STAGE = 1_795_334_400_000


def by_second(events: Iterable[AnyEvent], **options: object) -> Watch:
    """As it would have come: a batch a second."""
    watch = Watch(**options)  # type: ignore[arg-type]
    for second, some in groupby(sorted(events, key=lambda e: e.at), lambda e: e.at // 1000):
        watch.take(grouped(some), (second + 1) * 1000)
    return watch


def from_log(house: Desk, show: str) -> Watch:
    """As the log of the import has it."""
    watch = Watch(own_time=True, window=house.view(show).window)
    for batch in house.log.read(show):
        watch.take(grouped(decode_batch(batch.body, batch.codec)), batch.clock)
    return watch


def told(watch: Watch) -> Counter[tuple[str, str]]:
    return Counter((alarm.watched, alarm.finding.direction) for alarm in watch.alarms)


def moved(history: History, at: int, window_s: int) -> float:
    """Online of the minute up to an alarm's end ÷ of the minute before its window."""
    online = [(tick.at, tick.online) for tick in history.ticks if tick.online is not None]
    after = [value for when, value in online if at - 20_000 <= when < at + 40_000]
    before = [value for when, value in online if 0 < at - window_s * 1000 - when <= 60_000]
    return median(after) / median(before)


async def test_a_real_room_is_told_of_what_moved_and_of_nothing_else(house: Desk, real_data: Path) -> None:
    """73 min with 47 gaps over 5 s and readings that flap: five alarms (4.1 an hour), all of them real moves."""
    result = await house.bring(real_data / ROOM, show="房间")
    watch = from_log(house, result.show)
    assert told(watch) == {("online", "up"): 1, ("online", "down"): 3, ("comments", "up"): 1}
    for alarm in watch.alarms:
        if alarm.watched == "online":
            change = moved(watch.history, alarm.at, alarm.finding.window_s)
            assert change > 1.1 if alarm.finding.direction == "up" else change < 0.9
    assert len(watch.history.ticks) == 439
    assert 0 < sum(tick.online is None for tick in watch.history.ticks) < 40  # gaps hold whole ticks
    live = by_second(house.events(result.show), window=house.view(result.show).window)
    assert told(live) == told(watch)  # by the second as by the file


def categories(real_data: Path) -> list[AnyEvent]:
    with gzip.open(real_data / TAOBAO, "rt") as lines:
        return [
            ProductClick(id=str(n), source="tb:a", at=int(row["ts"]) * 1000, product=row["category_id"])
            for n, row in enumerate(csv.DictReader(lines))
            if row["behavior"] == "pv"
        ]


def test_its_categories_are_busy_enough(real_data: Path) -> None:
    """In 115 min of an ordinary Sunday morning one of ten told of a surge (× 2.5)."""
    watch = by_second(categories(real_data))
    watched = [stand for stand in watch.standings() if stand.product is not None]
    assert len(watched) >= 8
    assert sum(told(watch).values()) <= 2


async def test_a_real_chat_is_burstier_than_any_generator(house: Desk, real_data: Path) -> None:
    """11,003 comments in 248 min: each alarm is a burst, seen by counting alone."""
    result = await house.bring(real_data / CHAT, show="弹幕")
    watch = by_second(house.events(result.show), window=house.view(result.show).window)
    assert set(told(watch)) == {("comments", "up")}
    assert 8 <= len(watch.alarms) <= 20
    ticks = watch.history.ticks
    for alarm in watch.alarms:
        end = (alarm.at - ticks[0].at) // 10_000
        window = alarm.finding.window_s // 10
        counts = [tick.counts["comments"] or 0 for tick in ticks[end - window - 18 : end]]
        assert sum(counts[18:]) / window > 1.2 * sum(counts[:18]) / 18


def spoken(events: list[AnyEvent], window: Window, rules: list[Rule], *, beats: bool) -> list[str]:
    """What rules say of a batch a second: on air with a beat between batches, or played again without."""
    following = Following("Asia/Shanghai", window=window)
    following.know(rules, {})
    found: list[str] = []
    for second, some in groupby(events, lambda event: event.at // 1000):
        if beats:
            found += [id_of(one) for one in following.advance(second * 1000)]
        found += [id_of(one) for one in following.take(grouped(some), (second + 1) * 1000)]
    return found


def tried(events: list[AnyEvent], window: Window, rule: Rule) -> list[str]:
    """The same by the back-test of one rule."""
    run = Run(rule, facts(window=window), {})
    for second, some in groupby(events, lambda event: event.at // 1000):
        run.take(grouped(some), (second + 1) * 1000)
    return [id_of(one) for one in run.fired]


async def test_the_staged_evening(house: Desk, real_data: Path) -> None:
    """Three logs on one clock, in the order of that clock; on air, played again and tried: the same is said."""
    first = await house.bring(real_data / TAOBAO, show="拼接", stage=STAGE, t0="2017-11-26T09:00:00+08:00")
    await house.bring(real_data / ROOM, show="拼接", stage=STAGE)
    await house.bring(real_data / ORDERS, show="拼接", stage=STAGE, t0="2020-02-25T20:00:00+08:00")
    window = house.view(first.show).window
    watch = by_second(house.events(first.show), window=window)
    assert len(watch.history.ticks) == 440
    assert watch.history.span("clicks", 440).total == 51_999
    found = told(watch)
    assert {stand.product for stand in watch.standings()} == {None}  # too few on any of 75,384 items
    assert {name: found["online", name] for name in ("up", "down")} == {"up": 1, "down": 3}
    assert sum(found.values()) <= 10  # the audience of one log falls while the clicks of another go on
    events = sorted(house.events(first.show), key=lambda event: event.at)
    rules = [preset.rule for preset in presets().values() if preset.rule is not None]
    live = spoken(events, window, rules, beats=True)
    assert live == spoken(events, window, rules, beats=False)
    by_rule = Counter(id_.split(":")[1] for id_ in live)
    assert len(by_rule) >= 2, "control: several rules speak at all"
    assert len(live) <= 40, by_rule
    silent = next(rule for rule in rules if rule.id not in by_rule)
    for rule in [*(rule for rule in rules if rule.id in by_rule), silent][-4:]:
        alone = spoken(events, window, [rule], beats=True)  # beside others a topic may be taken
        assert tried(events, window, rule) == alone
        assert {id_ for id_ in live if id_.split(":")[1] == rule.id} <= set(alone)
    late = [event if event.at % 7 else replace(event, at=event.at - 60_000) for event in events]
    late.sort(key=lambda event: event.at)
    assert spoken(late, window, rules, beats=False) != live, (
        "control: a seventh of it at other times is told otherwise"
    )
