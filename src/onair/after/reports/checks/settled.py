"""结算 ↔ 订单: entries of a settlement against the orders of the show, by order id (by sub-order where both name it)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from onair.after.reports.bundle import Bundle, Place, Sales, StatedRow
from onair.after.reports.finding import Finding, some
from onair.during.intake.imports.sold import SoldLine
from onair.kernel.i18n import Text

NAMED = 3
"""Orders that words name."""
ALL = Text("{n} 个已付款订单都有结算流水，金额一致", "All {n} paid orders are settled, for what buyers paid")
SAME = Text("已结算订单的应结与实付一致", "What is due for settled orders is what buyers paid")
OTHER = Text(
    "应结与订单实付不一致，{n} 单对不上：{orders}",
    "What is due is not what buyers paid; {n} orders differ: {orders}",
)
NONE = Text("这一场的订单还没有结算流水", "No settlement tells of this show's orders yet")
MISSING = Text(
    "{n} 个已付款订单里 {missing} 个还没有结算流水：{orders}；没有算进下面的合计",
    "{missing} of {n} paid orders are not settled yet: {orders}; they are in no sum below",
)
WHOLE = Text("{n} 个已付款订单都有结算流水", "All {n} paid orders have a settlement")
UNKNOWN_PAY = Text(
    "{n} 个已结算订单没有写实付金额，无法核对", "{n} settled orders do not say what buyers paid; not compared"
)
BACK_SAME = Text("结算里的退款与售后单一致", "Refunds of the settlement are those of the after-sales")
BACK_OTHER = Text(
    "结算里的退款与售后单不一致，{n} 单对不上：{orders}",
    "Refunds of the settlement are not those of the after-sales; {n} orders differ: {orders}",
)
MONEY = Text("结算与订单币种不同，无法核对", "Settlement and orders have different currencies; not compared")
OUT = "出"
"""动账方向 of money that leaves: what is due was told when it came in."""

Lines = Mapping[str, Sequence[SoldLine]]
Entries = Mapping[str, Sequence[StatedRow]]


def check(bundle: Bundle) -> Iterator[Finding]:
    sales = bundle.sales
    lines = _by_order(line for line in sales.lines if line.paid) if sales is not None else {}
    if sales is None or not lines:
        return
    if not sales.entries:
        yield Finding("settled", "uncheckable", NONE)
        return
    if any(
        said.currency not in (None, sales.currency) for row in sales.entries for said in row.said.values()
    ):
        yield Finding("settled", "uncheckable", MONEY)
        return
    entries: defaultdict[str, list[StatedRow]] = defaultdict(list)
    for row in sales.entries:
        entries[str(row.about.get("order"))].append(row)
    yield _cover(lines, entries)
    yield from _due(lines, entries)
    yield from _back(sales, entries)


def _cover(lines: Lines, entries: Entries) -> Finding:
    missing = [order for order in lines if order not in entries]
    if not missing:
        return Finding("settled", "pass", _words(WHOLE, n=len(lines)))
    return Finding(
        "settled", "uncheckable", _words(MISSING, n=len(lines), missing=len(missing), orders=_named(missing))
    )


def _due(lines: Lines, entries: Entries) -> Iterator[Finding]:
    ours = theirs = 0
    unknown, off, places = 0, list[str](), list[Place]()
    for order, rows in entries.items():
        told = [row for row in rows if not str(row.about.get("direction", "")).startswith(OUT)]
        due = _sum(told, "settle_due")
        paid = _paid(lines.get(order, ()), told)
        if due is None or order not in lines:
            continue
        if paid is None:
            unknown += 1
            continue
        ours, theirs = ours + paid, theirs + due
        if paid != due:
            off.append(order)
            places += [row.said["settle_due"].place for row in told if "settle_due" in row.said]
    if unknown:
        yield Finding("settled", "uncheckable", _words(UNKNOWN_PAY, n=unknown))
    if off:
        words = _words(OTHER, n=len(off), orders=_named(off))
        yield Finding("settled", "differs", words, "settle_due", ours, theirs, some(places))
    elif ours or theirs:
        yield Finding("settled", "pass", SAME, "settle_due", ours, theirs)


def _paid(lines: Sequence[SoldLine], rows: Sequence[StatedRow]) -> int | None:
    """What buyers paid of the sub-orders that are settled; of the whole order where an entry names none of them. None: a
    line does not say."""
    named = {str(row.about.get("sku")) for row in rows}
    known = {line.line for line in lines}
    told = [line.user_pay for line in lines if not named <= known or line.line in named]
    return None if None in told else sum(pay for pay in told if pay is not None)


def _back(sales: Sales, entries: Entries) -> Iterator[Finding]:
    """Of settled orders; nothing to say where no after-sales came."""
    ours: defaultdict[str, int] = defaultdict(int)
    for line in sales.lines:
        if line.back is not None:
            ours[line.order] += line.back
    if not ours:
        return
    theirs = {order: abs(_sum(rows, "settle_refund") or 0) for order, rows in entries.items()}
    off = [order for order, back in theirs.items() if back != ours.get(order, 0)]
    total = sum(ours.get(order, 0) for order in theirs), sum(theirs.values())
    if off:
        places = [
            row.said["settle_refund"].place
            for order in off
            for row in entries[order]
            if "settle_refund" in row.said
        ]
        words = _words(BACK_OTHER, n=len(off), orders=_named(off))
        yield Finding("settled", "differs", words, "settle_refund", *total, some(places))
    else:
        yield Finding("settled", "pass", BACK_SAME, "settle_refund", *total)


def _by_order(lines: Iterator[SoldLine]) -> Lines:
    found: defaultdict[str, list[SoldLine]] = defaultdict(list)
    for line in lines:
        found[line.order].append(line)
    return found


def _sum(rows: Sequence[StatedRow], metric: str) -> int | None:
    """None: no row says it."""
    values = [row.said[metric].value for row in rows if metric in row.said]
    told = [int(value) for value in values if value is not None]
    return sum(told) if told else None


def _named(orders: Sequence[str]) -> str:
    return "、".join(orders[:NAMED]) + ("…" if len(orders) > NAMED else "")


def _words(words: Text, **told: object) -> Text:
    return Text(words.zh.format(**told), words.en.format(**told))
