"""A question as a bag of short runs of characters, so that word order and particles matter little. Pure, linear time."""

import re
from collections.abc import Iterator
from functools import lru_cache

from onair.kernel.folding import ALIKE, SIMPLE, UNSEEN, WIDTH, fold

LONGEST = 120
"""Characters of a comment that are looked at: a question is short, what is longer is no better told by its end."""
_NOISE = re.compile(r"\[[^\[\]]{1,4}\]|[^0-9a-z\u4e00-\u9fff]+")
_REPEATED = re.compile(r"(.)\1{2,}")
_FILLER = re.compile(
    "请问一下|请问下|请问|问一下|问下|想问|我想|主播|老板|老师|小姐姐|姐姐|亲亲|亲|宝宝|宝贝|家人们|大家|你们家|你们|咱们|咱家|你家|您"
    "|这款|这个|那款|那个|这种|一下|[吗呢呀啊吧哦嘛哈哒滴的了呐哇]"
)
_SAME = (
    (
        "多少钱|多钱|几多钱|什么价格|什么价位|什么价|价格多少|价格是多少|啥价|咋卖|怎么卖|几块钱|几块|价格",
        "价",
    ),
    ("什么时候|啥时候|多久能|多久可以|多长时间|几天能|几天可以|几时|多久|几天", "时"),
    ("发货|寄出|发出|出货|配送", "发"),
    ("快递|物流|顺丰|包裹", "递"),
    ("能不能|可不可以|是否可以|可以不可以|能否|可不可|可以|能够", "能"),
    ("有没有|是否有|有木有|有无", "有"),
    ("是不是|是否", "是"),
    ("会不会", "会"),
    ("怎么样|好不好|咋样|如何|怎样", "咋"),
    ("怎么|咋|如何|怎样", "咋"),
    ("什么|啥", "何"),
    ("退货|退换货|退换|退掉|退款|不满意能退|无理由", "退"),
    ("优惠券|优惠卷|领券|卷|券", "券"),
    ("便宜|优惠|打折|折扣|降价", "惠"),
    ("尺码|尺寸|多大|大小|型号", "寸"),
    ("材质|材料|面料|料子", "材"),
    ("电磁炉|电磁灶|感应炉", "磁炉"),
    ("洗碗机", "洗碗机"),
    ("质保|保修|包换|售后|保质", "保"),
    ("赠品|赠送|送不送|附送|会送|送", "赠"),
    ("清洗|清洁|刷洗|好洗|好刷", "洗"),
)
_RULES = tuple((re.compile(words), one) for words, one in _SAME)
_LATIN = re.compile(r"[0-9a-z]+")


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """One spelling of one question: half width, lower case, no signs, no forms of address, like words alike."""
    body = fold(text[:LONGEST], (WIDTH, UNSEEN, SIMPLE, ALIKE)).text
    body = _REPEATED.sub(r"\1", _NOISE.sub(" ", body))
    plain = _FILLER.sub("", body)
    for pattern, one in _RULES:
        plain = pattern.sub(one, plain)
    return " ".join(plain.split())


def grams(text: str) -> frozenset[str]:
    """Of a normal text: its Latin words and numbers whole, of the rest every character and every two in a row."""
    return frozenset(_grams(text))


def _grams(text: str) -> Iterator[str]:
    for word in text.split():
        yield from _LATIN.findall(word)
        for run in _LATIN.split(word):
            yield from run
            yield from (run[i : i + 2] for i in range(len(run) - 1))
