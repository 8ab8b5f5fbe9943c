"""What a show that is over says of its products, for the next selection."""

from pathlib import Path

import pytest
from tests.after.desk import desk

from onair.after.review.lessons import KINDS, Lessons, comments_of
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.simulator.shop import GOODS
from onair.trade.evidence.service import curves_of, signals_of
from onair.trade.service import Goods, put_product, remove_product

pytestmark = pytest.mark.asyncio


async def test_signals_are_the_reviews_own_numbers(tmp_path: Path) -> None:
    async with desk(tmp_path) as made:
        view, _ = await made.past()
        lessons = Lessons(made.rig.db, made.reviews.tallies, made.rig.clock)
        assert lessons.learn(view)
        assert not lessons.learn(view)  # the same again is no news
        metrics = ",".join(KINDS.values())
        rows = (await made.body(f"/api/v1/shows/{view.id}/numbers?by=product&metrics={metrics}"))["rows"]
        with made.rig.db.read() as tx:
            found = {(s.product, s.kind): s for s in signals_of(tx, view.tenant)}
            lines = curves_of(tx, view.tenant)
        known = {good.id for good in GOODS}
        told = {row["key"]: row["metrics"] for row in rows if row["key"] in known}
        assert len(told) > 3
        for product, numbers in told.items():
            for kind in ("exposures", "clicks", "orders", "paid"):
                said = numbers[KINDS[kind]]["value"]
                if said is not None:
                    assert found[product, kind].n == said
            if numbers["gmv"]["value"] is not None:
                assert found[product, "gmv"].value == numbers["gmv"]["value"]
        heard = {product: s.n for (product, kind), s in found.items() if kind == "comments"}
        usual = {product: s.n for (product, kind), s in found.items() if kind == "comments_usual"}
        assert len(heard) > 3
        assert heard.keys() == usual.keys()
        assert lines[0].show == view.id
        assert lines[0].points[0][0] >= 0
        assert len(lines[0].points) > 20
        lessons.close()


async def test_two_ids_of_one_product_are_one(tmp_path: Path) -> None:
    async with desk(tmp_path) as made:
        first, second = GOODS[0].id, GOODS[1].id
        rig = made.rig
        with rig.db.write() as tx:
            remove_product(tx, rig.actor, rig.clock, second)
            put_product(tx, rig.actor, rig.clock, first, Goods("两个编号", platform_ids=[second]))
        view, _ = await made.past()
        lessons = Lessons(rig.db, made.reviews.tallies, rig.clock)
        lessons.learn(view)
        rows = (await made.body(f"/api/v1/shows/{view.id}/numbers?by=product&metrics=prod_click_pv"))["rows"]
        clicks = {row["key"]: row["metrics"]["prod_click_pv"]["value"] or 0 for row in rows}
        with rig.db.read() as tx:
            found = {(s.product, s.kind): s.n for s in signals_of(tx, view.tenant)}
        assert (second, "clicks") not in found
        assert found[first, "clicks"] == clicks.get(first, 0) + clicks.get(second, 0)
        lessons.close()


async def test_comments_belong_to_what_was_talked_about() -> None:
    minutes = [(place * MINUTE_MS, n) for place, n in enumerate([10, 10, 40, 40, None, 20])]
    talks = {
        "hot": [(2 * MINUTE_MS, 4 * MINUTE_MS)],
        "half": [(0, MINUTE_MS // 2)],
        "late": [(4 * MINUTE_MS, 5 * MINUTE_MS)],
    }
    found = dict(comments_of(talks, minutes))
    assert found == {
        "hot": {"comments": (80, 0), "comments_usual": (48, 0)}, "half": {"comments": (5, 0), "comments_usual": (12, 0)},
    }  # fmt: skip
    assert comments_of(talks, [(0, None), (MINUTE_MS, None)]) == []  # no source of comments: nothing, not 0
