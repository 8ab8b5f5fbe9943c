"""The layouts that come with OnAir; a team's own begin as a copy of one. They pass our own check (tests)."""

from functools import cache

from onair.during.overlays.layout import Body, Size, Widget
from onair.kernel.i18n import Text

NAMES: dict[Size, Text] = {
    "tall": Text("竖屏 1080×1920", "Tall 1080×1920"),
    "wide": Text("横屏 1920×1080", "Wide 1920×1080"),
}
_PAID = "已付款 {product.paid_orders} 单"
_RESTOCKED = "今天补货 {show.restocks_today} 次"
_SCENE = ("马上回来", "[[接下来：{next.product}]]")


@cache
def preset(size: Size) -> Body:
    return _tall() if size == "tall" else _wide()


def preset_id(size: Size) -> str:
    return f"preset_{size}"


def _tall() -> Body:
    return Body(
        size="tall", scene=_SCENE,
        widgets=(
            Widget(id="seller", kind="seller", x=2, y=3, w=34, h=6),
            Widget(id="ai", kind="ai_label", x=36, y=3, w=7, h=3),
            Widget(id="proof", kind="proof", x=2, y=10, w=28, h=12, lines=(f"[[{{product.name}}　]]{_PAID}", _RESTOCKED)),
            Widget(id="qa", kind="qa", x=2, y=23, w=32, h=9),
            Widget(id="subtitles", kind="subtitles", x=2, y=33, w=41, h=5, hold="bottom"),
            Widget(id="offer", kind="offer", x=2, y=39, w=41, h=25, hold="bottom"),
            Widget(id="next", kind="next", x=2, y=65, w=34, h=3),
        ),
    )  # fmt: skip


def _wide() -> Body:
    return Body(
        size="wide", scene=_SCENE,
        widgets=(
            Widget(id="seller", kind="seller", x=2, y=2, w=34, h=6),
            Widget(id="ai", kind="ai_label", x=71, y=2, w=7, h=3),
            Widget(id="proof", kind="proof", x=2, y=8, w=28, h=11, lines=(f"[[{{product.name}}　]]{_PAID}", _RESTOCKED)),
            Widget(id="qa", kind="qa", x=46, y=8, w=32, h=9),
            Widget(id="offer", kind="offer", x=2, y=19, w=38, h=24, hold="bottom"),
            Widget(id="subtitles", kind="subtitles", x=41, y=33, w=37, h=6, hold="bottom"),
            Widget(id="next", kind="next", x=41, y=40, w=34, h=3, hold="bottom"),
        ),
    )  # fmt: skip
