"""What stands against an offer: a code, the law behind it, a sentence and a repair in both languages. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from onair.during.offers.planning.wording import WORDS
from onair.kernel.i18n import Text

Level = Literal["block", "warn"]
LAWS: Mapping[str, Text] = {
    "price": Text("《明码标价和禁止价格欺诈规定》", "Provisions on Clear Pricing and Price Fraud"),
    "order": Text("《直播电商监督管理办法》", "Measures for Livestream E-commerce (Order 117)"),
    "unfair": Text("《反不正当竞争法》", "Anti-Unfair Competition Law"),
    "consumer": Text("《消费者权益保护法》", "Consumer Rights Protection Law"),
    "ecommerce": Text("《电子商务法》", "E-Commerce Law"),
    "punish": Text("《侵害消费者权益行为处罚办法》", "Measures on Penalties for Harming Consumers"),
    "person": Text("《个人信息保护法》", "Personal Information Protection Law"),
    "promotion": Text("《规范促销行为暂行规定》", "Interim Provisions on Promotions"),
    "eu": Text("欧盟指令 98/6/EC", "EU Directive 98/6/EC"),
    "own": Text("本店规则", "the shop's own rule"),
}


class OfferBreach(Struct, frozen=True, kw_only=True):
    """`rule`: of the table C01–C32, or `own`. `field`: of the form. `level` warn does not refuse. `other`: the offer
    that it is about, too."""

    code: str
    level: Level
    field: str
    rule: str
    instrument_zh: str
    instrument_en: str
    article: str
    zh: str
    en: str
    repair_zh: str
    repair_en: str
    other: str | None = None


def breach(code: str, *, other: str | None = None, wording: str | None = None, **facts: Any) -> OfferBreach:
    """`facts` fill the words of `wording` (the code itself where none is named)."""
    found = WORDS[wording or code]
    rule, key, article = found.law
    of = LAWS[key]
    return OfferBreach(
        code=code, level="warn" if found.warn else "block", field=found.field.format(**facts), rule=rule,
        instrument_zh=of.zh, instrument_en=of.en, article=article, zh=found.say.zh.format(**facts),
        en=found.say.en.format(**facts), repair_zh=found.repair.zh.format(**facts),
        repair_en=found.repair.en.format(**facts), other=other,
    )  # fmt: skip


def law_of(one: OfferBreach) -> Text:
    """With the article, as it is cited."""
    if not one.article:
        return Text(one.instrument_zh, one.instrument_en)
    return Text(f"{one.instrument_zh}第 {one.article} 条", f"{one.instrument_en}, art. {one.article}")
