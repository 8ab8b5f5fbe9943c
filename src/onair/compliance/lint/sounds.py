"""Words spelt as they sound: zui好, guo家级, 国佳级. Pure; the table of sounds is read when first needed.

Latin spellings count for the words of `SPELT`; another character of the same sound only in words of three or more,
where chance does not make one.
"""

import re
from functools import cache
from itertools import product

from ahocorasick import Automaton

from onair.kernel.folding import Folded, replaced
from onair.kernel.sounds import syllables

SPELT = (
    "最", "最好", "最佳", "最低", "最强", "最优", "第一", "第一名", "第一品牌", "顶级", "顶尖", "极品", "极致", "国家级",
    "世界级", "全网最低", "全国第一", "销量第一", "唯一", "独家", "首创", "绝对", "万能", "保本", "稳赚", "微信", "加微信",
    "特供", "疗效", "治疗", "根治", "药妆", "原价", "好评",
)  # fmt: skip
FIXED = {
    "薇信": "微信",
    "威信": "微信",
    "徽信": "微信",
    "v信": "微信",
    "罪低": "最低",
    "罪好": "最好",
    "罪佳": "最佳",
    "弟一名": "第一名",
}
SPLIT = {
    "氵台": "治", "疒了": "疗", "疒丙": "病", "疒甬": "痛", "疒正": "症", "氵肖": "消", "木及": "极", "日取": "最", "丁页": "顶",
    "纟及": "级", "纟色": "绝", "牜寺": "特", "牛寺": "特", "亻共": "供", "亻氐": "低", "亻介": "价", "亻言": "信", "口隹": "唯",
    "犭虫": "独", "车专": "转", "贝兼": "赚", "火暴": "爆", "亻尔": "你", "饣反": "饭", "木艮": "根",
}  # fmt: skip
"""A character written as its halves."""
_LATIN = re.compile(r"[a-z]")
_SHORT = frozenset({"zui"})
"""The one single syllable that is no other word."""


def sounded(folded: Folded) -> Folded:
    """With such spellings replaced by the words they stand for."""
    text, edits, done = folded.text, list[tuple[int, int, str]](), 0
    for start, end, word in sorted(_found(text), key=lambda one: (one[0], -one[1])):
        if start >= done:
            edits.append((start, end, word))
            done = end
    return replaced(folded, edits)


def _found(text: str) -> list[tuple[int, int, str]]:
    found = []
    for last, (size, word) in spellings().iter(text):
        start, end = last + 1 - size, last + 1
        inside = (_LATIN.match(text[start]) and start and _LATIN.match(text[start - 1])) or (
            _LATIN.match(text[last]) and end < len(text) and _LATIN.match(text[end])
        )
        if not inside:
            found.append((start, end, word))
    aloud = text.translate(spoken())
    for last, word in homophones().iter(aloud):
        start, end = last + 1 - len(word), last + 1
        if text[start:end] != word and not _LATIN.search(text[start:end]):
            found.append((start, end, word))
    return found


@cache
def spellings() -> Automaton:
    """Every way to write a word with some of its characters in Latin letters."""
    made = Automaton()
    for word in SPELT:
        choices = [(sign, _plain(sign)) for sign in word]
        for chosen in product(*choices):
            latin = [one.isascii() for one in chosen]
            if any(latin) and (len(word) > 1 or chosen[0] in _SHORT):
                for gap in ("", " "):
                    key = gap.join(chosen)
                    made.add_word(key, (len(key), word))
    for wrong, word in (FIXED | SPLIT).items():
        made.add_word(wrong, (len(wrong), word))
    made.make_automaton()
    return made


@cache
def homophones() -> Automaton:
    made = Automaton()
    for word in SPELT:
        if len(word) >= 3:
            made.add_word(word.translate(spoken()), word)
    made.make_automaton()
    return made


@cache
def spoken() -> dict[int, int]:
    """Each character as a sign of its sound without tone."""
    numbers: dict[str, int] = {}
    return {
        ord(sign): 0xE000 + numbers.setdefault(said, len(numbers))
        for sign, said in syllables().items()
        if 0x4E00 <= ord(sign) < 0xA000
    }


@cache
def _plain(sign: str) -> str:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 (slow, once)

    return "".join(lazy_pinyin(sign, style=Style.NORMAL))
