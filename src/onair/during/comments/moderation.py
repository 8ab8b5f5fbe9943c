"""Which reasons hide a comment, and whether one fits: criticism is protected. Pure but for reading the list once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from onair.during.comments.said import Said

NO_REASONS = frozenset(
    {
        "negative", "criticism", "bad_review", "complaint", "unfavourable", "unfavorable", "bad", "review", "sentiment",
        "差评", "负面", "投诉", "批评", "不好听", "影响销售", "影响成交", "带节奏",
    }
)  # fmt: skip
"""What people write who want criticism gone. Never a reason (C26)."""
_CONTACT = re.compile(
    r"(?i)(微信|加[v薇]|(?<![a-z])(?:vx|wx|tg)(?![a-z])|(?<!q)qq(?!q|弹|糖)|扣扣|群号|私聊|http|www\.|\.com|\.cn|二维码|telegram"
    r"|(?<!\d)(?!123(?:15|45|00|18|65|66|77|88|89)(?!\d))\d{5,})"
)
"""Numbers of the authorities (12315, 12345 …) are no contact: who names them complains."""
_PERSONAL = re.compile(r"\*\*\*|\d{7,}|@\w+\.\w+")
REPEATED_MIN = 3
NOTE_MIN = 4


class ReasonSaid(Struct, frozen=True, forbid_unknown_fields=True):
    zh: str
    en: str


class HideReason(Struct, frozen=True, forbid_unknown_fields=True):
    """`note`: it must be said in words, every time."""

    id: str
    say: ReasonSaid
    basis: ReasonSaid
    risk: list[str] = []
    sign: list[str] = []
    note: bool = False


@cache
def reasons() -> Mapping[str, HideReason]:
    """By code, in the order of their keys."""
    raw = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text("utf-8"))
    return {one.id: one for one in convert(raw["reasons"], list[HideReason])}


def fits(reason: HideReason, said: Said, repeated: int) -> bool:
    """Whether what is known of the comment shows it. `repeated`: how often this person said it, near enough."""
    signs = {
        "contact": _CONTACT.search(said.text) is not None,
        "personal": _PERSONAL.search(said.text) is not None,
        "repeated": repeated >= REPEATED_MIN,
    }
    return said.risk in reason.risk or any(signs[sign] for sign in reason.sign)
