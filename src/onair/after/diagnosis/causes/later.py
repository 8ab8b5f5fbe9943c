"""After the money came in."""

from onair.after.diagnosis.case import Case, Suspicion, less, row
from onair.after.diagnosis.reads import of_totals
from onair.after.diagnosis.wording import pct

STANDS_OUT = 3.0


def refunds_high(case: Case) -> Suspicion | None:
    """Later refunds are still to come for a fresh show, so only a share above the usual says anything."""
    rate = case.rate(of_totals, "refund_orders", "order_paid")
    if rate is None or rate.z < STANDS_OUT:
        return None
    rows = (
        row(
            "total",
            ("退款订单占成交订单", "Refunded orders of paid ones"),
            metric="refund_rate_orders",
            value=rate.value,
            base=rate.usual,
            unit="ratio",
        ),
        row(
            "total",
            ("退款金额（支付时间）", "Refunds, by time of payment"),
            metric="refund_amount_pay",
            value=case.now.totals.get("refund_amount_pay"),
            unit="money",
        ),
    )
    return Suspicion(
        "refund",
        less(rate.value - rate.usual, max(1 - rate.value, 0.01)),
        True,
        rate.z,
        rows,
        "refund_rate_orders",
        rate.value,
        rate.usual,
        params={"share": pct(rate.value), "usual": pct(rate.usual)},
    )


TESTS = {"refunds_high": refunds_high}
