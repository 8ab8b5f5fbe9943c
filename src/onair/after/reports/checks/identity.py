"""GMV恒等式: people shown × each exported rate × spend per buyer = GMV, within what the shown digits allow. Per file: numbers of
two files may be of two moments.

Where a rate is not exported, its parts stand in for it; a link without either is merged with its neighbour (metrics page §6).
"""

from collections.abc import Iterator
from typing import NamedTuple

from onair.after.reports.bundle import Bundle, Place, Said
from onair.after.reports.finding import Finding, some, within
from onair.after.reports.meaning import title
from onair.kernel.i18n import Text

LINKS = (
    ("expo_uv", "view_uv", "enter_rate_uv"), ("view_uv", "prod_expo_uv", "prod_expo_rate_uv"),
    ("prod_expo_uv", "prod_click_uv", "prod_ctr_uv"), ("prod_click_uv", "pay_uv", "click_pay_uv"),
    ("view_uv", "pay_uv", "watch_pay_uv"), ("expo_uv", "pay_uv", "e2e_uv"),
)  # fmt: skip
"""from, to, the rate between them; the last two pass over links."""
SAME = Text("各环节相乘等于成交金额", "The links multiply to the GMV")
OTHER = Text("各环节相乘不等于成交金额：{links}", "The links do not multiply to the GMV: {links}")
BROKEN = Text(
    "缺环节，恒等式核对不了：既没有「{missing}」的比率，也没有两端的人数",
    "A link is missing; the identity cannot be checked: neither the rate nor both counts of {missing}",
)
NO_GMV = Text(
    "只给了用户支付金额，没有成交金额；两个口径不能互换，恒等式不核对",
    "Only the user-paid amount is stated, no GMV; the one never stands for the other",
)


class _Chain(NamedTuple):
    """A product so far as shown and what its digits allow, the stated values in it, how many of them are exported rates."""

    value: float
    low: float
    high: float
    used: tuple[Said, ...]
    exported: int


def check(bundle: Bundle) -> Iterator[Finding]:
    for said in _files(bundle):
        gmv = said.get("gmv")
        if gmv is not None:
            yield from _one(said, gmv)
        elif "user_pay" in said and "aov_buyer" in said:
            yield Finding("identity", "uncheckable", NO_GMV)


def _files(bundle: Bundle) -> Iterator[dict[str, Said]]:
    """What each file says of the whole show, from all of its sheets."""
    found: dict[tuple[str, str], dict[str, Said]] = {}
    for row in bundle.of("session"):
        for name, said in row.said.items():
            if said.value is not None:
                found.setdefault((row.platform, said.place.file), {}).setdefault(name, said)
    yield from found.values()


def _one(said: dict[str, Said], gmv: Said) -> Iterator[Finding]:
    start = next((name for name in ("expo_uv", "view_uv") if name in said), None)
    if start is None:
        return
    first, at = said[start], str(start)
    chain = _Chain(first.value or 0, first.least or 0, first.most or 0, (first,), 0)
    while at != "pay_uv":
        step = next(_steps(said, at), None)
        if step is None:
            name = title(next(rate for begin, _, rate in LINKS if begin == at))
            words = Text(BROKEN.zh.format(missing=name.zh), BROKEN.en.format(missing=name.en))
            yield Finding("identity", "uncheckable", words, "gmv", None, gmv.value, (gmv.place,))
            return
        at, rate = step
        chain = _Chain(
            chain.value * rate.value, chain.low * rate.low, chain.high * rate.high, (*chain.used, *rate.used),
            chain.exported + rate.exported,
        )  # fmt: skip
    if chain.exported:  # else only counts were multiplied, which always meet
        yield from _finding(chain, said, gmv)


def _steps(said: dict[str, Said], at: str) -> Iterator[tuple[str, _Chain]]:
    """The nearest first: an exported rate, else its two counts."""
    for begin, end, rate in LINKS:
        if begin != at:
            continue
        told, over, under = said.get(rate), said.get(end), said.get(begin)
        if told is not None and told.value is not None:
            yield end, _Chain(told.value, told.least or 0, told.most or 0, (told,), 1)
        elif over is not None and under is not None and under.least:
            yield end, _divided(over, under)


def _divided(over: Said, under: Said) -> _Chain:
    least, most = under.least or 1, under.most or 1
    value = (over.value or 0) / (under.value or 1)
    return _Chain(value, (over.least or 0) / most, (over.most or 0) / least, (over, under), 0)


def _finding(chain: _Chain, said: dict[str, Said], gmv: Said) -> Iterator[Finding]:
    price, buyers = said.get("aov_buyer"), said.get("pay_uv")
    if price is not None:  # money is shown to its smallest unit: half of it on each side
        spent = _Chain(price.value or 0, (price.least or 0) - 0.5, (price.most or 0) + 0.5, (price,), 1)
    elif buyers is not None and buyers.least:
        spent = _divided(gmv, buyers)._replace(used=(buyers,))
    else:
        return
    low, high = chain.low * spent.low, chain.high * spent.high
    fits = within(low, high, gmv.least or 0, gmv.most or 0)
    used = (*chain.used, *spent.used)
    names = [title(each.metric) for each in used]
    links = {"zh": "、".join(name.zh for name in names), "en": ", ".join(name.en for name in names)}
    words = SAME if fits else Text(OTHER.zh.format(links=links["zh"]), OTHER.en.format(links=links["en"]))
    places: list[Place] = [gmv.place, *(each.place for each in used)]
    product = round(chain.value * spent.value)
    yield Finding("identity", "pass" if fits else "differs", words, "gmv", product, gmv.value, some(places))
