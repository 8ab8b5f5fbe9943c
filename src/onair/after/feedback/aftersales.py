"""After-sales of a show as what they say: refunds by product and reason, with what kind of ticket each would be. Pure fold.

A refund names its product itself, or by the lines of its order; one that names none stands under None. Without a reason
it says nothing and is only counted.
"""

from collections.abc import Iterable
from typing import NamedTuple

from onair.after.feedback.door import clean
from onair.after.feedback.kinds import Kind
from onair.events.groups import Groups
from onair.events.model import Order, Pay, Refund

REASON_MAX = 80
WORDS: dict[Kind, str] = {
    "quality": "质量 破损 损坏 瑕疵 漏气 漏水 坏了 裂 异味 变质 过期 描述不符 材质 色差 尺寸不符 少件 假货 "
    "defect damaged broken quality described missing",
    "logistics": "物流 快递 未收到 没收到 发货 发错 漏发 丢件 拒收 配送 "
    "delivery shipping received wrong late",
    "price": "价格 降价 差价 优惠 价保 太贵 price discount",
    "service": "客服 服务 态度 承诺 service",
}
"""The first that fits; a reason of none of them (七天无理由, 不想要了) is `other`."""


class Reason(NamedTuple):
    """`product`: as the platform calls it. `n` refunds of different orders; `newest` ms."""

    product: str | None
    reason: str
    kind: Kind
    n: int
    newest: int


class Aftersales(NamedTuple):
    """`refunds`: orders refunded; `silent`: of them without a reason."""

    reasons: list[Reason]
    refunds: int
    silent: int


def kind_of(reason: str) -> Kind:
    text = reason.casefold()
    return next(
        (kind for kind, words in WORDS.items() if any(word in text for word in words.split())), "other"
    )


def aftersales(batches: Iterable[tuple[Groups, int, int]]) -> Aftersales:
    """Of a whole log; each order counts once for a product and a reason."""
    refunds: list[Refund] = []
    lines: dict[str, tuple[str, ...]] = {}
    for groups, _, _ in batches:
        for kind in (Order, Pay):
            for event in groups[kind].events if kind in groups else ():
                found = _products(event)
                if found:
                    lines[event.order] = found
        refunds.extend(groups[Refund].events if Refund in groups else ())
    orders: dict[tuple[str | None, str], dict[str, int]] = {}
    for refund in refunds:
        reason = clean(refund.reason or "", REASON_MAX)
        named: tuple[str | None, ...] = _products(refund) or lines.get(refund.order, ()) or (None,)
        for product in named if reason else ():
            by = orders.setdefault((product, reason), {})
            by[refund.order] = max(by.get(refund.order, 0), refund.at)
    reasons = [
        Reason(product, text, kind_of(text), len(by), max(by.values()))
        for (product, text), by in orders.items()
    ]
    silent = {refund.order for refund in refunds} - {order for by in orders.values() for order in by}
    order = sorted(reasons, key=lambda one: (-one.n, one.product or "", one.reason))
    return Aftersales(order, len({refund.order for refund in refunds}), len(silent))


def _products(event: Order | Pay | Refund) -> tuple[str, ...]:
    named = [line.product for line in event.items or () if line.product]
    return tuple(dict.fromkeys(named)) or ((event.product,) if event.product else ())
