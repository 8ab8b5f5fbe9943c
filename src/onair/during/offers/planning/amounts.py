"""Money that a title names, and what each amount is said to be. Pure; numbers that are no money are left alone.

Read are figures and Chinese numerals with a sign (¥ ￥ $ € £) or a unit (元 块 圆 yuan), or right after a word of price
(到手价59, 立减20, 满100减20). 50ml, 2件, 3块装, 100元气 and the price of a part (每片0.5元) are not.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from onair.kernel.money import exponent

Said = Literal["price", "off", "threshold", "compared", "usual", "gift", "payment", "part"]
"""`payment`: one of an instalment; `part`: of a piece, a gram, a day, which no offer has."""
_CN = "零一二三四五六七八九"
_CN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUM = r"(?P<num>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+)"
_AFTER_KUAI = "起|包邮|抢|拿|到手|券|优惠|每|一|带走|秒|的"
"""块 is money before these and at the end of a word; before anything else it counts pieces: 3块装."""
_KUAI = rf"块(?:钱|(?P<jiao>[\d{_CN}])(?![\d{_CN}])|(?![\u4e00-\u9fff])|(?={_AFTER_KUAI}))"
_TAIL = rf"(?:(?<=\d)(?P<wan>万))?\s*(?:元(?![素气宝旦宵件])|圆(?![形桌])|yuan|{_KUAI})"
_MONEY = re.compile(
    rf"(?P<sign>[¥$€£]|CNY|RMB)\s*{_NUM}|(?<![\d.,]){_NUM.replace('num', 'unit')}{_TAIL}|"
    rf"(?P<word>价|只要|立减|直降|券后|满|减|省)\s*{_NUM.replace('num', 'bare')}"
    r"(?![\d.,]*\s*(?:件|个|瓶|盒|支|片|份|套|人|单|次|天|期|年|折|%|ml|g|kg|L|cm|mm|片|包|双|块[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_BEFORE: tuple[tuple[Said, str], ...] = (
    ("payment", r"(?:每|首)期"),
    ("part", r"每\s*\d*\s*(?:片|粒|颗|克|毫升|ml|g|斤|米|天|次|杯|餐|晚)|平均|均价|折合"),
    ("threshold", r"满|[Oo]ver|above"),
    ("compared", r"原价|划线价|参考价|吊牌价|专柜价|比较价|零售价|市场价|\bwas|\blist price|RRP"),
    ("usual", r"日常价|平时|平常|结束后|恢复|之后|[Uu]sual(?:ly)?|[Aa]fterwards"),
    ("gift", r"价值|本店现价|worth"),
    ("off", r"减|省|直降|便宜|抵|[Oo]ff|[Ss]ave"),
)
_AFTER: tuple[tuple[Said, str], ...] = (
    ("off", r"\s*(?:无门槛|优惠|满减|现金)*(?:券|红包)|\s*off"),
    ("payment", r"\s*[/每×x*]\s*\d*\s*(?:期|month)|\s*a month"),
    ("part", r"\s*[/每]\s*(?:片|粒|颗|克|ml|g|斤|米|天|次|杯|晚)"),
)
_NEAR = 8
_FREE_POST = re.compile(r"\s*元?(?:以上)?包邮")


class Amount(NamedTuple):
    """`minor`: in the currency's minor unit; `text`: as it stands in the title."""

    said: Said
    minor: int
    text: str


def amounts(title: str, currency: str) -> Iterator[Amount]:
    """In order."""
    text = unicodedata.normalize("NFKC", title).replace("\u200b", "")
    for found in _MONEY.finditer(text):
        number = found["num"] or found["unit"] or found["bare"]
        value = _number(number)
        if value is None:
            continue
        value = value * 10_000 if found["wan"] else value
        if found["jiao"]:
            value += (_number(found["jiao"]) or Decimal(0)) / 10
        said = _said(text, found)
        if said == "threshold" and _FREE_POST.match(text, found.end()):
            continue  # of the postage, which is no term of an offer
        yield Amount(said, int(value.scaleb(exponent(currency)).to_integral_value()), found[0].strip())


def _said(text: str, found: re.Match[str]) -> Said:
    """By the nearest word before it, else by what follows."""
    for said, words in _AFTER:
        if re.compile(words).match(text, found.end()):
            return said
    begin = found.start("bare") if found["bare"] else found.start()
    near = re.split(r"[,，。;；、|]|\d(?=[^\d.]*$)", text[max(0, begin - _NEAR) : begin])[-1]
    best: tuple[int, Said] = (-1, "price")
    for said, words in _BEFORE:
        at = max((one.end() for one in re.finditer(words, near)), default=-1)
        if at > best[0]:
            best = (at, said)
    return best[1]


def _number(text: str) -> Decimal | None:
    """1,299.5 or 九十九; None for what is no number (二三)."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    total, section, digit = 0, 0, -1
    for sign in text.replace("两", "二"):
        if sign in _CN:
            if digit > 0:
                return None
            digit = _CN.index(sign)
            continue
        unit = _CN_UNITS[sign]
        ones = 1 if digit < 0 and unit == 10 else max(digit, 0)
        if unit == 10_000:
            total, section = (total + section + max(digit, 0)) * unit, 0
        else:
            section += ones * unit
        digit = -1
    return Decimal(total + section + max(digit, 0))
