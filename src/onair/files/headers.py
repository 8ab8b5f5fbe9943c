"""Headers by name, never by place: normalised for matching, kept verbatim for people.

The signature of a set of headers finds a learnt mapping again, whatever the file is called.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

_FULL_WIDTH = str.maketrans("（）［］％／：　", "()[]%/: ")
_PERSONAL = re.compile(
    r"收件人|收货|手机|电话|联系|地址|支付宝账号|身份证|买家留言|留言|备注|会员名|昵称|姓名|邮箱|买家(?!实际|应付)"
    r"|phone|mobile|address|e-?mail|buyer|recipient|consignee|full ?name|nick|user|id.?card|zip|passport",
    re.IGNORECASE,
)
_BUSINESS = re.compile(r"达人|主播|店铺|host|shop|seller", re.IGNORECASE)


def normalise(header: str) -> str:
    """Without BOM, TAB and blanks around; one blank inside; brackets half-width; Latin case-folded."""
    body = header.replace("\ufeff", "").translate(_FULL_WIDTH)
    return re.sub(r"\s+", " ", body).strip().casefold()


def signature(headers: Iterable[str]) -> str:
    """128 bits over the set of normalised names: order and decoration do not matter."""
    names = sorted({normalise(header) for header in headers} - {""})
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]


def is_personal(header: str) -> bool:
    """A column that may hold a person's data: never shown in samples, excerpts or logs."""
    return bool(_PERSONAL.search(header)) and not _BUSINESS.search(header)


def find(headers: Sequence[str], *aliases: str) -> int | None:
    """Place of the first alias that is there."""
    places = {normalise(header): place for place, header in reversed(list(enumerate(headers)))}
    for alias in aliases:
        place = places.get(normalise(alias))
        if place is not None:
            return place
    return None
