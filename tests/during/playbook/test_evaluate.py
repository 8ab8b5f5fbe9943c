"""Episodes: one proposal each, cleared with hysteresis, said again after recovery; silence on bad data."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from msgspec import structs
from timeline import T0, TICK, ZONE, Maker

from onair.during.playbook import reading
from onair.during.playbook.baseline import Hours, hour_of_week
from onair.during.playbook.checking import problems
from onair.during.playbook.evaluate import combined
from onair.during.playbook.example import Example
from onair.during.playbook.following import Following
from onair.during.playbook.presets import presets, read
from onair.during.playbook.reading import readings
from onair.during.playbook.rule import Rule
from onair.events.groups import grouped
from onair.events.model import AnyEvent, Gauge, ProductClick, ProductExposure, Slot, Stock

Batches = list[tuple[list[AnyEvent], int]]


def rule(id_: str) -> Rule:
    found = presets()[id_].rule
    assert found is not None
    return found


def shown(example: Example) -> Batches:
    return list(Maker(example).batches())


@cache
def lively() -> Batches:
    return shown(LIVELY)


@dataclass
class Said:
    ticks: list[int]
    following: Following

    def why(self, id_: str) -> str:
        return self.following.evaluator.traces[id_, None].why


def said(rules: list[Rule], batches: Batches) -> Said:
    following = Following(ZONE)
    following.know(rules, {})
    found = []
    for events, clock in batches:
        found += following.take(grouped(events), clock)
    found += following.advance(batches[-1][1] + 30_000)
    return Said([(one.at - T0) // TICK - 1 for one in found], following)


def audience(*steps: tuple[int, float], ticks: int) -> Example:
    return Example(say="", ticks=ticks, levels={"online": list(steps), "comments": [(0, 20)]})


def test_once_an_episode_and_again_after_recovery() -> None:
    shows = audience((0, 1000), (40, 600), (50, 640), (60, 600), (90, 1000), (140, 600), ticks=160)
    found = said([rule("online_drop")], shown(shows))
    assert found.ticks == [41, 141]


def test_between_the_levels_it_neither_clears_nor_speaks_again() -> None:
    """0.7 fires and 0.85 clears: what swings around 0.7 is one episode."""
    swing = [(40 + 2 * n, 600.0 if n % 2 == 0 else 760.0) for n in range(4)]
    shows = audience((0, 1000), *swing, ticks=46)
    quick = structs.replace(rule("online_drop"), cooldown_s=0)
    assert said([quick], shown(shows)).ticks == [41]
    loose = structs.replace(
        quick, conditions=tuple(structs.replace(one, clear=None) for one in quick.conditions)
    )
    assert len(said([loose], shown(shows)).ticks) > 1, "control: without hysteresis it chatters"


def test_when_samples_become_few_the_episode_is_over_and_the_next_one_is_told() -> None:
    """A click a tick is 30 in 5 minutes, of the 60 that the rule wants: nothing fires on them, nothing stands on them."""
    clicks: list[tuple[int, float]] = [(0, 1), (60, 9), (75, 1), (150, 9)]
    bursts = Example(
        say="",
        ticks=175,
        product="p1",
        levels={"online": [(0, 900)], "comments": [(0, 10)], "clicks": clicks},
    )
    first, second = said([rule("click_burst")], shown(bursts)).ticks
    assert 60 < first < 75 and 150 < second < 165


def test_a_cooldown_holds_it_back_and_says_for_how_long() -> None:
    shows = audience((0, 1000), (40, 500), (44, 1000), (55, 500), ticks=62)
    long = structs.replace(rule("online_drop"), cooldown_s=3_600)
    found = said([long], shown(shows))
    assert found.ticks == [41]
    trace = found.following.evaluator.traces["online_drop", None]
    assert (trace.why, trace.wait_s) == ("cooldown", 3_600 - (63 - 41) * 10)
    assert said([structs.replace(long, cooldown_s=60)], shown(shows)).ticks == [41, 56]


def test_two_rules_about_one_thing_speak_one_at_a_time() -> None:
    shows = shown(audience((0, 1000), (40, 600), ticks=50))
    drop, other = rule("online_drop"), structs.replace(rule("online_drop"), id="another")
    found = said([drop, other], shows)
    assert found.ticks == [41]
    trace = found.following.evaluator.traces["another", None]
    assert (trace.why, trace.other) == ("topic", "online_drop")
    assert len(said([drop, structs.replace(other, topic="something_else")], shows).ticks) == 2


LIVELY = Example(
    say="", ticks=120, product="p1",
    levels={
        "online": [(0, 800)], "comments": [(0, 60)], "exposures": [(0, 60)], "clicks": [(0, 6)], "carts": [(0, 0)],
        "orders": [(0, 2)], "paid": [(0, 2)], "entries": [(0, 30)], "dropped": [(0, 0)],
    },
)  # fmt: skip


def cut_online(batches: Batches) -> Batches:
    return [
        ([e for e in events if not (isinstance(e, Gauge) and i > 60)], clock)
        for i, (events, clock) in enumerate(batches)
    ]


def silent(batches: Batches) -> Batches:
    return [(events if i < 60 or i > 75 else [], clock) for i, (events, clock) in enumerate(batches)]


def twice(batches: Batches) -> Batches:
    """What the owner's dedupe would let through of another identity: the gauges twice."""
    return [([*events, *[e for e in events if isinstance(e, Gauge)]], clock) for events, clock in batches]


def late(batches: Batches) -> Batches:
    """Half of what happens in each tick comes half a minute later."""
    found: Batches = []
    for place, (events, clock) in enumerate(batches):
        older = batches[place - 3][0][1::2] if place >= 3 else []
        found.append(([*events[::2], *older], clock))
    return found


def shuffled(batches: Batches) -> Batches:
    dice = random.Random(7)
    return [(dice.sample(events, len(events)), clock) for events, clock in batches]


def flapping(batches: Batches) -> Batches:
    """The online count flaps for less than a second."""
    found: Batches = []
    for place, (events, clock) in enumerate(batches):
        at = T0 + place * TICK + 3_000
        flaps = [Gauge(id=f"f{place}", source="t:room", at=at, name="online", value=240)]
        found.append(([*events, *flaps], clock))
    return found


@pytest.mark.parametrize(
    "fault", [cut_online, silent, twice, late, shuffled, flapping], ids=lambda f: f.__name__
)
def test_bad_data_raises_nothing(fault: Callable[[Batches], Batches]) -> None:
    every = [preset.rule for preset in presets().values() if preset.rule is not None]
    every = [
        structs.replace(one, id=f"{one.id}_", topic=f"{one.id}_") for one in every if one.id != "low_ctr"
    ]
    assert said(every, lively()).ticks == [], "the show itself is quiet"
    assert said(every, fault(lively())).ticks == []


def test_control_a_real_fall_in_the_same_show_is_told() -> None:
    real = structs.replace(LIVELY, levels={**LIVELY.levels, "online": [(0, 800), (60, 450)]})
    every = [preset.rule for preset in presets().values() if preset.rule is not None]
    assert said(every, shown(real)).ticks


def test_without_the_audience_a_rule_says_what_is_missing_and_takes_no_peak_for_it() -> None:
    found = said([rule("online_drop"), rule("quiet_room")], cut_online(lively()))
    trace = found.following.evaluator.traces["online_drop", None]
    assert (found.ticks, trace.why, trace.checks[0].value, trace.checks[0].state) == (
        [],
        "unknown",
        None,
        "stale",
    )


def test_of_products_of_unknown_stock_one_alone_is_asked_and_a_low_one_is_found_behind_many() -> None:
    clicks: list[AnyEvent] = [
        ProductClick(id=f"c{i}", source="x:1", at=T0 + i, product=f"p{i % 80:02d}") for i in range(400)
    ]
    nothing = said([rule("stock_low")], [(clicks, T0 + 400)])
    asked = {product: trace.why for (_, product), trace in nothing.following.evaluator.traces.items()}
    assert asked == {"p00": "unknown"}
    stock = Stock(id="s", source="x:1", at=T0 + 5, product="zz", available=3)
    assert said([rule("stock_low")], [([*clicks, stock], T0 + 400)]).ticks == [0]


def test_comments_are_counted_in_the_window_and_the_rule_never_goes_mute() -> None:
    """A running total would be far above 5 % of the audience after an hour."""
    shows = Example(say="", ticks=400, levels={"online": [(0, 800)], "comments": [(0, 20), (370, 1)]})
    assert said([rule("quiet_room")], shown(shows)).ticks == [399]


def test_a_rule_that_raises_is_stopped_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("no audience")

    bad = readings()["peak_to_mean"]._replace(of=broken)
    monkeypatch.setitem(dict(reading.readings()), "peak_to_mean", bad)
    monkeypatch.setattr(
        "onair.during.playbook.evaluate.readings", lambda: {**readings(), "peak_to_mean": bad}
    )
    shows = shown(audience((0, 1000), (40, 600), ticks=50))
    found = said([rule("peak_not_caught"), rule("online_drop")], shows)
    assert found.ticks == [41]
    assert found.following.evaluator.broken == {"peak_not_caught": "ZeroDivisionError: no audience"}
    assert found.why("peak_not_caught") == "error"


def test_an_unknown_reading_key_or_fact_is_a_reason_and_no_crash() -> None:
    text = (
        'id = "x1"\ntopic = "xx"\nname = {zh="一", en="a"}\ntag = {zh="一", en="a"}\n'
        'source = {kind="own", of="us", as_of="2026-11-28"}\n'
        '[[conditions]]\nreading = "%s"\nop = "<"\nlimit = 1\n%s\n'
        '[[steps]]\nact = "note"\nsay = {zh="做 {%s}", en="do"}\n'
        'data = {text = {zh="记", en="noted"}}\n'
    )  # fmt: skip
    assert read("x1", text % ("online", "", "online")).why == ()
    assert "mood" in read("x1", text % ("mood", "", "online")).why[0].zh
    assert "weather" in read("x1", text % ("online", "", "weather")).why[0].en
    assert "colour" in read("x1", text % ("online", "colour = 1", "online")).why[0].en
    assert read("x1", "id = ").rule is None


def test_of_what_is_talked_about_only_the_time_on_air_counts() -> None:
    """Shown for ten minutes beside another product without a click, it is clicked well once it is its turn."""
    made = Maker(Example(say="", ticks=150, levels={"online": [(0, 800)], "comments": [(0, 20)]}))
    batches = []
    for place, (events, clock) in enumerate(made.batches()):
        start, turn = T0 + place * TICK, place // 75
        more: list[AnyEvent] = [
            ProductExposure(id=f"e{place}{p}", source="t:x", at=start + 1, product=p, count=60)
            for p in ("p0", "p1")
        ]
        more.append(ProductClick(id=f"k{place}", source="t:x", at=start + 2, product=f"p{turn}", count=8))
        if place % 75 == 0:
            slot = Slot(
                id=f"s{place}", source="onair", at=start, slot=f"s{turn}", phase="start", product=f"p{turn}"
            )
            more.insert(0, slot)
        batches.append(([*events, *more], clock))
    assert said([rule("low_ctr")], batches).ticks == []
    idle = [
        ([one for one in events if not isinstance(one, ProductClick) or one.product == "p0"], clock)
        for events, clock in batches
    ]
    assert len(said([rule("low_ctr")], idle).ticks) == 1  # control: nobody clicks it on air either


def turns(*lengths: int) -> Batches:
    """p0 and p1 by turns, so many ticks each; both are shown all the time, only p1 is clicked."""
    made = Maker(Example(say="", ticks=sum(lengths), levels={"online": [(0, 800)], "comments": [(0, 20)]}))
    begins = {sum(lengths[:n]): f"p{n % 2}" for n in range(len(lengths))}
    batches = []
    for place, (events, clock) in enumerate(made.batches()):
        at = T0 + place * TICK
        more: list[AnyEvent] = [
            ProductExposure(id=f"e{place}{p}", source="t:x", at=at + 1, product=p, count=100)
            for p in ("p0", "p1")
        ]
        more.append(ProductClick(id=f"k{place}", source="t:x", at=at + 2, product="p1", count=20))
        if place in begins:
            more.insert(
                0,
                Slot(
                    id=f"s{place}",
                    source="onair",
                    at=at,
                    slot=f"s{place}",
                    phase="start",
                    product=begins[place],
                ),
            )
        batches.append(([*events, *more], clock))
    return batches


def test_a_product_that_is_talked_about_again_is_judged_anew() -> None:
    """What held at the end of its last turn is not added to the new one; what was told of that turn may be told again."""
    low = rule("low_ctr")
    first = said([low], turns(40)).ticks
    assert len(first) == 1 and first[0] >= 9 + low.hold_s // 10
    assert said([low], turns(first[0] - 3, 60, 20)).ticks == [], "two parts of the time are no whole"
    again = said([low], turns(40, 100, 40)).ticks
    assert again == [first[0], 140 + first[0]]


def test_a_step_that_nobody_could_carry_out_is_a_reason_before_it_is_accepted() -> None:
    good = rule("quiet_room")
    assert not problems(good)
    for act, data, said in (
        ("whispr", {}, "whispr"), ("host_cue", {"text": "上链接"}, "host_cue"), ("proposal_held", {}, "proposal_held"),
        ("whisper", {"txt": "慢一点", "text": "慢一点"}, "txt"), ("whisper", {}, "text"),
    ):  # fmt: skip
        step = structs.replace(good.steps[0], act=act, data=data)
        assert said in "；".join(flaw.zh for flaw in problems(structs.replace(good, steps=(step,)))), act


def test_a_clearing_limit_on_the_wrong_side_is_refused() -> None:
    wrong = structs.replace(rule("online_drop").conditions[0], clear=0.5)
    assert problems(structs.replace(rule("online_drop"), conditions=(wrong,)))


def test_what_is_known_decides_where_it_can() -> None:
    assert [combined("all", [True, None]), combined("all", [False, None])] == [None, False]
    assert [combined("any", [True, None]), combined("any", [False, None])] == [True, None]


def test_every_reading_says_what_it_is_in_both_languages() -> None:
    for name, one in readings().items():
        assert one.name == name and one.label.zh and one.label.en and one.say.zh and one.say.en
    assert all(a <= b for a, b in pairwise(sorted(readings())))


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_the_hour_of_the_week_turns_on_the_zones_own_hour(zone: str) -> None:
    hours = Hours(zone)
    for at in range(T0, T0 + 7_200_000, 10_000):
        assert hours.at(at) == hour_of_week(at, zone)


@pytest.mark.parametrize("fault", [list, cut_online, late], ids=["as it was", "cut_online", "late"])
def test_asked_every_tick_why_or_never_the_rules_say_the_same(fault: Callable[[Batches], Batches]) -> None:
    """Why a rule does not speak is worked out for whoever asks; asking must not move anything."""
    moving = structs.replace(
        LIVELY,
        levels={**LIVELY.levels, "online": [(0, 800), (50, 450)], "clicks": [(0, 6), (70, 18)], "comments": [(0, 60), (90, 2)]},
    )  # fmt: skip
    batches = fault(shown(moving))
    rules = [preset.rule for preset in presets().values() if preset.rule is not None]
    never, told = said(rules, batches), []
    asked = Following(ZONE, closed=lambda _: told.append(asked.evaluator.traces))
    asked.know(rules, {})
    found = [one for events, clock in batches for one in asked.take(grouped(events), clock)]
    found += asked.advance(batches[-1][1] + 30_000)
    assert [(one.at - T0) // TICK - 1 for one in found] == never.ticks
    assert never.ticks or fault is not list
    assert told[-1] == never.following.evaluator.traces
