"""Rules that compare what is said with what is recorded. Pure: each looks through the folded text once.

A rule file names one as `check`; it yields where in the folded text, and what its sentences are filled with.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from onair.compliance.lint.asked import Asked
from onair.kernel.folding import fold
from onair.kernel.numerals import number_of

NOTICE = "本品不能代替药物"
PRIZE_MOST = 50_000
"""Yuan: 规范促销行为暂行规定."""
_NUM = r"[0-9]+(?:[.,][0-9]+)*[万亿千百wk]?|[零一二两三四五六七八九十百千万亿]+"
_BAD = re.compile(r"垃圾|有毒|假货|劣质|不行|骗|坑|智商税|掉漆|一洗就|没法用|次品|贴牌|杂牌")
_REFERENCE = re.compile(
    rf"(?:原价|日常价|划线价|平时|平常|之前|以前|昨天)[^,。!?0-9]{{0,8}}?({_NUM})(?:块|元)?"
)
_SCARCE = re.compile(
    rf"(?:仅剩|只剩|还剩|就剩|最后|只有|限量)[^,。{{]{{0,2}}(?:{_NUM})|再也没有了?|卖完(?:这[一批]+)?就(?:没|再)[^,。]*|断货|绝版|停产"
)
_PRIZE = re.compile(rf"(?:抽|奖)[^。!?]{{0,16}}?({_NUM})(元|块|的车)?")
_MEASURE = re.compile(rf"({_NUM}) ?(毫升|ml|升|l|公斤|kg|千克|克|g|厘米|cm|毫米|mm|米|瓦|w)(?![a-z0-9])")
_STATED = re.compile(
    rf"(?:是|有|大概|大约|约|达到?|只有|才|为|[:: ])*({_NUM}) ?(毫升|ml|升|l|公斤|kg|千克|克|g|瓦|w)(?![a-z0-9])"
)
_POINTED = re.compile(r"(?:这|整)[一-鿿]{0,3}(?:才|只有|只|就|不到|重)")
_UNIT = {
    "毫升": ("l", 0.001), "ml": ("l", 0.001), "升": ("l", 1.0), "l": ("l", 1.0), "公斤": ("g", 1000.0), "kg": ("g", 1000.0),
    "千克": ("g", 1000.0), "克": ("g", 1.0), "g": ("g", 1.0), "厘米": ("m", 0.01), "cm": ("m", 0.01), "毫米": ("m", 0.001),
    "mm": ("m", 0.001), "米": ("m", 1.0), "瓦": ("w", 1.0), "w": ("w", 1.0),
}  # fmt: skip
_KINDS_OF_FACT = {"容量": "l", "净重": "g", "重量": "g", "净含量": "g", "功率": "w"}
_MATERIALS: Final = (
    (
        re.compile(r"(?<!不是)(?<!比)(?<!有没有)(?:纯棉|全棉|百分之百纯?棉|100%纯?棉)"),
        "棉",
        re.compile(r"涤|聚酯|锦纶|腈纶|氨纶"),
    ),
    (re.compile(r"真丝(?!的?手感)"), "丝", None),
    (re.compile(r"(?<!不是)纯羊毛|(?<!不是)羊绒"), "羊", None),
    (re.compile(r"304"), "304", None),
    (re.compile(r"316"), "316", None),
    (re.compile(r"(?<!不是)陶瓷"), "陶瓷", None),
)
"""Words of a material; what its record must hold; what contradicts it all the same."""


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
    """价格规定 16: not above the lowest price paid here in 7 days."""
    proven = asked.offer.reference if asked.offer else None
    for found in _REFERENCE.finditer(text) if proven is not None else ():
        value = number_of(found.group(1))
        if proven is not None and value is not None and round(value * 100) > proven:
            yield Spot(found.start(), found.end(), {"reference": f"{proven / 100:g}"})


def false_scarcity(text: str, asked: Asked) -> Iterator[Spot]:
    """处罚办法 6: scarce while a restock is planned in the same show."""
    if asked.offer is not None and asked.offer.restock_planned:
        yield from (Spot(*found.span()) for found in _SCARCE.finditer(text))


def prize_value(text: str, _asked: Asked) -> Iterator[Spot]:
    for found in _PRIZE.finditer(text):
        value = number_of(found.group(1))
        if value is not None and value > PRIZE_MOST and found.group(2):
            yield Spot(found.start(), found.end())


def facts(text: str, asked: Asked) -> Iterator[Spot]:
    """浙江省电子商务条例 18: what is said of the goods is what their record says."""
    if asked.product is None or not asked.product.facts:
        return
    known = {name: fold(value).text for name, value in asked.product.facts.items()}
    yield from _materials(text, "".join(known.values()))
    for name, value in known.items():
        unit = _KINDS_OF_FACT.get(name)
        held = _measures(value, unit) if unit else []
        for found in re.finditer(re.escape(name), text) if held else ():
            said = _STATED.match(text, found.end())
            if said is not None and _value(said, unit) not in (None, *held):
                yield Spot(found.start(), said.end(), {"fact": f"{name}{value}"})
        for found in _POINTED.finditer(text) if unit == "g" and held else ():
            said = _MEASURE.match(text, found.end())
            if said is not None and _value(said, unit) not in (None, *held):
                yield Spot(found.start(), said.end(), {"fact": f"{name}{value}"})


def _materials(text: str, known: str) -> Iterator[Spot]:
    if not re.search(r"棉|涤|丝|毛|绒|不锈钢|陶瓷|玻璃|聚酯", known):
        return
    for words, wanted, against in _MATERIALS:
        for found in words.finditer(text):
            if wanted not in known or (against is not None and against.search(known)):
                yield Spot(*found.span(), {"fact": known[:40]})


def _measures(value: str, unit: str | None) -> list[float]:
    found = (_value(one, unit) for one in _MEASURE.finditer(value))
    return [one for one in found if one is not None]


def _value(found: re.Match[str], unit: str | None) -> float | None:
    base, scale = _UNIT[found.group(2)]
    number = number_of(found.group(1))
    return None if number is None or base != unit else round(number * scale, 6)


CHECKS: Final[dict[str, Callable[[str, Asked], Iterator[Spot]]]] = {
    "notice": notice, "verbatim": verbatim, "rival": rival, "reference_above": reference_above,
    "false_scarcity": false_scarcity, "prize_value": prize_value, "facts": facts,
}  # fmt: skip
