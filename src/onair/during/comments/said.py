"""A comment with what was read in it."""

from collections.abc import Mapping

from msgspec import Struct

from onair.kernel.i18n import Text

QUESTIONS = frozenset(
    {"price", "size", "shipping", "stock", "link", "quality", "usage", "coupon", "orderhelp", "demand"}
)
"""Intents that wait for an answer."""
RISKS: Mapping[str, Text] = {
    "abuse": Text("辱骂攻击", "Abuse"), "complaint": Text("投诉", "Complaint"), "rumour": Text("传言", "Rumour"),
    "ads": Text("广告导流", "Ads"), "blocked": Text("屏蔽词", "Blocked word"),
}  # fmt: skip
"""Most pressing first."""
LAWFUL = frozenset({None, "complaint", "rumour"})
"""Negative with one of these is criticism: not to be hidden for being so (C26)."""


class Said(Struct):
    """`user`: the keyed hash, None = unknown. `product`: asked about, or talked about at that moment. `cluster`: which one
    it was counted into. `gone`: hidden, voided, or by somebody muted: it counts for nothing but the alarm."""

    key: str
    at: int
    user: str | None
    text: str
    intent: str | None = None
    confidence: float = 0.0
    risk: str | None = None
    negative: bool = False
    product: str | None = None
    cluster: str | None = None
    gone: bool = False

    @property
    def sort(self) -> tuple[str, str] | None:
        """(risk or question, which); None = neither."""
        if self.risk is not None:
            return "risk", self.risk
        if self.negative:
            return "risk", "complaint"
        return ("question", self.intent) if self.intent in QUESTIONS else None

    @property
    def protected(self) -> bool:
        """Negative and lawful."""
        return self.negative and self.risk in LAWFUL
