"""What people get to see: states, missing parts, rows, funnels."""

import pytest

from onair.events.model import (
    AddCart,
    Enter,
    Gauge,
    Like,
    Line,
    Order,
    Pay,
    ProductClick,
    Refund,
    Sampling,
)
from onair.metrics.live import LiveFold
from onair.metrics.numbers import numbers
from onair.metrics.window import Window

WINDOW = Window(0, 599_999, closed=True)
ALL = frozenset({"product", "channel", "new", "minute", "slot", "host"})


def folded(*events, window=WINDOW, now=600_000, clock=600_000):
    fold = LiveFold(window, "CNY")
    fold.add(events, clock)
    return fold.tally(ALL, now=now)


def made(kind, n, at=0, **fields):
    return kind(id=f"{kind.__name__}{n}", source=fields.pop("source", "shop"), at=at, **fields)


def shopping():
    """1 and 2 click; 1 adds to the cart, orders and pays; 3 pays without a click; 4 only looks."""
    events = [made(Enter, u, user=f"shop:{u}") for u in (1, 2, 3, 4)]
    events += [made(ProductClick, u, user=f"shop:{u}", product="p") for u in (1, 2)]
    events.append(made(AddCart, 1, user="shop:1", product="p"))
    for u in (1, 3):
        events.append(made(Order, u, user=f"shop:{u}", order=f"o{u}", product="p", amount=100))
        events.append(made(Pay, u, user=f"shop:{u}", order=f"o{u}", amount=100))
    return events


def stages(body, name="core"):
    return {stage.stage: (stage.people, stage.outside) for stage in body.funnels[name]}


def test_funnel_is_nested_and_names_who_is_outside():
    body = numbers(folded(*shopping()))
    assert stages(body) == {"view": (4, 0), "click": (2, 0), "cart": (1, 0), "order": (1, 1), "pay": (1, 1)}
    assert stages(body, "platform") == {
        "expo": (None, None),
        "view": (4, 0),
        "prod_expo": (None, None),
        "click": (2, 0),
        "pay": (1, 1),
    }
    assert [s.state for s in body.funnels["platform"]] == ["missing", "ok", "missing", "ok", "ok"]


def test_funnel_bridges_a_stage_that_nobody_sends():
    body = numbers(folded(*[event for event in shopping() if not isinstance(event, AddCart)]))
    assert stages(body)["cart"] == (None, None)
    assert stages(body)["order"] == (1, 1)


def test_share_of_people_never_exceeds_one_and_counts_who_is_outside():
    found = numbers(folded(*shopping()), metrics=["click_pay_uv", "pay_uv"]).metrics
    assert (found["click_pay_uv"].value, found["click_pay_uv"].numerator, found["click_pay_uv"].n) == (
        0.5,
        1,
        1,
    )
    assert found["pay_uv"].value == 2


def test_what_nobody_sends_is_missing_and_not_zero():
    found = numbers(folded(made(Enter, 1, user="shop:1"))).metrics
    for name in (
        "comment_pv",
        "gmv",
        "order_paid",
        "prod_click_uv",
        "online",
        "acu",
        "watch_s",
        "refund_amount_pay",
    ):
        assert (found[name].value, found[name].state) == (None, "missing"), name
    assert found["view_uv"].value == 1


def test_people_without_a_name_are_unknown_and_not_one_person():
    found = numbers(folded(made(Like, 1), made(Like, 2), made(Enter, 1), made(Enter, 2))).metrics
    assert (found["interact_uv"].value, found["interact_uv"].n) == (None, 2)
    assert (found["view_uv"].value, found["view_uv"].n, found["view_pv"].value) == (None, 2, 2)


def test_a_source_without_entries_counts_its_people_as_estimated_viewers():
    both = [
        made(Enter, 1, user="a:1"),
        made(Like, 2, user="b:1"),
        made(Like, 3, user="b:2"),
        made(Like, 4, user="a:2"),
    ]
    view = numbers(folded(*both)).metrics["view_uv"]
    assert (view.value, view.state) == (3, "estimated")
    proxied = numbers(folded(made(Enter, 1, user="a:1", proxy=True))).metrics
    assert proxied["view_uv"].state == proxied["view_pv"].state == "estimated"


def test_a_sampling_source_is_read_from_its_gauges():
    events = [made(Enter, n, source="dy:1") for n in range(3)] + [made(Enter, 9, source="tb:1", user="tb:9")]
    events += [made(Sampling, 1, source="dy:1", of="enter"), made(Sampling, 2, source="dy:1", of="like")]
    events += [
        made(Gauge, n, at=n, source="dy:1", name="viewers_total", value=v) for n, v in enumerate((50, 700))
    ]
    events += [
        made(Gauge, 5 + n, at=n, source="dy:1", name="likes_total", value=v)
        for n, v in enumerate((108, 9_478))
    ]
    found = numbers(folded(*events, made(Like, 1, source="dy:1", count=8))).metrics
    assert (found["view_pv"].value, found["view_pv"].state) == (701, "estimated")
    assert (found["like_pv"].value, found["like_pv"].state) == (9_370, "estimated")


def test_orders_of_unknown_amount_are_counted_and_never_added():
    sale = [made(Order, n, order=f"o{n}") for n in (1, 2, 3)]
    unknown = numbers(folded(*sale, made(Pay, 1, order="o1"))).metrics["gmv"]
    assert (unknown.value, unknown.state, unknown.n) == (None, "missing", 1)
    partly = numbers(folded(*sale, made(Pay, 1, order="o1"), made(Pay, 2, order="o2", amount=500))).metrics
    assert (partly["gmv"].value, partly["gmv"].state, partly["gmv"].n) == (500, "estimated", 1)
    assert partly["aov_order"].value == 500
    assert partly["order_unpaid"].value == 1


def test_refund_of_unknown_time_has_only_the_paid_time_basis():
    sale = [made(Order, 1, order="o1", amount=500), made(Pay, 1, order="o1", amount=500)]
    back = made(Refund, 1, order="o1", amount=200, timed=False)
    found = numbers(folded(*sale, back)).metrics
    assert found["refund_amount_pay"].value == 200
    assert (found["refund_amount_ref"].value, found["refund_amount_ref"].state) == (None, "missing")


def test_money_of_an_order_is_shared_out_to_the_unit():
    lines = (Line(product="a", price=100), Line(product="b", price=100), Line(product="c", price=100))
    tally = folded(made(Order, 1, order="o", items=lines), made(Pay, 1, order="o", amount=200))
    body = numbers(tally, "product", ["gmv", "order_paid"])
    assert {row.key: row.metrics["gmv"].value for row in body.rows} == {"a": 67, "b": 67, "c": 66}
    assert body.metrics["order_paid"].value == 1
    assert [row.metrics["order_paid"].value for row in body.rows] == [1, 1, 1]


def test_late_events_count_and_say_so():
    late = 600_000 + 72 * 3_600_000
    found = numbers(folded(made(Like, 1), clock=late)).metrics
    assert (found["like_pv"].value, found["like_pv"].state) == (1, "late")


def test_series_hold_every_minute_and_say_what_is_unknown():
    body = numbers(folded(made(Gauge, 1, at=61_000, name="online", value=7), made(Like, 1, at=10)))
    assert [value for _, value in body.series["online"]] == [None, 7, 7, *[None] * 7]
    assert [value for _, value in body.series["like_pv"]] == [1, *[0] * 9]
    assert {value for _, value in body.series["order_paid"]} == {None}


def test_unknown_metric_is_an_error():
    with pytest.raises(KeyError):
        numbers(folded(), metrics=["no_such_metric"])


def test_rows_come_in_order_with_the_unknown_first():
    body = numbers(
        folded(*[made(ProductClick, n, product=p) for n, p in enumerate((None, "b", "a"))]), "product"
    )
    assert [row.key for row in body.rows] == [None, "a", "b"]
