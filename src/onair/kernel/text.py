"""Text from viewers is hostile and may hold personal data: masked before it is written anywhere.

And the one way to say a size.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

# Mainland mobile numbers, with the separators people use against filters; landlines; e-mail; id cards.
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9](?:[- ·.]?\d){9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
_ID_CARD = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_ADDRESS = re.compile(
    r"[一-鿿]{2,12}(?:省|市|区|县|镇|路|街|巷|弄)[一-鿿0-9]{0,20}?\d{1,5}(?:号|栋|幢|单元|室)[一-鿿0-9\-]{0,12}"
)
_GLANCE = re.compile(r"[\d@号栋幢室元]")
"""No sign holds a line end, so a sign in lines that were joined is a sign in one of them."""
_HINT = re.compile(r"\d{7}|\d[- ·.]\d|@|[号栋幢室元]")


def mask_personal(text: str) -> str:
    """Phone-, address-, mail- and id-like runs become `***`; linear time, other text unchanged."""
    if not _GLANCE.search(text) or not _HINT.search(text):  # most texts have nothing of the kind
        return text
    for pattern in (_MAIL, _ID_CARD, _PHONE, _LANDLINE, _ADDRESS):
        text = pattern.sub("***", text)
    return text


def may_be_personal(texts: Iterable[str]) -> bool:
    """False: `mask_personal` changes none of these. One look at all of them, which ends at the first sign."""
    joined = "\n".join(texts)
    return _GLANCE.search(joined) is not None and _HINT.search(joined) is not None


def mask_name(name: str) -> str:
    """A nickname off air: first character and two stars."""
    return f"{name[:1]}**"


def file_name(given: str | None) -> str:
    """The last part of the name a browser sends, printable and short."""
    base = PurePosixPath((given or "").replace("\\", "/")).name
    return "".join(c for c in base if c.isprintable())[-120:] or "file"


def as_size(limit: int) -> str:
    """A limit in bytes as people read it: whole MiB where it is one, else KiB."""
    return f"{limit >> 20} MiB" if limit >= 2**20 and limit % 2**20 == 0 else f"{limit >> 10} KiB"
