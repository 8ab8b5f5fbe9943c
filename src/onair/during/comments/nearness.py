"""When two short texts say the same: characters in pairs, whatever stands between them. Pure."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_DROPPED = re.compile(r"[^0-9a-z㐀-鿿]+")
_ABLE = re.compile(r"能不能|可不可以|可以|能否|可否")
_FILLING = re.compile(r"请问|主播|老板|姐姐|哥哥|宝宝|这个|那个|一下|有没有|吗|呢|啊|呀|吧|的|了|哦|哈")
_RUN = re.compile(r"(.)\1{2,}")
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
