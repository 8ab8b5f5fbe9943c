"""Checks of what an offer says in words: typed counts, scarcity, gifts, conditions of who may have it. Pure."""

import re
from collections.abc import Iterator

from onair.during.offers.planning.breach import OfferBreach, breach
from onair.during.offers.planning.prices import Case

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


SAYING = (words_lawful, typed_numbers, gifts_named, condition_stated)
