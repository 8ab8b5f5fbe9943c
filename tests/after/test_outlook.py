"""What a show may bring: ranges from the room's past, refused under five shows, with what a running one has so far."""

import math

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from tests.after.bookshop import DAY, MINUTE, Shop, bookshop

from onair.after.outlook.ridge import MEMORY_SHOWS, fit, reach
from onair.after.outlook.spread import Before, leaning, planned, projected
from team import NOW


def test_the_line_is_the_librarys_and_a_miss_is_what_leaving_the_show_out_gives():
    rng = np.random.default_rng(5)
    rows = np.column_stack([rng.integers(0, 2, 14), rng.normal(1, 0.4, 14)])
    logs = 12 + rows @ [0.3, 0.7] + rng.normal(0, 0.3, 14)
    weights, wanted = np.exp(-np.arange(14) / MEMORY_SHOWS), [1.0, 1.2]
    found = fit(rows.tolist(), logs.tolist(), wanted)
    # the library centres by the weighted mean; so does the free level here, whatever the columns are centred by
    whole = Ridge(alpha=1.0).fit(rows, logs, sample_weight=weights)
    assert found.centre == pytest.approx(whole.predict([wanted])[0], abs=1e-9)
    for out in range(14):
        rest = np.arange(14) != out
        without = Ridge(alpha=1.0).fit(rows[rest], logs[rest], sample_weight=weights[rest])
        assert found.misses[out] == pytest.approx(logs[out] - without.predict(rows[[out]])[0], abs=1e-6)


def test_the_reach_is_the_rank_that_holds_four_of_five():
    assert reach([1, -2, 3, -4, 5]) == 5
    assert reach(list(range(1, 10))) == 8
    assert reach(list(range(1, 31))) == 25


def test_nothing_is_told_from_four_shows_and_features_that_never_differ_say_nothing():
    past = [Before(100.0 * n, (0.0, 0.0, 1.0)) for n in range(1, 6)]
    assert planned(past[:4], (1.0, 0.0, 1.0)) is None
    assert projected(past[:4], 50, (1.0, 0.0, 1.0)) is None
    one, other = planned(past, (1.0, 0.0, 1.0)), planned(past, (0.0, 1.0, 9.0))
    assert one is not None and other is not None and one.ranged == other.ranged


def test_a_running_show_leans_on_its_course_as_far_as_that_helped_before():
    assert leaning([0.5, -0.5], [0.0, 0.0]) == 0
    assert leaning([0.0, 0.0], [0.4, -0.4]) == 1
    # totals all over the place, half of each in by half: the course alone tells
    past = [Before(1000.0 * 3**n, (0.0, 0.0, 0.0), 500.0 * 3**n) for n in range(6)]
    said = projected(past, 700, (0.0, 0.0, 0.0))
    assert said is not None and said.p50 == pytest.approx(1400, rel=0.01)
    assert said.p90 / said.p10 < 1.2
    assert projected(past, 0, (0.0, 0.0, 0.0)) is None


def orders(n: int, amount: int = 5_000) -> list[tuple[int, str, int, bool]]:
    return [(5 + 50 * k // n, f"p{k % 3 + 1}", amount, k % 8 != 0) for k in range(n)]


async def told(shop: Shop, show: str) -> tuple[dict, dict]:
    body = await shop.get(f"/shows/{show}/outlook")
    return body, {item["metric"]: item for item in body["items"]}


async def test_from_refusal_to_the_end_of_a_show(tmp_path):
    async with bookshop(tmp_path) as shop:
        sold = [24, 30, 22, 36, 28, 26]
        first = NOW - 8 * DAY
        nowhere = await shop.plan("没有直播间", NOW + DAY, room=None)
        body, _ = await told(shop, nowhere)
        assert "直播间" in body["why"]["zh"] and "room" in body["why"]["en"] and body["items"] == []
        for day, n in enumerate(sold[:4]):
            await shop.evening(f"第 {day} 场", first + day * DAY, orders(n))
        wanted = await shop.plan("下一场", first + 7 * DAY)
        body, items = await told(shop, wanted)
        assert (body["past"], body["needed"], body["phase"]) == (4, 5, "planned")
        assert "样本不足" in body["why"]["zh"] and "4" in body["why"]["zh"]
        assert all((one["state"], one["p50"], one["n"]) == ("few", None, 4) for one in items.values())
        for day, n in list(enumerate(sold))[4:]:
            await shop.evening(f"第 {day} 场", first + day * DAY, orders(n))
        shop.home.clock.now += MINUTE
        body, items = await told(shop, wanted)
        assert body["why"] is None and body["minutes"] == 60 and not body["assumed"]
        gmv = items["gmv"]
        assert (
            gmv["state"] == "ok"
            and gmv["basis"] == "plan"
            and gmv["n"] == 6
            and (gmv["held"], gmv["tried"]) == (1, 1)
        )
        usual = math.exp(np.mean([math.log(5_000 * sum(paid for *_, paid in orders(n))) for n in sold]))
        assert gmv["p10"] < gmv["p50"] < gmv["p90"] and gmv["p50"] == pytest.approx(usual, rel=0.25)
        await runs_and_ends(shop, wanted, first + 7 * DAY, gmv)
        async with shop.home.ask("owner@乙") as stranger:
            assert (await stranger.get(f"/api/v1/shows/{wanted}/outlook")).status_code == 404


async def runs_and_ends(shop: Shop, show: str, start: int, plan: dict) -> None:
    await shop.on_air(show, start)
    tonight = orders(60)
    early = [order for order in tonight if order[0] < 30]
    await shop.sell(show, start, early)
    shop.home.clock.now = start + 30 * MINUTE
    body, items = await told(shop, show)
    gmv = items["gmv"]
    assert body["phase"] == "running" and 0.4 < body["share"] <= 0.5
    assert gmv["basis"] == "course" and gmv["so_far"] == 5_000 * sum(paid for *_, paid in early)
    # twice the usual pace: over the plan's own middle, towards what really comes
    came = 5_000 * sum(paid for *_, paid in tonight)
    assert gmv["p50"] > plan["p50"] * 1.3 and gmv["p50"] == pytest.approx(came, rel=0.3)
    assert gmv["p90"] / gmv["p10"] < plan["p90"] / plan["p10"]
    assert gmv["p10"] >= gmv["so_far"]
    await shop.off_air(show, start + 60 * MINUTE)
    shop.home.clock.now += 2 * MINUTE
    body, items = await told(shop, show)
    gmv = items["gmv"]
    assert (body["phase"], gmv["basis"], gmv["p50"]) == ("over", "done", pytest.approx(plan["p50"]))
    assert gmv["so_far"] == 5_000 * sum(paid for *_, paid in early)
