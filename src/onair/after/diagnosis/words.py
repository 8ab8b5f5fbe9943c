"""What viewers say about buying, and why orders end, in a few kinds. Plain alternations over lower case: Python and DuckDB
read them alike."""

import re

SAID: dict[str, str] = {
    "question": r"[?？吗呢么几啥哪谁怎咋]|多少|多[大小久重长高宽深厚远]|如何|有没|能不能|是不是"
    r"|how |what |which |where |when |does |can ",
    "elsewhere": r"别家|别的店|隔壁|别的直播间|别处|外面.{0,4}便宜|平台.{0,4}便宜|更便宜|比.{1,8}贵"
    r"|cheaper|other (shop|store|room)",
    "payment": r"付不了|付款.{0,3}(失败|不了|报错)|支付.{0,3}(失败|不了|报错|异常)|扣款.{0,2}失败|付不出"
    r"|can.?t pay|payment (fail|error)",
    "coupon": r"券.{0,4}(用不了|不能用|领不到|没用|用不上|失效|过期)|(没到|不到|达不到|凑不到)门槛"
    r"|门槛.{0,3}(高|改|变)|满减.{0,3}(用不了|不行)|coupon.{0,12}(not|fail|expired)",
    "no_link": r"没有?链接|链接.{0,4}(没|在哪|打不开|找不到)|找不到(链接|商品|这款)|哪个链接|几号链接|where.{0,8}link|no link",
    "sold_out": r"没货|没库存|抢不到|抢完|售罄|拍不了|sold out|out of stock",
}  # fmt: skip
REASONS: dict[str, str] = {
    "payment": r"支付|付款(失败|异常|超时|报错)|扣款|余额|银行|payment|bank",
    "coupon": r"券|满减|门槛|优惠|coupon|voucher|discount",
    "stock": r"缺货|无货|没货|库存|售罄|stock",
    "price": r"价格|贵|降价|便宜|price|cheaper",
}
"""Why an order was cancelled; what fits none is `other`."""
_SAID = {kind: re.compile(pattern) for kind, pattern in SAID.items()}
_REASONS = {kind: re.compile(pattern) for kind, pattern in REASONS.items()}


def said(text: str) -> list[str]:
    """Kinds that a comment belongs to."""
    low = text.lower()
    return [kind for kind, pattern in _SAID.items() if pattern.search(low)]


def reason(text: str | None) -> str:
    low = (text or "").lower()
    return next((kind for kind, pattern in _REASONS.items() if pattern.search(low)), "other")
