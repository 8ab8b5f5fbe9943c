"""Checks of what an offer says in words: typed counts, scarcity, gifts, conditions of who may have it. Pure."""

import re
from collections.abc import Iterator, Mapping

from onair.during.offers.planning.amounts import Said, amounts
from onair.during.offers.planning.breach import OfferBreach, breach
from onair.during.offers.planning.draft import Draft
from onair.during.offers.planning.prices import Case, compared
from onair.kernel.i18n import Text

_DIGITS = r"[0-9０-９一二三四五六七八九十百千万两]"
SOLD = re.compile(
    rf"(已售|已卖|卖出|已有|热销|销量|抢购了?)[^0-9０-９]{{0,4}}{_DIGITS}|{_DIGITS}\s*(人|单|件)?\s*(已?下单|在抢|已?付款|已?购买)|"
    r"\d[\d,.]*\+?\s*(sold|bought|orders|buyers)|sold\s*\d",
    re.IGNORECASE,
)
LEFT = re.compile(
    rf"(仅剩|只剩|就剩|还剩|剩余|最后)[^0-9０-９]{{0,3}}{_DIGITS}|(only|last)\s*\d+|\d+\s*(left|remaining)",
    re.IGNORECASE,
)
WHOLE = re.compile(r"限量|全部库存|总共|limited to", re.IGNORECASE)
BATCH = re.compile(r"本批|这一批|this batch", re.IGNORECASE)
PAYING = re.compile(
    r"消费能力|高客单|客单价|手机型号|机型|苹果用户|安卓用户|老客加价|价格敏感|支付能力|willing|spending power|device",
    re.IGNORECASE,
)
"""Features of what somebody would pay; no lawful condition of a price (PIPL 24)."""


CONDITION_MIN = 4
VAGUE = frozenset(
    {"小礼物", "小礼品", "惊喜小礼", "惊喜礼物", "神秘礼物", "神秘礼品", "礼品", "礼物", "gift", "surprise"}
)


def typed_numbers(case: Case) -> Iterator[OfferBreach]:
    """C15 and C16: counts come from the ledger, never from a keyboard."""
    draft = case.draft
    if SOLD.search(draft.title):
        yield breach("typed_count")
    if LEFT.search(draft.title):
        yield breach("typed_scarcity")
    elif draft.restocks_planned and WHOLE.search(draft.title) and not BATCH.search(draft.title):
        yield breach("batch_words", n=draft.restocks_planned)


def gifts_named(case: Case) -> Iterator[OfferBreach]:
    """C13: a gift has a name and a number; a value only as its price is now."""
    products, money = case.facts.products, case.facts.yuan
    for gift in case.draft.gifts:
        own = products.get(gift.product) if gift.product is not None else None
        if gift.name.strip().lower() in VAGUE:
            yield breach("gift_vague", name=gift.name)
        if gift.value is None:
            continue
        if own is None or own.price is None:
            yield breach("gift_value", name=gift.name, value=money(gift.value))
        elif gift.value > own.price:
            yield breach("gift_value_high", name=gift.name, value=money(gift.value), price=money(own.price))


COUNT = re.compile(
    r"(\d{1,2}|[二两三四五六七八九十])\s*(?:件|个|瓶|盒|支|份|套|包|双|pcs|for)", re.IGNORECASE
)
_COUNTS = {"两": 2, **{sign: n for n, sign in enumerate("二三四五六七八九十", 2)}}
WHAT: Mapping[Said, Text] = {
    "price": Text("优惠价", "the offer's price"), "usual": Text("结束后的价格", "the price afterwards"),
    "off": Text("减的金额", "the amount off"), "threshold": Text("用券门槛", "the coupon's threshold"),
    "compared": Text("比较价", "the compared price"), "gift": Text("赠品的价值", "the gift's value"),
    "payment": Text("每期金额", "each payment"),
}  # fmt: skip


def title_price(case: Case) -> Iterator[OfferBreach]:
    """C12: an amount in the title is one that the terms have; what differs at the checkout is a false headline."""
    money = case.facts.yuan
    for one in amounts(case.draft.title, case.facts.currency):
        if one.said == "part":
            continue
        real = _named(case, one.said)
        if one.minor not in real:
            what, true = WHAT[one.said], money(real[0]) if real else None
            yield breach(
                "title_price", said=money(one.minor), what=what.zh, what_en=what.en, real=true or "没有",
                real_en=true or "none", wording=None if true else "title_price_none",
            )  # fmt: skip


def _named(case: Case, said: Said) -> list[int]:
    """Amounts of the terms that a title may name as this; the plainest first."""
    draft, coupon, against = case.draft, case.draft.coupon, compared(case)
    match said:
        case "price":
            return [draft.paid, *_several(draft), *([0] if draft.trial else [])]
        case "off":
            above = [one - draft.paid for one in (draft.usual_price, against or 0) if one > draft.paid]
            return [*([coupon.off] if coupon else []), *above]
        case "usual":
            found = [draft.usual_price]
        case "threshold":
            found = [coupon.threshold] if coupon else []
        case "compared":
            found = [] if against is None else [against]
        case "gift":
            found = [gift.value for gift in draft.gifts if gift.value is not None]
        case _:
            found = _payments(case)
    return found


def _several(draft: Draft) -> Iterator[int]:
    """Of as many as the title names, with the offer's coupon and without."""
    coupon = draft.coupon
    for found in COUNT.finditer(draft.title):
        n = _COUNTS.get(found[1]) or int(found[1])
        yield n * draft.paid
        if coupon is not None and n * draft.usual_price >= coupon.threshold:
            yield n * draft.usual_price - coupon.off


def _payments(case: Case) -> list[int]:
    """Of an instalment, rounded either way."""
    found = case.draft.instalment
    if found is None:
        return []
    whole, n = case.draft.paid + found.fee, found.n
    return list(dict.fromkeys([whole // n, -(-whole // n)]))


def condition_stated(case: Case) -> Iterator[OfferBreach]:
    """C12 and C28: a price for some has its condition beside it, and the condition is a lawful one."""
    who = case.draft.eligible
    words = who.words.strip()
    if PAYING.search(words):
        yield breach("condition_personal", words=words)
    elif (who.kind != "all" or who.set is not None) and len(words) < CONDITION_MIN:
        yield breach("condition_missing")


def words_lawful(case: Case) -> Iterator[OfferBreach]:
    """What the lint found when the facts were gathered."""
    yield from case.facts.said.get((case.draft.title, case.draft.product), ())


SAYING = (words_lawful, typed_numbers, title_price, gifts_named, condition_stated)
