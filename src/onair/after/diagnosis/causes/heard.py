"""What viewers say: cheaper elsewhere, or questions nobody answers."""

from onair.after.diagnosis.case import Case, Rate, Suspicion, less, row
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.reads import of_good, pair, said_share
from onair.after.diagnosis.wording import pct

STANDS_OUT = 3.0


def competitor_cheaper(case: Case) -> Suspicion | None:
    rate: Rate | None = case.rate(said_share, "elsewhere", least=50)
    if rate is None or rate.z < STANDS_OUT:
        return None
    n = case.now.said.get("elsewhere", 0)
    stage = case.worst("order_uv", "pay_uv")
    link = case.link(stage)
    rows = (
        row(
            "comment",
            ("说别处更便宜的评论", "Comments that it is cheaper elsewhere"),
            key="elsewhere",
            value=n,
            unit="times",
        ),
        row("comment", ("占全部评论", "Of all comments"), value=rate.value, base=rate.usual, unit="ratio"),
    )
    return Suspicion(
        stage,
        case.lost(stage),
        False,
        rate.z,
        rows,
        "click_pay_pv",
        link.target if link else None,
        link.base if link else None,
        params={"n": n, "share": pct(rate.value), "usual": pct(rate.usual)},
    )


def questions_unanswered(case: Case) -> Suspicion | None:
    """More questions per viewer than usual, and the products they are about are put into the cart less often."""
    asked = case.rate(said_share, "question", least=50)
    lost: dict[str, float] = {}
    for product, good in case.goods().items():
        carted = case.rate(of_good, product, "cart", "click")
        if carted is not None and carted.z < -2:
            lost[product] = max(0.0, carted.usual * (good.click or 0) - (good.cart or 0))
    more = case.rate(_asked)
    loud = max((rate for rate in (asked, more) if rate is not None), key=lambda rate: rate.z, default=None)
    if loud is None or loud.z < STANDS_OUT or not lost:
        return None
    worst = max(lost, key=lost.__getitem__)
    all_carts = sum(good.cart or 0 for good in case.now.goods.values())
    rows = [
        row(
            "comment",
            ("提问的评论", "Comments that ask"),
            key="question",
            value=case.now.said.get("question", 0),
            unit="times",
        )
    ]
    rows += [
        row(
            "product",
            (
                f"{case.label('product', p)}：讲解时的提问",
                f"{case.label('product', p)}: questions while talked about",
            ),
            key=p,
            value=case.now.goods[p].wondered,
            base=case.usual(_wondered, p),
            unit="times",
        )
        for p in sorted(lost, key=lost.__getitem__, reverse=True)[:4]
    ]
    rate = case.rate(of_good, worst, "cart", "click")
    return Suspicion(
        "cart_uv",
        less(sum(lost.values()), all_carts),
        True,
        loud.z,
        tuple(rows),
        "cart_rate_uv",
        rate.value if rate else None,
        rate.usual if rate else None,
        case.about("product", worst),
        {
            "product": case.label("product", worst),
            "n": case.now.goods[worst].wondered,
            "share": pct(loud.value),
            "usual": pct(loud.usual),
        },
    )


def _asked(show: Facts) -> tuple[float, float] | None:
    """Questions while products were on, out of viewers."""
    return pair(sum(good.wondered for good in show.goods.values()), show.stages.get("view_uv"))


def _wondered(show: Facts, product: str) -> float | None:
    return show.goods[product].wondered if product in show.goods else None


TESTS = {"competitor_cheaper": competitor_cheaper, "questions_unanswered": questions_unanswered}
