"""When two short texts say the same: characters in pairs, whatever stands between them. Pure."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_DROPPED = re.compile(r"[^0-9a-z㐀-鿿]+")
_ABLE = re.compile(r"能不能|可不可以|可以|能否|可否")
_FILLING = re.compile(r"请问|主播|老板|姐姐|哥哥|宝宝|这个|那个|一下|有没有|吗|呢|啊|呀|吧|的|了|哦|哈")
_RUN = re.compile(r"(.)\1{2,}")
_DEGREE = re.compile(
    r"实在|属实|有点|一点|太|好|真|很|死|住|麻|爆|炸|透|极|也|又|都|这|就|是|的|了|啊|呀|哦|吧|吗"
)
_AGAIN = re.compile(r"(.)\1+")
_EMPTY = frozenset("不没别无我你他她它在有")
NEAR = 0.5
"""Share of pairs in common, of all pairs of both."""
WITHIN = 0.8
"""Share of the shorter one's pairs that the longer one holds."""
PAIRS_MIN = 3
"""Fewer pairs are within anything by chance."""


class Shape(NamedTuple):
    """`bare`: the text without punctuation, width, case and repetition. `pairs`: of its characters, fillers left out."""

    bare: str
    pairs: frozenset[str]


@lru_cache(maxsize=8192)
def shape(text: str) -> Shape:
    folded = unicodedata.normalize("NFKC", text[:200]).lower()
    bare = _RUN.sub(r"\1\1", _DROPPED.sub("", folded))
    core = _FILLING.sub("", _ABLE.sub("能", bare)) or bare
    return Shape(bare, frozenset(core[i : i + 2] for i in range(len(core) - 1)) or frozenset((core,)))


def near(one: Shape, other: Shape) -> bool:
    """Say the same, as far as letters tell."""
    if one.bare == other.bare:
        return True
    common = len(one.pairs & other.pairs)
    if not common:
        return False
    least = min(len(one.pairs), len(other.pairs))
    return common / len(one.pairs | other.pairs) >= NEAR or (least >= PAIRS_MIN and common / least >= WITHIN)


def outcry(one: Shape) -> str:
    """The one word that is called out, however loudly: 卡 of 太卡了, 卡死了 and 卡卡卡; "" where more is said."""
    core = _AGAIN.sub(r"\1", _DEGREE.sub("", one.bare))
    return core if 1 <= len(core) <= 2 and core not in _EMPTY else ""
