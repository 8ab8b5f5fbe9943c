"""What is in a basket: dear products that had no time, second pieces that had no reason."""

from math import log

from onair.after.diagnosis.case import Case, Suspicion, row
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.reads import price_of
from onair.after.diagnosis.wording import pct


def cheap_mix(case: Case) -> Suspicion | None:
    """Products cost what they usually do; the dear ones sold less of all pieces."""
    usual = {p: paid for p in case.now.goods if (paid := case.usual(price_of, p))}

    def mean(show: Facts) -> float | None:
        some = [(good.items or 0, usual[p]) for p, good in show.goods.items() if p in usual and good.items]
        pieces = sum(n for n, _ in some)
        return sum(n * one for n, one in some) / pieces if pieces else None

    now, was = mean(case.now), case.usual(mean)
    if not now or not was or log(now / was) > -0.05:
        return None
    share = {p: _share(case.now, p) - (case.usual(_share, p) or 0.0) for p in usual}
    worst = min(share, key=lambda p: share[p] * usual[p])
    base = case.usual(_share, worst)
    rows = (
        row(
            "product",
            (f"{case.label('product', worst)}：件数占比", f"{case.label('product', worst)}: share of pieces"),
            key=worst,
            metric="items_paid",
            value=_share(case.now, worst),
            base=base,
            unit="ratio",
        ),
        row(
            "total",
            ("按平时单价折算的件单价", "Price a piece at usual prices"),
            metric="price_item",
            value=round(now),
            base=round(was),
            unit="money",
        ),
    )
    return Suspicion(
        "gmv",
        -log(now / was),
        False,
        2.5,
        rows,
        "price_item",
        round(now),
        round(was),
        case.about("product", worst),
        {"product": case.label("product", worst), "share": pct(_share(case.now, worst)), "usual": pct(base)},
    )


def bundle_gone(case: Case) -> Suspicion | None:
    link = case.link("items_paid")
    if link is None or case.strays.get("items_paid", 0.0) > -2:
        return None
    rows = (
        row(
            "total",
            ("人均件数", "Pieces a buyer"),
            metric="items_per_buyer",
            value=link.target,
            base=link.base,
            unit="items/person",
        ),
    )
    return Suspicion(
        "items_paid",
        case.lost("items_paid"),
        False,
        -case.strays["items_paid"],
        rows,
        "items_per_buyer",
        link.target,
        link.base,
        params={"pieces": f"{link.target:.2f}", "usual": f"{link.base:.2f}"},
    )


def _share(show: Facts, product: str) -> float:
    pieces = sum(good.items or 0 for good in show.goods.values())
    good = show.goods.get(product)
    return (good.items or 0) / pieces if good and pieces else 0.0


TESTS = {"cheap_mix": cheap_mix, "bundle_gone": bundle_gone}
