"""On the floor: another host, another order of products."""

from onair.after.diagnosis.case import Case, Suspicion, row
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.reads import pair
from onair.after.diagnosis.wording import pct

SHARE = 0.25
"""Of the show that a new host has to be on."""


def host_change(case: Case) -> Suspicion | None:
    known = {host for show in case.past for host in show.crew}
    length = sum(one.on_s for one in case.now.crew.values()) or 1
    fresh = {
        host: one for host, one in case.now.crew.items() if host not in known and one.on_s >= SHARE * length
    }
    if not fresh or not known:
        return None
    rate = case.rate(_clicks, frozenset(fresh))
    if rate is None or rate.z > -2:
        return None
    seen = sum(one.seen for one in case.now.crew.values()) or 1.0
    share = sum(one.seen for one in fresh.values()) / seen
    host = max(fresh, key=lambda name: fresh[name].on_s)
    rows = (
        row(
            "host",
            (f"{case.label('host', host)}：第一次播", f"{case.label('host', host)}: first time here"),
            key=host,
            value=fresh[host].on_s // 60,
            unit="min",
        ),
        row(
            "host",
            ("每千人分钟商品点击", "Product clicks per 1000 viewer-minutes"),
            key=host,
            metric="prod_click_pv",
            value=1000 * rate.value,
            base=1000 * rate.usual,
            unit="times",
        ),
    )
    return Suspicion(
        "prod_click_uv",
        -rate.change * share,
        True,
        -rate.z,
        rows,
        "prod_ctr_uv",
        *_ctr(case),
        case.about("host", host),
        {"host": case.label("host", host), "less": pct(1 - rate.value / rate.usual)},
    )


def slot_order(case: Case) -> Suspicion | None:
    """The audience was there while products were on that people click less: each at its own usual rate."""
    yields = {}
    for product in {p for show in (case.now, *case.past) for p in show.goods}:
        clicks = sum(g.click or 0 for show in case.past if (g := show.goods.get(product)) and g.seen)
        seen = sum(g.seen for show in case.past if (g := show.goods.get(product)))
        if seen > 0:
            yields[product] = clicks / seen

    def index(show: Facts) -> tuple[float, float] | None:
        some = [(good.seen, yields[p]) for p, good in show.goods.items() if good.seen and p in yields]
        seen = sum(one for one, _ in some)
        mean = sum(yields.values()) / len(yields) if yields else 0.0
        return (1e4 * sum(a * b for a, b in some) / (seen * mean), 1e4) if seen and mean else None

    rate = case.rate(index)
    if rate is None or rate.z > -2.5 or rate.change > -0.05:
        return None
    usual = {p: case.usual(_seen_share, p) or 0.0 for p in case.now.goods}
    less_seen = {p: usual[p] - (_seen_share(case.now, p) or 0.0) for p in usual if p in yields}
    best = max(less_seen, key=lambda p: less_seen[p] * yields[p])
    rows = tuple(
        row(
            "product",
            (
                f"{case.label('product', p)}：讲解时在场观众占比",
                f"{case.label('product', p)}: share of the audience while talked about",
            ),
            key=p,
            value=_seen_share(case.now, p) or 0.0,
            base=usual[p],
            unit="ratio",
        )
        for p in sorted(less_seen, key=lambda p: less_seen[p] * yields[p], reverse=True)[:4]
    )
    slot = next((piece.slot for piece in case.now.pieces if piece.product == best), None)
    return Suspicion(
        "prod_click_uv",
        -rate.change,
        True,
        -rate.z,
        rows,
        "prod_ctr_uv",
        *_ctr(case),
        case.about("product", best),
        {
            "product": case.label("product", best),
            "share": pct(_seen_share(case.now, best) or 0.0),
            "usual": pct(usual[best]),
            "slot": slot,
        },
    )


def _ctr(case: Case) -> tuple[float | None, float | None]:
    link = case.link("prod_click_uv")
    return (link.target, link.base) if link is not None and link.since == "prod_expo_uv" else (None, None)


def _clicks(show: Facts, fresh: frozenset[str]) -> tuple[float, float] | None:
    """Of the fresh hosts where they are on, else of all."""
    some = [one for host, one in show.crew.items() if host in fresh] or list(show.crew.values())
    if not some or any(one.click is None for one in some):
        return None
    return pair(sum(one.click or 0 for one in some), sum(one.seen for one in some) / 60)


def _seen_share(show: Facts, product: str) -> float | None:
    whole = sum(good.seen for good in show.goods.values())
    return show.goods[product].seen / whole if whole and product in show.goods else (0.0 if whole else None)


TESTS = {"host_change": host_change, "slot_order": slot_order}
