"""The layouts that come with OnAir, in both languages; a team's own begin as a copy of one. They pass our own check
(tests)."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from onair.during.overlays.layout import Body, Size, Widget
from onair.kernel.i18n import Lang, Text

NAMES: Mapping[tuple[Size, Lang], Text] = {
    ("tall", "zh"): Text("竖屏 1080×1920", "Tall 1080×1920, Chinese"),
    ("wide", "zh"): Text("横屏 1920×1080", "Wide 1920×1080, Chinese"),
    ("tall", "en"): Text("竖屏 1080×1920（英文）", "Tall 1080×1920"),
    ("wide", "en"): Text("横屏 1920×1080（英文）", "Wide 1920×1080"),
}


class Lines(NamedTuple):
    """What a preset says of itself."""

    proof: tuple[str, ...]
    scene: tuple[str, ...]


_SAYS: Mapping[Lang, Lines] = {
    "zh": Lines(
        ("本场已付款 {product.paid_orders} 单", "{product.name}", "今天补货 {show.restocks_today} 次"),
        ("马上回来", "[[接下来：{next.product}]]"),
    ),
    "en": Lines(
        ("{product.paid_orders} orders paid", "{product.name}", "restocked {show.restocks_today} × today"),
        ("Back in a moment", "[[Next: {next.product}]]"),
    ),
}


@cache
def preset(size: Size, lang: Lang = "zh") -> Body:
    return _tall(_SAYS[lang]) if size == "tall" else _wide(_SAYS[lang])


def preset_id(size: Size, lang: Lang = "zh") -> str:
    return f"preset_{size}" if lang == "zh" else f"preset_{size}_{lang}"


def _tall(says: Lines) -> Body:
    return Body(
        size="tall", scene=says.scene,
        widgets=(
            Widget(id="seller", kind="seller", x=2, y=3, w=34, h=6),
            Widget(id="ai", kind="ai_label", x=36, y=3, w=7, h=3),
            Widget(id="proof", kind="proof", x=2, y=10, w=28, h=12, lines=says.proof),
            Widget(id="qa", kind="qa", x=2, y=23, w=32, h=9),
            Widget(id="subtitles", kind="subtitles", x=2, y=32, w=41, h=5, hold="bottom"),
            Widget(id="offer", kind="offer", x=2, y=38, w=41, h=26, hold="bottom"),
            Widget(id="next", kind="next", x=2, y=65, w=34, h=3, hold="bottom"),
        ),
    )  # fmt: skip


def _wide(says: Lines) -> Body:
    return Body(
        size="wide", scene=says.scene,
        widgets=(
            Widget(id="seller", kind="seller", x=2, y=2, w=34, h=5),
            Widget(id="ai", kind="ai_label", x=71, y=2, w=7, h=3),
            Widget(id="proof", kind="proof", x=2, y=7, w=28, h=11, lines=says.proof),
            Widget(id="qa", kind="qa", x=46, y=7, w=32, h=9),
            Widget(id="offer", kind="offer", x=2, y=18, w=38, h=25, hold="bottom"),
            Widget(id="subtitles", kind="subtitles", x=41, y=33, w=37, h=6, hold="bottom"),
            Widget(id="next", kind="next", x=41, y=40, w=34, h=3, hold="bottom"),
        ),
    )  # fmt: skip
