"""What comes in at the door of a ticket: invisible signs go, digits and names that reach a person become `***`. Pure.

Stricter than what events pass (`kernel.text.mask_personal`): a ticket is read for months. An order's number has a field of
its own, so no run of seven digits or more is needed in the words. A name that somebody writes of himself cannot be told
from other words and stays; the form asks for none.
"""

import re
import unicodedata

from onair.kernel.text import mask_personal

TEXT_MAX = 1000
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_DIGITS = re.compile(
    r"(?P<date>(?<!\d)20\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?![-./]?\d))"
    r"|(?<!\d)\d(?:[- ·._/]{0,2}\d){6,}[xX]?"
)
_SPELT = re.compile(r"[〇零一二三四五六七八九幺两]{11,}")
_HANDLE = re.compile(
    r"((?:微信|威信|薇信|v信|wechat|weixin|vx|wx|qq|扣扣)(?:号|id)?\s*[:：是为]?\s*)[a-z0-9][-_a-z0-9]{4,19}",
    re.IGNORECASE,
)
_LINES = re.compile(r"\n{3,}")


def plain_digits(text: str) -> str:
    """Full-width and other digits as 0–9; everything else as it was written."""
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not "0" <= sign <= "9" else sign for sign in text
    )


def clean(text: str, most: int = TEXT_MAX) -> str:
    """Text as it is kept; at most `most` signs, masked before it is cut so that no half of a number is left."""
    shown = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = mask_personal(plain_digits(shown))
    shown = _DIGITS.sub(lambda run: run["date"] or "***", shown)
    shown = _SPELT.sub("***", shown)
    shown = _HANDLE.sub(r"\1***", shown)
    return _LINES.sub("\n\n", shown).strip()[:most]
