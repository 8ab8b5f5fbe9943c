"""Facts of an invented room, night by night: two products, two channels, two hosts, everything within a few per cent."""

from math import exp
from random import Random
from typing import Any

from msgspec import structs

from onair.after.diagnosis.facts import Crew, Facts, Good, Stay, Way

NIGHT_MS = 86_400_000


def night(n: int, **change: float) -> Facts:
    """`change`: stage → factor on that link. Prices 100.00 and 40.00."""
    rng = Random(n)

    def near(value: float, sd: float = 0.03) -> float:
        return value * exp(rng.gauss(0, sd))

    minutes = near(120, 0.01) * change.get("duration_min", 1)
    expo = near(900) * minutes * change.get("expo_pv", 1)
    views = near(0.2) * expo * change.get("view_pv", 1)
    people = near(0.9, 0.01) * views
    shown = near(0.7) * people * change.get("prod_expo_uv", 1)
    click = near(0.3) * shown * change.get("prod_click_uv", 1)
    cart = near(0.4) * click * change.get("cart_uv", 1)
    order = near(0.5) * cart * change.get("order_uv", 1)
    pay = near(0.9, 0.01) * order * change.get("pay_uv", 1)
    items = near(1.3, 0.01) * pay * change.get("items_paid", 1)
    dear = change.get("mix", 0.5)
    factor = change.get("price", 1)
    goods = {
        "pan": _good(items * dear, 10_000 * factor * near(1, 0.005), click * 0.5, cart * 0.5, order * 0.5),
        "jar": _good(
            items * (1 - dear), 4_000 * factor * near(1, 0.005), click * 0.5, cart * 0.5, order * 0.5
        ),
    }
    stages: dict[str, Any] = {
        "duration_min": minutes, "expo_uv": None, "expo_pv": round(expo), "view_pv": round(views), "view_uv": round(people),
        "prod_expo_uv": round(shown), "prod_click_uv": round(click), "cart_uv": round(cart), "order_uv": round(order),
        "pay_uv": round(pay), "items_paid": sum(g.items or 0 for g in goods.values()), "gmv": sum(g.gmv or 0 for g in goods.values()),
    }  # fmt: skip
    start = n * NIGHT_MS
    half = round(minutes * 30)
    return Facts(
        mark="m", show=f"n{n}", title=f"night {n}", start=start, end=start + round(minutes * 60_000), stages=stages,
        totals={"order_created": round(order), "order_paid": round(pay), "order_unpaid": round(order - pay), "refund_orders": round(pay * near(0.05)),
                "refund_amount_pay": 0, "comment_pv": 900, "acu": 300, "pcu": 450},
        goods=goods,
        ways={"feed": Way(expo=round(expo), views=round(views), people=round(people), shown=round(shown), click=round(click), pay=round(pay),
                          gmv=int(stages["gmv"]), left=round(views), gone=round(near(0.4) * views))},
        crew={host: Crew(on_s=half, seen=half * 300.0, click=round(click / 2), paid=round(pay / 2), gmv=int(stages["gmv"]) // 2) for host in ("a", "b")},
        stays={"new": Stay(round(views * 0.7), round(near(0.45) * views * 0.7)), "old": Stay(round(views * 0.3), round(near(0.3) * views * 0.3))},
    )  # fmt: skip


def _good(items: float, price: float, click: float, cart: float, order: float) -> Good:
    n = round(items)
    return Good(
        talk_s=1800, seen=540_000.0, expo=round(click * 4), click=round(click), cart=round(cart), order=round(order),
        paid=round(order * 0.9), items=n, gmv=round(n * price), unpaid=0,
    )  # fmt: skip


def past(n: int = 12) -> list[Facts]:
    return [night(place) for place in range(n)]


def with_totals(facts: Facts, **totals: float) -> Facts:
    return structs.replace(facts, totals={**facts.totals, **totals})
