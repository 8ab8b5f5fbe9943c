"""What is on air and what comes: the show, the product, the host, what follows, the newest answer."""

from onair.during.overlays.token import MISSING, OverlayValue, Reading, Token
from onair.during.overlays.withheld import conditions
from onair.kernel.i18n import Text

_PLAN = Text("流程与场控", "rundown and control desk")
_HOUSE = Text("商品资料", "product file")


def _title(on: Reading) -> OverlayValue:
    return OverlayValue(on.beside.facts.title)


def _name(on: Reading) -> OverlayValue:
    good = on.sheet.good(on.product)
    return OverlayValue(good.name) if good else MISSING


def _price(on: Reading) -> OverlayValue:
    """What the checkout takes from everybody: while an offer without a condition runs for it, the offer's."""
    good = on.sheet.good(on.product)
    if good is None or good.id in on.doubted:
        return MISSING
    running = [
        row for row in on.offers
        if row.state == "live" and on.sheet.own_id(row.product) == good.id and not conditions(row)
    ]  # fmt: skip
    if any(row.id in on.doubted for row in running):
        return MISSING
    return OverlayValue(min((row.price for row in running), default=good.price))


def _stock(on: Reading) -> OverlayValue:
    """All lots of the product together; unknown where no reading came."""
    found = [on.beside.stock[id_] for id_ in on.beside.stock if on.sheet.own_id(id_) == on.product]
    if not found:
        return MISSING
    available, at = max(found, key=lambda reading: reading[1])
    return OverlayValue(max(0, available), at)


def _next(on: Reading, field: str) -> int | str | None:
    coming = getattr(on.panels.get("playout"), "coming", ())
    after = next((slot for slot in coming if slot.product), None)
    if after is None:
        return None
    good = on.sheet.good(on.sheet.own_id(after.product))
    return after.at if field == "at" else good.name if good else after.title


def _next_name(on: Reading) -> OverlayValue:
    return OverlayValue(_next(on, "name"))


def _next_at(on: Reading) -> OverlayValue:
    return OverlayValue(_next(on, "at"))


def _hosts(on: Reading) -> OverlayValue:
    names = [on.sheet.names.get(host, "") for host in on.beside.track.hosts]
    return OverlayValue("、".join(name for name in names if name) or None)


def _question(on: Reading) -> OverlayValue:
    return OverlayValue(on.answer[0] or None) if on.answer else MISSING


def _answer(on: Reading) -> OverlayValue:
    return OverlayValue(on.answer[1]) if on.answer else MISSING


TOKENS = (
    Token(
        "show.title", "text", Text("场次名称", "Title of the show"), Text("场次", "show"), _title, "示例场次"
    ),
    Token(
        "product.name",
        "text",
        Text("正在讲的商品", "The product on air"),
        _HOUSE,
        _name,
        "麦饭石不粘炒锅（示例）",
        takes="product",
    ),
    Token(
        "product.price",
        "money",
        Text(
            "商品现价；人人可得的优惠开着时是优惠价",
            "The product's price; the offer's while one runs for everybody",
        ),
        _HOUSE,
        _price,
        16_900,
        takes="product",
    ),
    Token(
        "product.stock",
        "count",
        Text("平台回传的可售库存", "Stock for sale as the platform reports it"),
        Text("库存回传", "stock readings"),
        _stock,
        429,
        takes="product",
        needs="stock",
        means="stock",
    ),
    Token(
        "next.product",
        "text",
        Text("流程里下一个商品", "The next product of the rundown"),
        _PLAN,
        _next_name,
        "可视空气炸锅（示例）",
    ),
    Token(
        "next.at",
        "time",
        Text("预计几点讲到，随流程更新", "When it is expected; follows the rundown"),
        _PLAN,
        _next_at,
        0,
    ),
    Token("host.name", "text", Text("在播主播", "Host on air"), _PLAN, _hosts, "林夏（示例）"),
    Token(
        "qa.question",
        "text",
        Text("最近一条被回答的提问", "The question answered last"),
        Text("问答", "Q&A"),
        _question,
        "电磁炉能用吗",
    ),
    Token(
        "qa.answer",
        "text",
        Text("场控确认过的回答", "The answer, confirmed at the desk"),
        Text("问答", "Q&A"),
        _answer,
        "能用，燃气、电磁、电陶炉都行",
    ),
)
