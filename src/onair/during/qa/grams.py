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
    "请问一下|请问下|请问|问一下|问下|想问|我想|主播|老板|老师|小姐姐|姐姐|亲亲|亲|宝贝|家人们|大家|你们家|你们|咱们|咱家|你家|您"
    "|这款|这个|那款|那个|这种|一下|[吗呢呀啊吧哦嘛哈哒滴的了呐哇]"
)
_SAME = (
    (r"(.)[不没]\1", r"\1"),
    (
        "多少钱|多钱|多少米|几块钱|几块|什么价格|什么价位|什么价|价格多少|价格是多少|啥价格?|咋卖|怎么卖|价格|价位|到手价",
        "价",
    ),
    ("什么时候|啥时候|多长时间|多久|几天|几时|何时", "时"),
    ("发货|寄出|发出|出货|配送", "发"),
    ("快递|物流|顺丰|包裹", "递"),
    ("邮费|快递费|运费", "运费"),
    ("包邮|免邮|免运费", "包邮"),
    ("能不能|可不可以|能否|可不可|可以|能够|行吗|行不行", "能"),
    ("有没有|有木有|有无|是不是|是否有?|会不会|要不要|需不需要|需要", ""),
    ("怎么样|好不好|咋样|怎样", ""),
    ("怎么|咋|如何", "怎"),
    ("什么|啥|哪些|哪个|哪家", "何"),
    ("无理由退货|退换货|退换|退掉|退货", "退"),
    ("优惠[券卷劵]|领[券卷劵]|[券卷劵]", "券"),
    ("便宜|打折|折扣|降价", "优惠"),
    ("老顾客|老粉丝?|老客户?", "老客"),
    ("尺码|尺寸|码数|型号", "码"),
    ("是?多少|几", "几"),
    ("多大|大小", "几大"),
    ("材质|材料|面料|料子", "材"),
    ("质保|保修|包换", "保修"),
    ("赠品|赠送|附送|送", "赠"),
    ("清洗|清洁|清理|刷洗", "洗"),
    ("小孩子?|孩子|小朋友|儿童|宝宝", "孩"),
    ("噪音|声音|吵", "声"),
    ("电池炉|电磁灶|感应炉", "电磁炉"),
    ("煤气灶?|燃气灶?|天然气", "燃气"),
    ("毫升|ml", "毫升"),
    ("碎了?|破损|坏的|坏了", "坏"),
    ("掉色|褪色", "掉色"),
    ("费电|耗电", "费电"),
    ("[不没]$|没有$|[不没](?= )", ""),
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


@lru_cache(maxsize=20_000)
def grams(text: str) -> frozenset[str]:
    """Of a normal text: its Latin words and numbers whole, of the rest every character and every two in a row."""
    return frozenset(_grams(text))


def _grams(text: str) -> Iterator[str]:
    for word in text.split():
        yield from _LATIN.findall(word)
        for run in _LATIN.split(word):
            yield from run
            yield from (run[i : i + 2] for i in range(len(run) - 1))


COMMON = frozenset("能会有是要用何怎几时好大我")
"""Characters of nearly every question: they say little of what is asked."""


@lru_cache(maxsize=50_000)
def told(gram: str) -> float:
    """How much a run says, beside how rare it is."""
    return 0.5 if all(sign in COMMON for sign in gram) else 1.0
