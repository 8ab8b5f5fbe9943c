"""States of an overlay for pictures and tests; the structs are the server's own."""

from functools import cache
from typing import Any

from made_show import NOW, snapshot, sources
from msgspec import structs

from onair.during.broadcast.frames import Snapshot, SourceBadge
from onair.during.offers.panel import OfferChip
from onair.during.overlays.layout import Body, Widget, compiled
from onair.during.overlays.panel import (
    OverlayAnswer,
    OverlayCaption,
    OverlayComing,
    OverlayLayouts,
    OverlayOffer,
    OverlayPanel,
    OverlayScene,
    OverlaySeller,
    layouts_panel,
)
from onair.during.overlays.presets import NAMES, preset, preset_id
from onair.during.overlays.store import law_day
from onair.during.overlays.token import OverlayValue

LONG = (
    "麦饭石不粘炒锅加深加厚家用燃气电磁电陶炉通用带盖礼盒装三十二厘米一套含铲勺与百洁布的很长很长的名字" * 4
)
CHIPS = (
    OfferChip("returns", "7 天无理由退", "7 days to return"),
    OfferChip("trial", "不粘层一年质保", "one year on the coating"),
    OfferChip("per", "48 小时内发货", "ships within 48 h"),
)
OFFER = OverlayOffer(
    "ofr_1",
    "coupon",
    "满 169 减 20 券",
    "麦饭石不粘炒锅 32cm",
    "live",
    14900,
    16900,
    NOW - 600_000,
    NOW + 314_000,
    600,
    386,
    None,
    1,
    list(CHIPS),
    [OfferChip("coupon", "满169减20", "20 off from 169")],
)
PANEL = OverlayPanel(
    {
        "product.paid_orders": OverlayValue(214, NOW - 4000), "show.restocks_today": OverlayValue(2, NOW - 60_000),
        "product.name": OverlayValue("麦饭石不粘炒锅"), "next.product": OverlayValue("可视空气炸锅 5L"),
    },
    "ofr_1", [OFFER], OverlaySeller("青禾厨房旗舰店", "杭州市样品路 1 号（示例）", "000-0000-0000"),
    OverlayAnswer(NOW, "电磁炉能用吗？", "能用，燃气、电磁、电陶炉都行"), OverlayComing("可视空气炸锅 5L", NOW + 294_000), None,
    [OverlayCaption(NOW, "这口锅是平底的，电磁炉也能用", True)], False,
)  # fmt: skip


def shown(**change: Any) -> OverlayPanel:
    return structs.replace(PANEL, **change)


def offered(**change: Any) -> OverlayPanel:
    return shown(offers=[structs.replace(OFFER, **change)])


COMMENTS = Body(
    "tall",
    widgets=(
        Widget("seller", "seller", 2, 3, 30, 6),
        Widget("said", "comments", 2, 12, 40, 20),
        Widget("qa", "qa", 2, 34, 40, 9),
    ),
)


@cache
def _layouts() -> OverlayLayouts:
    on = law_day(lambda: NOW)
    made = [compiled(preset_id(*key), "-".join(key), preset(*key), on) for key in NAMES]
    made.append(compiled("lay_said", "said", COMMENTS, on))
    return layouts_panel([one.layout for one in made], {key for one in made for key in one.keys})


def overlay(panel: OverlayPanel = PANEL, **change: Any) -> Snapshot:
    return snapshot(panels={"overlay": panel, "overlay_layouts": _layouts()}, **change)


def stale(kind: str, seconds: int = 400) -> list[SourceBadge]:
    return [
        SourceBadge(one.kind, "stale", NOW - seconds * 1000, one.sources) if one.kind == kind else one
        for one in sources()
    ]


EXTREME = shown(
    offers=[structs.replace(OFFER, goods=LONG, title=LONG, terms=[OfferChip(f"t{i}", LONG, LONG) for i in range(9)])],
    seller=OverlaySeller(LONG, LONG, LONG), answer=OverlayAnswer(NOW, LONG, LONG), coming=OverlayComing(LONG, NOW),
    captions=[OverlayCaption(NOW, LONG, True), OverlayCaption(NOW + 1, LONG, True)], values={**PANEL.values, "product.name": OverlayValue(LONG)},
)  # fmt: skip
STATES: dict[str, Snapshot] = {
    "live": overlay(shown(ai=True)),
    "sold_out": overlay(offered(state="sold_out", left=0)),
    "ended": overlay(offered(state="ended", ends_at=NOW - 4000)),
    "no_stock": overlay(offered(on_sale=None, left=None)),
    "nothing": overlay(
        shown(values={}, current=None, offers=[], answer=None, coming=None, captions=[]), products=[]
    ),
    "long": overlay(EXTREME),
    "back_soon": overlay(shown(scene=OverlayScene("back_soon", NOW, "主播喝口水，两句话的工夫"))),
    "orders_stale": overlay(sources=stale("orders")),
}
