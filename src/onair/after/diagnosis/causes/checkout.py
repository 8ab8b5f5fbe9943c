"""加购/下单高、付款低: payments that fail, orders that are held, coupons that do not count."""

from onair.after.diagnosis.case import Case, Rate, Suspicion, less, row
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.reads import of_totals
from onair.after.diagnosis.wording import pct

LEAST = 5
"""Orders that name the reason."""
STANDS_OUT = 2.5


def _pay_rate(case: Case) -> Rate | None:
    return case.rate(of_totals, "order_paid", "order_created")


def _cancelled(show: Facts, kind: str) -> float | None:
    made = show.totals.get("order_created")
    return show.cancels.get(kind, 0) / float(made) if made else None


def _reasons(case: Case, kind: str) -> tuple[int, float]:
    """(orders cancelled for it, how many more than usual)."""
    n = case.now.cancels.get(kind, 0)
    made = float(case.now.totals.get("order_created") or 0)
    usual = case.usual(_cancelled, kind) or 0.0
    return n, n - usual * made


def _explained(case: Case, more: float) -> float:
    """All that is paid less when the orders that say why are most of those that say anything."""
    made, paid = (float(case.now.totals.get(name) or 0) for name in ("order_created", "order_paid"))
    rate = _pay_rate(case)
    unpaid = max(rate.usual * made - paid, more) if rate else more
    named = sum(max(_reasons(case, kind)[1], 0.0) for kind in case.now.cancels if kind != "other")
    return less(unpaid * more / max(named, more, 1.0), paid)


def payment_failing(case: Case) -> Suspicion | None:
    n, more = _reasons(case, "payment")
    if more < LEAST:
        return None
    made = float(case.now.totals.get("order_created") or 0)
    rate = _pay_rate(case)
    value, usual = (
        (rate.value, rate.usual) if rate else (float(case.now.totals.get("order_paid") or 0) / made, None)
    )
    rows = [
        row(
            "total",
            ("因支付失败取消的订单", "Orders cancelled because paying failed"),
            value=n,
            unit="orders",
        ),
        row(
            "total",
            ("订单支付率", "Order pay rate"),
            metric="order_pay_rate",
            value=value,
            base=usual,
            unit="ratio",
        ),
    ]
    if heard := case.now.said.get("payment"):
        rows.append(
            row(
                "comment",
                ("说付不了款的评论", "Comments that paying fails"),
                key="payment",
                value=heard,
                unit="times",
            )
        )
    z = -rate.z if rate else STANDS_OUT
    return Suspicion(
        "pay_uv",
        _explained(case, more),
        True,
        z,
        tuple(rows),
        "order_pay_rate",
        value,
        usual,
        params={"n": n, "rate": pct(value), "usual": pct(usual)},
    )


def coupon_conditions(case: Case) -> Suspicion | None:
    n, more = _reasons(case, "coupon")
    asks = [deal.threshold for deal in case.now.deals if deal.threshold]
    asked = [deal.threshold for show in case.past for deal in show.deals if deal.threshold]
    stricter = bool(asks and asked) and sorted(asks)[len(asks) // 2] > 1.2 * sorted(asked)[len(asked) // 2]
    if more < LEAST:
        return None
    rate = _pay_rate(case)
    rows = [
        row("total", ("因优惠券取消的订单", "Orders cancelled because of the coupon"), value=n, unit="orders")
    ]
    if stricter:
        label = ("券的门槛", "What the coupon asks for")
        rows.append(
            row(
                "track",
                label,
                value=sorted(asks)[len(asks) // 2],
                base=sorted(asked)[len(asked) // 2],
                unit="money",
            )
        )
    if heard := case.now.said.get("coupon"):
        rows.append(
            row(
                "comment",
                ("说券用不了的评论", "Comments that the coupon does not work"),
                key="coupon",
                value=heard,
                unit="times",
            )
        )
    value, usual = (rate.value, rate.usual) if rate else (None, None)
    return Suspicion(
        "pay_uv",
        _explained(case, more),
        True,
        -rate.z if rate else STANDS_OUT,
        tuple(rows),
        "order_pay_rate",
        value,
        usual,
        params={"n": n, "rate": pct(value), "usual": pct(usual)},
    )


def orders_held(case: Case) -> Suspicion | None:
    """压单: neither paid nor cancelled, more than usual, and nothing says why."""
    held = case.rate(of_totals, "order_unpaid", "order_created")
    if held is None or held.z < STANDS_OUT:
        return None
    rows = (
        row(
            "total",
            ("未付款也未取消的订单", "Orders neither paid nor cancelled"),
            metric="order_unpaid",
            value=case.now.totals.get("order_unpaid"),
            unit="orders",
        ),
        row("total", ("占创建订单", "Of orders created"), value=held.value, base=held.usual, unit="ratio"),
    )
    rate = _pay_rate(case)
    value, usual = (rate.value, rate.usual) if rate else (None, None)
    explains = less((held.value - held.usual), max(1 - held.value, 0.01))
    return Suspicion(
        "pay_uv",
        explains,
        False,
        held.z,
        rows,
        "order_pay_rate",
        value,
        usual,
        params={"share": pct(held.value), "usual": pct(held.usual)},
    )


TESTS = {
    "payment_failing": payment_failing,
    "coupon_conditions": coupon_conditions,
    "orders_held": orders_held,
}
