"""What was paid for one piece of each product in a sealed show, order by order."""

from collections import defaultdict

from onair.store.lake import Lake
from onair.trade.evidence.service import unit_prices

Lines = list[tuple[str | None, int, int | None]]


def paid_in(lake: Lake, tenant: str, show: str) -> list[tuple[str, int, int]]:
    """(product, minor units for one, at ms). Orders that were cancelled or refunded in full are no sales."""
    events = lake.events(tenant, [show])
    asked = events.filter(events.type.isin(("pay", "cancel", "refund"))).select(
        "offset", "type", "order", "at", "amount", "product"
    )
    rows = lake.run(asked.order_by("offset"), "paid:orders")
    back: defaultdict[str, int] = defaultdict(int)
    gone: set[str] = set()
    for _, kind, order, _, amount, _ in rows:
        if kind == "cancel":
            gone.add(order)
        elif kind == "refund":
            back[order] += amount or 0
    lines = _lines(lake, tenant, show)
    found: list[tuple[str, int, int]] = []
    for offset, kind, order, at, amount, product in rows:
        if kind != "pay" or order in gone or (amount is not None and 0 < amount <= back[order]):
            continue
        alone: Lines = [(product, 1, None)] if product is not None else []
        named = lines.get((order, offset)) or lines.get((order, None)) or alone
        found += [(name, price, at) for name, price in unit_prices(amount, named) if price > 0]
    return found


def _lines(lake: Lake, tenant: str, show: str) -> dict[tuple[str, int | None], Lines]:
    """(order, offset of the payment that names them) or (order, None) for those of the order itself."""
    table = lake.lines(tenant, [show])
    asked = table.filter(table.type.isin(("order", "pay"))).select(
        "order", "offset", "type", "product", "qty", "price"
    )
    found: defaultdict[tuple[str, int | None], Lines] = defaultdict(list)
    for order, offset, kind, product, qty, price in lake.run(asked, "paid:lines"):
        found[order, offset if kind == "pay" else None].append((product, qty, price))
    return found
