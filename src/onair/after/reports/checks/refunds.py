"""退款两个口径: what the platform gives back by the day of the pay, by the day of the refund, and what after-sales of the
show's orders come to. The two bases are told side by side and never held against each other (metrics page §1)."""

from collections.abc import Iterator

from onair.after.reports.bundle import Bundle, Sales
from onair.after.reports.finding import Finding, within
from onair.kernel.i18n import Text
from onair.kernel.money import from_minor

PAID, REFUNDED = "refund_amount_pay", "refund_amount_ref"
SAME = Text("退款（按支付时间）与售后单一致", "Refunds by pay date meet the after-sales")
OTHER = Text(
    "退款（按支付时间）与售后单不一致；常见原因是文件导出之后又有退款",
    "Refunds by pay date do not meet the after-sales; usually some came after one of the files was made",
)
BOTH = Text(
    "两个口径并排：按支付时间 {paid}，按退款时间 {refunded}；口径不同，不相减",
    "Side by side: {paid} by pay date, {refunded} by refund date; two bases, never subtracted",
)
ONE = Text(
    "平台没有写明退款按哪个时间算的另一个口径（{missing}）：—",
    "The platform does not state the other basis ({missing}): —",
)
BASES = {PAID: Text("按支付时间", "by pay date"), REFUNDED: Text("按退款时间", "by refund date")}


def check(bundle: Bundle) -> Iterator[Finding]:
    for platform in bundle.platforms("session"):
        paid, refunded = bundle.session(platform, PAID), bundle.session(platform, REFUNDED)
        if paid is not None and refunded is not None:
            told = {
                "paid": _money(paid.value, paid.currency), "refunded": _money(refunded.value, refunded.currency),
            }  # fmt: skip
            words = Text(BOTH.zh.format(**told), BOTH.en.format(**told))
            yield Finding("refunds", "uncheckable", words, None, None, None, (paid.place, refunded.place))
        elif (one := paid or refunded) is not None:
            missing = BASES[REFUNDED if paid is not None else PAID]
            words = Text(ONE.zh.format(missing=missing.zh), ONE.en.format(missing=missing.en))
            yield Finding("refunds", "uncheckable", words, None, None, None, (one.place,))
        back = _given_back(bundle.sales, platform)
        if paid is not None and paid.value is not None and back is not None:
            fits = within(back, back, paid.least or 0, paid.most or 0)
            yield Finding(
                "refunds", "pass" if fits else "differs", SAME if fits else OTHER, PAID, back, paid.value, (paid.place,)
            )  # fmt: skip


def _given_back(sales: Sales | None, platform: str) -> int | None:
    """Of the show's orders, whenever it was given back; None where no after-sales came."""
    lines = [] if sales is None else [line for line in sales.lines if line.platform == platform]
    told = [line.back for line in lines if line.back is not None]
    return sum(told) if told else None


def _money(value: int | float | None, currency: str | None) -> str:
    return "—" if value is None else f"{from_minor(round(value), currency or 'CNY')} {currency or ''}".strip()
