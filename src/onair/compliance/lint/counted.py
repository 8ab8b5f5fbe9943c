"""Numbers that somebody typed where only the ledger may speak: sold, bought, left, restocked, time that runs out, prices.

Digits of any script count: full width, circled, keycaps, Chinese small and capital numerals, words. Pure; for lines of
a few hundred characters.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from onair.kernel.folding import UNSEEN, WIDTH, fold

HOLE = "\ufffc"
"""Stands for a token of an overlay, whose number the ledger gives."""
_CAPITAL = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億零〇两兩俩仨廿卅", "一二三四五六七八九十百千万亿零零二二二三廿卅"
)
_NUM = (
    r"(?:[0-9][0-9,.·' ]{0,24}(?:[千百万亿]|[kKwW](?![a-zA-Z])){0,4}"
    r"|[零一二三四五六七八九十百千万亿廿卅数几上过破]{0,16}[零一二三四五六七八九十百千万亿廿卅])"
)
_MORE = r"\s*[+＋多余来几]?\s*"
_WORD_NUM = (
    r"(?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundreds?|thousands?|millions?|dozens?)\b[\s-]*(?:and\s+)?){1,8}"
)
_ANY = rf"(?:{_NUM}|\b{_WORD_NUM})"
_UNIT = (
    r"(?:人(?!份|座|位|用(?!过|了)|帐|间|参|餐|沙发|桌|床|锅|行(?!动)|款|车|档|以[内上下]|套|装)|名|位(?!于|置)|单(?!元|品|肩|层|人|鞋|门|反|件|双|眼|片|手)|件(?!套|装|式)|次(?!性|元|日)"
    r"|份(?!装|额)|组(?!件|合|成|装)|个(?:人|家庭|下单|顾客|客户|订单|用户|粉丝)|笔|户|家(?:人)?下单|台已|口已|批(?!发)|箱已|套已)"
)
_EN_UNIT = (
    r"\s*\+?\s*(?:people|persons?|orders?|buyers?|customers?|viewers?|users?|sold|bought|pieces|pcs|units?|left|times"
    r"|restocks?|in stock|remaining)\b"
)
_SOLD = r"(?:已售|已卖|售出|卖出|卖了|售罄|销量|热卖|狂销|爆卖|成交|已拍|拍下|已抢|抢购|下单|付款|购买|回购|复购|补货|加购)"
_LEFT = r"(?:仅剩|只剩|就剩|还剩|剩余|剩下|仅余|只余|仅有|只有|库存|余量|最后|剩)"
_TOLD, _STILL = r"(?:已售|已卖|售出|卖出|销量)", r"(?:[仅只就还]剩|剩余|[仅只]余)"
_BETWEEN = r"[\s:：\-—~～【\[（(“\"'‘《<「『]*"
"""What people set between such a word and its number; after 下单 or 购买 a bracket begins something else."""
_LITTLE = rf"(?:{_LEFT}\s*[:：不到]*\s*|{_STILL}{_BETWEEN})"
_SPAN = r"\s*(?:秒钟?|分钟?|刻钟|小时|个小时|天)"
_OVER = r"(?:结束|截止|恢复|涨价|下架|失效|关闭|停止|收官|没有|就没|原价|撤)"
_TIME = (
    r"(?:[0-9]{1,2}\s*[:：]\s*[0-9]{2}(?:\s*[:：]\s*[0-9]{2})?"
    r"|[0-9零一二三四五六七八九十]{1,3}\s*[点时](?:[0-9一二三四五六七八九十]{1,3}分|半|整)?)"
)


class Claim(NamedTuple):
    """`rule`: C12, C15, C16 or C17; `start`, `end` in the text that was given."""

    rule: str
    start: int
    end: int


_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        ("C17", rf"(?:倒计时|距离?结束|距截止|还有|最后|仅剩|只剩|还剩|剩)[^\S\n]*[:：]?\s*{_ANY}{_SPAN}"),
        ("C17", rf"(?:倒计时|距离?结束|距截止|还剩|剩余|剩)\s*[:：]?\s*{_TIME}"),
        ("C17", rf"{_ANY}{_SPAN}\s*[之以]?[后内]\s*[就将即会]?{_OVER}"),
        ("C17", rf"{_TIME}\s*(?:准时)?{_OVER}"),
        ("C17", rf"(?:ends?|expires?|over|gone)\s+in\s+{_ANY}"),
        ("C17", rf"(?:only|last)\s+{_ANY}\s*(?:seconds?|secs?|minutes?|mins?|hours?)\b"),
        ("C17", rf"{_ANY}\s*(?:seconds?|secs?|minutes?|mins?|hours?)\s*(?:left|to go|remaining)\b"),
        ("C16", rf"{_LITTLE}{_ANY}{_MORE}(?:[件份单套个口台瓶盒箱组条双只支袋包席名位]|$|[^\w]|(?=[a-z]))"),
        ("C16", rf"(?:only|just)\s+{_ANY}\s*(?:\w+\s+)?(?:left|remaining|in stock)\b|{_ANY}\s*(?:left|remaining)\b"),
        ("C15", rf"(?:{_SOLD}\s*[:：了过达超]*\s*|{_TOLD}{_BETWEEN}){_ANY}"),
        ("C15", rf"(?:sold|sales|bought|ordered)\s*[:：]?\s*(?:over|more than)?\s*{_ANY}"),
        ("C15", rf"{_NUM}{_MORE}{_UNIT}"),
        ("C15", rf"{_ANY}{_EN_UNIT}"),
        ("C15", rf"{_NUM}{_MORE}[^\n]{{0,4}}{_SOLD}"),
        ("C12", rf"[¥￥$€£]\s*{_NUM}|{_NUM}\s*(?:元|块钱|块(?!状)|rmb\b|yuan\b)"),
        ("C15", rf"{_NUM}[\s,.]{{0,4}}{HOLE}|{HOLE}[\s,.]{{0,4}}(?:[0-9]|[千百万亿十]|[kKwW](?![a-zA-Z]))"),
    )
)  # fmt: skip
_HOW_MANY = r"[0-9一二三四五六七八九十百千万]+(?:\s*[-~到至]\s*[0-9一二三四五六七八九十]+)?"
_LAWFUL = re.compile(
    r"一次性|一次付清|一件代发|一人一码|每一(?:次|件|份|单|个)|再一次|有一次|一份心意|一(?:件|人|次|个人|单)|"
    r"最后一(?:步|页|天|场|棒)|[0-9一二三四五六七八九十]+件套|只有一个|"
    rf"(?<!补货)第\s*{_HOW_MANY}\s*(?:件|人|单|次|位|名|份|批|个)(?!补货)|"
    rf"(?:每人|每单|每户|[本这]批|限购|限拍|限|满|(?<![已人])买|任选|选|最多|至多|不超过|单次|赠品?|送|[可能]坐|容纳|可睡|适合|可供|够)[^,，。\n]{{0,4}}?"
    rf"{_HOW_MANY}\s*(?:件|单|次|份|个?人|位|名|组)|"
    rf"(?:耐磨|耐洗|按压|弯折|水洗|机洗|清洗|冲泡|折叠|循环|跌落|使用|开合|插拔|摔|洗|泡|刷|喷|用)\s*{_HOW_MANY}\s*次|"
    rf"{_HOW_MANY}\s*次\s*(?:按压|弯折|清洗|循环|冲泡|机洗|水洗|充电|跌落|折叠|开合|每|用完)|"
    rf"(?:seats|fits|serves|for|limit|max|up to)\s+{_HOW_MANY}\s*(?:people|persons?|pieces|orders?|times)?",
    re.IGNORECASE,
)
"""What counts something else than sales: order, limits and conditions, room, wear. With a word of selling beside it the
claim is longer than this and stays one."""


EVERY: Final = frozenset(rule for rule, _ in _RULES)


def claims_of(text: str, rules: frozenset[str] = EVERY) -> list[Claim]:
    """Where the text states a number by itself; HOLE stands for tokens. The first rule that finds a place has it."""
    plain, places = _plain(text)
    spared: list[tuple[int, int]] | None = None
    taken: list[tuple[int, int]] = []
    claims: list[Claim] = []
    for rule, pattern in _RULES:
        for found in pattern.finditer(plain) if rule in rules else ():
            start, end = found.span()
            end -= len(found[0]) - len(found[0].rstrip())
            if spared is None:
                spared = [lawful.span() for lawful in _LAWFUL.finditer(plain)]
            if _within(taken, start, end) or any(a <= start and end <= b for a, b in spared):
                continue
            taken.append((start, end))
            claims.append(Claim(rule, places[start], places[end - 1] + 1))
    return sorted(claims, key=lambda claim: claim.start)


def _within(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in taken)


def _plain(text: str) -> tuple[str, list[int]]:
    """One spelling for each digit, nothing invisible; and where each character came from."""
    folded = fold(text, (WIDTH, UNSEEN))
    plain = "".join(str(unicodedata.decimal(one, one)) for one in folded.text)
    return plain.translate(_CAPITAL), list(folded.at)
