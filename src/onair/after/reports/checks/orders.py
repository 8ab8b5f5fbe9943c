"""Σ订单 = 场次: what order files sold in the show against what its platform states, the late-pay tail told apart."""

from collections.abc import Iterator
from typing import NamedTuple

from onair.after.reports.bundle import Bundle, Said
from onair.after.reports.finding import Finding, within
from onair.during.intake.imports.sold import Sold
from onair.kernel.i18n import Text
from onair.kernel.money import from_minor

WITH_TAIL = Text("订单文件与场次一致", "The order file meets the show")
IN_SHOW = Text(
    "订单文件与场次一致（平台没有算场后付款的）", "The order file meets the show, which leaves out late pays"
)
OTHER = Text("订单文件与场次不一致", "The order file does not meet the show")
TAIL = Text(
    "；其中下播后 24 小时内付款 {late}，更晚的 {beyond} 没有算进来；场外下单 {outside} 行另列",
    "; {late} of it were paid within 24 h after the end, {beyond} later still and left out; {outside} lines were ordered "
    "outside the show",
)
NOTHING = Text(
    "平台没有给出这一场的成交订单数和金额，订单文件无从核对",
    "The platform states no orders or amounts of this show; nothing to hold the order file against",
)
NO_AMOUNT = Text("订单文件有已付款的行没有写金额，无法核对", "A paid line of the order file has no amount")
MONEY = Text("币种不同，无法核对", "The currencies differ; not compared")


class _Side(NamedTuple):
    """Of the order file: with the tail of 24 h, without it; None = a line does not say."""

    metric: str
    whole: int | None
    inside: int | None
    late: str
    beyond: str


def check(bundle: Bundle) -> Iterator[Finding]:
    sales = bundle.sales
    for sold in sales.sold if sales is not None else ():
        if sales is not None and sold.orders:
            found = [
                one
                for side in _sides(sold, sales.currency)
                if (one := _one(bundle, sold, side, sales.currency)) is not None
            ]
            yield from found or [Finding("orders", "uncheckable", NOTHING)]


def _sides(sold: Sold, currency: str) -> Iterator[_Side]:
    late, beyond = (from_minor(each, currency) for each in (sold.late_amount, sold.beyond_amount))
    paid = sold.paid - sold.beyond
    yield _Side("order_paid", paid, paid - sold.late, f"{sold.late}", f"{sold.beyond}")
    amount = None if sold.amount is None else sold.amount - sold.beyond_amount
    yield _Side("gmv", amount, None if amount is None else amount - sold.late_amount, late, beyond)


def _one(bundle: Bundle, sold: Sold, side: _Side, currency: str) -> Finding | None:
    """None: the platform does not state it."""
    said = bundle.session(sold.platform, side.metric)
    if said is None or said.value is None:
        return None
    if side.whole is None or side.inside is None:
        return Finding("orders", "uncheckable", NO_AMOUNT, side.metric, None, said.value, (said.place,))
    if said.currency not in (None, currency):
        return Finding("orders", "uncheckable", MONEY, side.metric, None, said.value, (said.place,))
    meets = _meets(said, side.whole)
    fits = meets or _meets(said, side.inside)
    words = WITH_TAIL if meets else IN_SHOW if fits else OTHER
    told = {"late": side.late, "beyond": side.beyond, "outside": sold.outside}
    words = Text(words.zh + TAIL.zh.format(**told), words.en + TAIL.en.format(**told))
    shown = side.whole if meets or not fits else side.inside
    return Finding(
        "orders", "pass" if fits else "differs", words, side.metric, shown, said.value, (said.place,)
    )


def _meets(said: Said, value: int) -> bool:
    return within(value, value, said.least or 0, said.most or 0)
