"""What is said of the goods against what their sheet says (浙江省电子商务条例 18): materials, measures, yes and no. Pure.

A fact counts only where the text names it: 线长 1.5 m is held against 电源线长三米, not against any length.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from onair.kernel.folding import fold
from onair.kernel.numerals import number_of

NUM: Final = r"[0-9]+(?:[.,][0-9]+)*[万亿千百wk]?|[零一二两三四五六七八九十百千万亿]+"
_SCALES: Final[dict[str, tuple[str, float]]] = {
    "毫升": ("l", 0.001), "ml": ("l", 0.001), "升": ("l", 1.0), "l": ("l", 1.0), "公斤": ("g", 1000.0), "kg": ("g", 1000.0),
    "千克": ("g", 1000.0), "克": ("g", 1.0), "g": ("g", 1.0), "斤": ("g", 500.0), "厘米": ("m", 0.01), "cm": ("m", 0.01),
    "公分": ("m", 0.01), "毫米": ("m", 0.001), "mm": ("m", 0.001), "米": ("m", 1.0), "m": ("m", 1.0), "寸": ("寸", 1.0),
    "瓦": ("w", 1.0), "w": ("w", 1.0), "毫安时": ("mah", 1.0), "毫安": ("mah", 1.0), "mah": ("mah", 1.0), "年": ("月", 12.0),
    "个月": ("月", 1.0), "小时": ("h", 1.0), "分钟": ("h", 1 / 60), "岁": ("岁", 1.0),
} | {unit: (unit, 1.0) for unit in "个只片支件包袋瓶层档页张块粒双条把口孔色"}  # fmt: skip
MEASURE: Final = re.compile(rf"({NUM}) ?({'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![a-z0-9])")
_SIDES: Final = re.compile(r"([0-9.]+)[x*×]([0-9.]+) ?(cm|厘米|mm|毫米|m|米|寸)")
_NEAR: Final = 8
"""Characters before a figure in which its fact must be named."""
_WEIGHT: Final = "净重|重量|(?<![承载的])重|(?:这|整)[一-鿿]{0,3}(?:才|只有|不到|就)"
_WAYS: Final[Mapping[str, str]] = {
    "容量": "容量|能?装|盛", "净重": _WEIGHT, "重量": _WEIGHT, "净含量": "净含量|净重",
    "功率": "功率", "线长": "线长?|电线", "质保": "质保|保修|保|包换", "适配电脑": "装|放|适配|电脑", "尺寸": "长|宽|高|尺寸",
    "厚度": "厚度?", "电池": "电池|续航|容量", "承重": "承重|载重|扛|坐", "续航": "续航|能用|用", "适用年龄": "适合?用?|岁",
    "件数": "件套|一共|共|有", "数量": "一共|共|有|装|数量", "内含": "内含|含|有|里面", "口袋": "口袋|兜", "页数": "页|共|有",
    "档位": "档|有|调", "单位": "一箱|一盒|一包|有",
}  # fmt: skip
_BETWEEN: Final = re.compile(
    r"(?:是|有|大概|大约|约|达到?|只有?|才|为|[:: ]|能|可以?|到|了|下|个|足足?|不到|最多|整整|就|得)*"
)
"""What may stand between a fact's name and its figure."""
_CODE: Final = re.compile(r"[a-z]{2,4}[0-9]{1,2}")
_COUNTS: Final[Mapping[str, str]] = {
    "件数": "件",
    "页数": "页",
    "口袋": "个",
    "档位": "档",
    "层数": "层",
    "片数": "片",
}
"""What a bare number of the sheet counts."""
_NO: Final = frozenset({"不可以", "否", "无", "没有", "不支持", "不带", "不能", "不含", "不可", "no", "none"})
_YES: Final = frozenset({"可以", "是", "有", "支持", "带", "能", "含", "可", "yes"})
_DENIED: Final = re.compile(r"(?:不(?!锈)|没|无|别|非|未)[^,。!?]{0,5}$")
_DENIED_AFTER: Final = re.compile(r"^[^,。!?]{0,3}(?:不(?:行|可|能|支持|要|建议)|没有|没带)")
_ASKED: Final = re.compile(r"吗|能不能|有没有|是不是|是否|可不可|[?]")
_CLAUSE: Final = re.compile(r"[^,。!?;\n]*")
_COTTON: Final = re.compile(r"(?<!不是)(?<!比)(?<!有没有)(?:纯棉|全棉|百分之百纯?棉|100%纯?棉)")
_MATERIALS: Final = (
    (_COTTON, "棉", re.compile(r"涤|聚酯|锦纶|腈纶|氨纶")),
    (re.compile(r"真丝(?!的?手感)|桑蚕丝"), "丝", None),
    (re.compile(r"(?<!不是)纯羊毛|(?<!不是)羊绒"), "羊", None),
    (re.compile(r"(?<!不是)(?:真皮|[头二]层牛皮|牛皮|羊皮)(?!纸)"), "皮", re.compile(r"pu|仿|人造|超纤|合成")),
    (re.compile(r"(?<!不是)(?:全)?实木"), "木", re.compile(r"板材?|密度|颗粒|复合|贴皮")),
    (re.compile(r"(?<!不是)(?:白)?鹅绒"), "鹅", None),
    (re.compile(r"(?<!不是)纯?亚麻"), "麻", None),
    (re.compile(r"304|三零四"), "304", None),
    (re.compile(r"316|三[一幺]六"), "316", None),
    (re.compile(r"(?<!不是)陶瓷"), "陶瓷", None),
)  # fmt: skip
"""Words of a material; what its record must hold; what contradicts it all the same."""
_MATERIAL_WORDS: Final = re.compile("棉|丝|羊|皮|木|绒|麻|304|316|三零四|三[一幺]六|陶瓷")
_MATERIAL_FACTS: Final = re.compile(r"棉|涤|丝|毛|绒|不锈钢|陶瓷|玻璃|聚酯|皮|木|板|麻|硅胶|塑料|pu|铝|铁")
_ORIGIN: Final = re.compile(r"(?:产地|产自|原产(?:于|地)?|来自)[是:在 ]?([一-鿿]{2,3})")
ORIGIN: Final = "产地"


class Differs(NamedTuple):
    """Where in the folded text, and what the sheet says instead."""

    start: int
    end: int
    fact: str


def differs(text: str, sheet: Mapping[str, str]) -> Iterator[Differs]:
    """Every place of the folded `text` that says something else than the sheet does."""
    known = {name: fold(value).text for name, value in sheet.items()}
    yield from _materials(text, " ".join(known.values()))
    for name, value in known.items():
        told = f"{name}{sheet[name]}"
        if value in _NO or value in _YES:
            yield from _yes_no(text, name, value in _YES, told)
        elif name == ORIGIN:
            yield from _origin(text, value, told)
        elif _CODE.fullmatch(value):
            yield from _coded(text, value, told)
        elif held := measures(value + _COUNTS.get(name, "") if value.isdigit() else value):
            yield from _measured(text, name, held, told)


def measures(value: str) -> list[tuple[str, float]]:
    """(unit, how much) of every measure in it, in base units."""
    value = _SIDES.sub(lambda side: f"{side[1]}{side[3]} {side[2]}{side[3]}", value)
    found = (_amount(one) for one in MEASURE.finditer(value))
    return [one for one in found if one is not None]


def _amount(found: re.Match[str]) -> tuple[str, float] | None:
    base, scale = _SCALES[found.group(2)]
    number = number_of(found.group(1))
    return None if number is None else (base, round(number * scale, 6))


def _measured(text: str, name: str, held: list[tuple[str, float]], told: str) -> Iterator[Differs]:
    ways = re.compile(_WAYS.get(name, re.escape(name)))
    units = {unit for unit, _ in held}
    for found in MEASURE.finditer(text):
        said = _amount(found)
        if said is None or said[0] not in units or said in held:
            continue
        clause = max(text.rfind(mark, 0, found.start()) for mark in ",。!?;\n") + 1
        named = [
            way
            for way in ways.finditer(text, max(clause, found.start() - _NEAR), found.start())
            if _BETWEEN.fullmatch(text, way.end(), found.start())
        ]
        if named and not _ASKED.search(text, found.end(), found.end() + 4):
            yield Differs(named[0].start(), found.end(), told)


def _yes_no(text: str, name: str, yes: bool, told: str) -> Iterator[Differs]:
    word = re.compile(re.escape(name.removeprefix("可").removeprefix("能").removesuffix("可用")))
    for found in word.finditer(text):
        start = max(text.rfind(mark, 0, found.start()) for mark in ",。!?;\n") + 1
        clause = _CLAUSE.match(text, start)
        stop = clause.end() if clause else len(text)
        if _ASKED.search(text, start, min(len(text), stop + 1)):
            continue
        denied = bool(_DENIED.search(text[start : found.start()])) or bool(
            _DENIED_AFTER.search(text[found.end() : stop])
        )
        if denied == yes:
            yield Differs(start, max(found.end(), min(stop, found.end() + 6)), told)


def _coded(text: str, value: str, told: str) -> Iterator[Differs]:
    """IPX4, A302: a code of the same letters with another number."""
    letters = value.rstrip("0123456789")
    for found in re.finditer(rf"(?<![a-z]){re.escape(letters)}[0-9]+", text):
        if found[0] != value:
            yield Differs(*found.span(), told)


def _origin(text: str, value: str, told: str) -> Iterator[Differs]:
    for found in _ORIGIN.finditer(text):
        if found.group(1)[:2] not in value:
            yield Differs(found.start(), found.end(), told)


def _materials(text: str, known: str) -> Iterator[Differs]:
    if not _MATERIAL_FACTS.search(known) or not _MATERIAL_WORDS.search(text):
        return
    for words, wanted, against in _MATERIALS:
        for found in words.finditer(text):
            if wanted not in known or (against is not None and against.search(known)):
                yield Differs(*found.span(), known[:40])
