"""The offer on screen: price, price afterwards, what is left, when it ends. From the ledger of offers."""

from collections.abc import Callable

from onair.during.offers.panel import OfferRow
from onair.during.overlays.token import MISSING, Kind, Means, OverlayValue, Reading, Token
from onair.during.overlays.withheld import conditions, title_told
from onair.kernel.i18n import Text

_LEDGER = Text("优惠台账", "ledger of offers")
_TERMS = Text("发布时冻结的条款", "terms frozen at publishing")


def row_asked(on: Reading) -> OfferRow | None:
    return next((row for row in on.offers if row.id == on.arg), None) if on.arg else on.offer


def _of(field: str, *, live: bool = False) -> Callable[[Reading], OverlayValue]:
    """A field of the offer asked for, else of the one on screen. `live`: means something only while it runs."""

    def read(on: Reading) -> OverlayValue:
        row = row_asked(on)
        value = getattr(row, field, None)
        if value is None or (live and getattr(row, "state", None) != "live"):
            return MISSING
        return OverlayValue(value, getattr(row, "as_of", None))

    return read


def _price(on: Reading) -> OverlayValue:
    """With whose it is, where it is not everybody's; missing while the checkout takes another."""
    row = row_asked(on)
    if row is None or row.id in on.doubted:
        return MISSING
    chips = conditions(row) if row.state == "live" else []
    zh, en = "，".join(chip.zh for chip in chips), ", ".join(chip.en for chip in chips)
    return OverlayValue(row.price, row.as_of, zh, en, row.usual_price if chips else None)


def _token(
    name: str,
    field: str,
    kind: Kind,
    says: Text,
    example: int | str,
    *,
    live: bool = True,
    means: Means | None = None,
    floor: bool = False,
    source: Text = _LEDGER,
) -> Token:
    return Token(
        f"offer.{name}", kind, says, source, _of(field, live=live), example, "offer", None, means, floor
    )


TOKENS = (
    Token(
        "offer.title",
        "text",
        Text("优惠名称；里面写死的价格不上屏", "Name of the offer; without prices typed into it"),
        _TERMS,
        lambda on: OverlayValue(title_told(row)) if (row := row_asked(on)) else MISSING,
        "满 169 减 20 券（示例）",
        "offer",
    ),
    Token(
        "offer.price",
        "money",
        Text(
            "现在结算实付的价格；有条件的会写出条件",
            "What the checkout charges now; with its condition where it has one",
        ),
        _TERMS,
        _price,
        14_900,
        "offer",
    ),
    _token(
        "price_after",
        "usual_price",
        "money",
        Text("优惠结束后的价格", "The price once the offer has ended"),
        16_900,
        live=False,
        source=_TERMS,
    ),
    _token(
        "left",
        "left",
        "count",
        Text("此刻可售：上架数减去已售和占用", "For sale now: put on sale, minus sold and held"),
        386,
        means="stock",
    ),
    _token(
        "on_sale",
        "on_sale",
        "count",
        Text("本场上架总数，含补货", "Put on sale in this show, restocks included"),
        600,
        means="batch",
    ),
    _token(
        "batch",
        "batch",
        "count",
        Text("最近一批上架的数量", "Size of the batch put on sale last"),
        200,
        means="batch",
    ),
    _token(
        "sold",
        "sold",
        "count",
        Text("台账确认付款的件数，退款已扣除", "Units confirmed as paid, refunds taken off"),
        214,
        live=False,
        means="sold",
        floor=True,
    ),
    _token(
        "buyers",
        "buyers",
        "count",
        Text("台账确认付款的不同买家", "Distinct buyers confirmed as paid"),
        198,
        live=False,
        means="people",
        floor=True,
    ),
    _token(
        "restocks",
        "restocks",
        "count",
        Text("这份优惠的补货次数", "Restocks of this offer"),
        2,
        means="restocks",
    ),
    _token(
        "per_person",
        "per_person",
        "count",
        Text("每人限购件数", "Units a person may buy"),
        1,
        live=False,
        source=_TERMS,
    ),
    _token(
        "ends_at",
        "ends_at",
        "time",
        Text("结束时间，发布后不可改", "When it ends; cannot be changed once published"),
        0,
        source=_TERMS,
    ),
    _token(
        "countdown",
        "ends_at",
        "left",
        Text("距结束，按服务器时间", "Time to its end, by the server's clock"),
        0,
        source=_TERMS,
    ),
)
