"""Rules that compare what is said with what is recorded. Pure: each looks through the folded text once.

A rule file names one as `check`; it yields where in the folded text, and what its sentences are filled with.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from onair.compliance.lint.asked import Asked
from onair.compliance.lint.counted import HOLE, claims_of
from onair.compliance.lint.sheet import NUM as _NUM
from onair.compliance.lint.sheet import differs
from onair.kernel.folding import fold
from onair.kernel.numerals import number_of

NOTICE = "本品不能代替药物"
PRIZE_MOST = 50_000
"""Yuan: 规范促销行为暂行规定."""
_BAD = re.compile(r"垃圾|有毒|假货|劣质|不行|骗|坑|智商税|掉漆|一洗就|没法用|次品|贴牌|杂牌")
_REFERENCE = re.compile(
    rf"(?:原价|原来|原本|本来|日常价?|划线价|平日|往常|向来|从来|一直|标价|吊牌价?|门店价?|正常|上周|上个?月|前几?天|早上"
    rf"|平时|平常|之前|以前|昨天|昨晚|由|从)[^,。!?0-9]{{0,8}}?({_NUM})(?:块|元)?(?!天|年|月|号|点|个月|小时|分钟|次|件|单)"
)
_CUT = re.compile(rf"(?:直降|立减|狂降|降价|便宜|立省)了?({_NUM})(?:块|元|$|,)")
_SCARCE = re.compile(
    rf"(?:仅剩|只剩|还剩|就剩|最后|只有|限量|一共就|总共就)[^,。{{]{{0,2}}({_NUM})(?![点分秒小天日号月])|再也没有了?|卖完(?:这[一批]+)?就?(?:没|再)[^,。]*|断货|绝版|停产"
    r"|没货了|没库存了?|最后几[个件套双只份]|(?:就|只)(?:这么多|这些)了?|个位数|后面没有了|抢空|见底|告急"
)
FEW = 10
"""“The last few”, “nearly gone”: more than these in stock are not few."""
_PRIZE = re.compile(rf"(?:抽|奖)[^。!?]{{0,16}}?({_NUM})(元|块|的车|现金|大奖|奖金|红包|的?(?:金条|手表))")
_TOKEN = re.compile(r"\{[a-z]+\.[a-z_]+\}")
_PIECE = re.compile(r"[^。!?;\n]{1,300}")
_COUNTS = frozenset({"C15"})
_LEFT = re.compile(r"(?:剩下?|余|余量|库存|最后|只有|仅有|only|just|last)[^\w]*$")
"""Before a count of what is left, which is a matter of C16."""
_COUNTED = re.compile(
    r"[0-9一二三四五六七八九十百千万亿两半几数多][^\n]{0,8}?[人名位单件次份组个笔户家口台批箱套售卖销拍抢付购货\ufffc]"
    r"|[售卖销拍抢单付购货量\ufffc][^\n]{0,6}?[0-9一二三四五六七八九十百千万亿两几数]"
    r"|people|person|order|buyer|customer|viewer|user|sold|sales|bought|piece|pcs|unit|times|restock"
)
"""Without one of these nobody counts anything."""
UNSEEN_SIGN = "\u200b"
_SAID = re.compile(rf"¥({_NUM})|({_NUM})(?:元|块钱?)(?![一-鿿]{{0,2}}(?:券|红包|运费|邮费|定金|押金|差价))")
_CONDITION = re.compile(
    r"券|满|会员|新客|新人|第[二两三2-9]|两?[二两三四五六七八九2-9]+(?:件(?!套)|个|套|盒|瓶|双|条)|起|定金|运费|邮费|每|减|省|赠|值|押金|补贴|尾款|差|分期|一期|补|立返|不领|原价|平时"
)
"""Words beside which a lower price is lawful, or of another thing."""


class Spot(NamedTuple):
    """`said` fills {…} of the rule's sentences. `end` None = up to the end of the text."""

    start: int
    end: int
    said: Mapping[str, str] = {}


def notice(text: str, _asked: Asked) -> Iterator[Spot]:
    """广告法 18: the notice stands in the text."""
    if text.strip() and NOTICE not in text:
        yield Spot(0, len(text))


def verbatim(text: str, asked: Asked) -> Iterator[Spot]:
    """互联网广告办法 7: a reviewed advertisement word for word."""
    approved = asked.product.approved if asked.product else ""
    if approved and text.strip() and asked.surface != "qa" and fold(approved).text not in text:
        yield Spot(0, len(text), {"approved": approved})


def rival(text: str, asked: Asked) -> Iterator[Spot]:
    for name in asked.product.rivals if asked.product else ():
        for found in re.finditer(re.escape(fold(name).text), text):
            bad = _BAD.search(text, found.end(), found.end() + 20)
            if bad is not None:
                yield Spot(found.start(), bad.end())


def reference_above(text: str, asked: Asked) -> Iterator[Spot]:
    """价格规定 16: not above the lowest price paid here in 7 days; 直降200 compares with the price and 200."""
    offer = asked.offer
    if offer is None or offer.reference is None:
        return
    told = [(_REFERENCE, 0)] + ([(_CUT, offer.price)] if offer.price is not None else [])
    for pattern, base in told:
        for found in pattern.finditer(text):
            value = number_of(found.group(1))
            if value is not None and round(value * 100) + base > offer.reference:
                yield Spot(found.start(), found.end(), {"reference": f"{offer.reference / 100:g}"})


def false_scarcity(text: str, asked: Asked) -> Iterator[Spot]:
    """处罚办法 6: scarce while a restock is planned in the same show, or while the ledger holds more than is said."""
    offer = asked.offer
    if offer is None or (offer.stock is None and not offer.restock_planned):
        return
    for found in _SCARCE.finditer(text):
        said = number_of(found.group(1)) if found.group(1) else None
        least = FEW if said is None else said
        if offer.restock_planned or (offer.stock is not None and offer.stock > least):
            yield Spot(*found.span())


def prize_value(text: str, _asked: Asked) -> Iterator[Spot]:
    for found in _PRIZE.finditer(text):
        value = number_of(found.group(1))
        if value is not None and value > PRIZE_MOST:
            yield Spot(found.start(), found.end())


def counted(text: str, _asked: Asked) -> Iterator[Spot]:
    """反法 9: nobody types how many people, orders, pieces or times there are; tokens are bound to the ledger."""
    bound = _TOKEN.sub(lambda found: HOLE + UNSEEN_SIGN * (len(found[0]) - 1), text)
    for piece in _PIECE.finditer(bound):
        for one in claims_of(piece[0], _COUNTS) if _COUNTED.search(piece[0]) else ():
            if not _LEFT.search(piece[0], max(0, one.start - 6), one.start):
                yield Spot(piece.start() + one.start, piece.start() + one.end)


def headline(text: str, asked: Asked) -> Iterator[Spot]:
    """价格规定 6, 19: no price is said below that of the checkout unless its condition stands with it."""
    price = asked.offer.price if asked.offer else None
    if price is None or _CONDITION.search(text):
        return
    for found in _SAID.finditer(text):
        value = number_of(found.group(1) or found.group(2))
        if value is not None and 0 < round(value * 100) < price:
            yield Spot(found.start(), found.end(), {"price": f"{price / 100:g}"})


def facts(text: str, asked: Asked) -> Iterator[Spot]:
    """浙江省电子商务条例 18: what is said of the goods is what their record says."""
    if asked.product is not None and asked.product.facts:
        yield from (Spot(a, b, {"fact": fact}) for a, b, fact in differs(text, asked.product.facts))


CHECKS: Final[dict[str, Callable[[str, Asked], Iterator[Spot]]]] = {
    "notice": notice, "verbatim": verbatim, "rival": rival, "reference_above": reference_above,
    "false_scarcity": false_scarcity, "prize_value": prize_value, "facts": facts, "headline": headline, "counted": counted,
}  # fmt: skip
