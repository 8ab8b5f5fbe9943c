"""What is wrong with a rundown before it goes on air: one finding for each thing to mend, with its slot. Pure.

error = the gate stays shut; warning = somebody should look.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from onair.before.rundown.cards import card_of
from onair.before.rundown.facts import Facts
from onair.before.rundown.figures import role_minutes
from onair.before.rundown.law import level_of
from onair.before.rundown.views import Finding, Rundown, Slot
from onair.kernel.clock import MINUTE_MS

MARGIN_FLOOR = 0.28
"""Share of the price; below it a talk is marked unless it is meant to draw people."""
MIX = {"traffic": (0.05, 0.30), "profit": (0.15, 0.70)}
"""Share of the product minutes that a role should have."""
DRAWS = frozenset({"traffic", "welfare"})
CARD_KINDS = frozenset({"product"})
HAND = ("未到", "没到", "没有", "无", "在途", "未寄", "缺", "missing", "not arrived", "on its way", "no")
"""What people write of a sample that is not there."""


def lint_rundown(rundown: Rundown, facts: Facts) -> list[Finding]:
    """Errors first, then in the order of the slots."""
    found = [finding for check in CHECKS for finding in check(rundown, facts)]
    places = {slot.id: place for place, slot in enumerate(rundown.slots)}
    return sorted(found, key=lambda one: (one.level != "error", places.get(one.subject, -1), one.code))


def _talks(rundown: Rundown) -> Iterator[Slot]:
    return (slot for slot in rundown.slots if slot.product is not None)


def _whole(rundown: Rundown, _facts: Facts) -> Iterator[Finding]:
    if not rundown.slots:
        yield Finding("empty", "error", "", "流程还是空的", "the rundown is empty")
        return
    end = max(slot.at + slot.minutes for slot in rundown.slots)
    if end > rundown.total:
        zh = f"流程排到第 {end} 分钟，超出全场 {end - rundown.total} 分钟"
        yield Finding(
            "too_long",
            "error",
            "",
            zh,
            f"the rundown runs {end - rundown.total} min past the end of the show",
        )


def _fixed(rundown: Rundown, _facts: Facts) -> Iterator[Finding]:
    for slot in rundown.slots:
        if slot.pin is not None and slot.at != slot.pin:
            zh = f"固定在第 {slot.pin} 分钟，现在排到第 {slot.at} 分钟"
            yield Finding(
                "fixed_moved", "error", slot.id, zh, f"fixed at minute {slot.pin}, now at minute {slot.at}"
            )


def _mix(rundown: Rundown, _facts: Facts) -> Iterator[Finding]:
    minutes = {role: n for role, n in role_minutes(rundown).items() if role is not None}
    total = sum(minutes.values())
    if total < 30:
        return
    names = {"traffic": ("引流", "traffic"), "profit": ("利润", "profit")}
    for role, (low, high) in MIX.items():
        share = minutes.get(role, 0) / total
        if not low <= share <= high:
            zh = f"{names[role][0]}款占讲解时长 {share:.0%}，建议 {low:.0%}–{high:.0%}"
            en = f"{names[role][1]} items have {share:.0%} of the talking time; {low:.0%}–{high:.0%} is advised"
            yield Finding("role_mix", "warning", "", zh, en)


def _margin(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for slot in _talks(rundown):
        margin = facts.margin(slot)
        if facts.price(slot) is None:
            yield Finding("price_missing", "error", slot.id, "没有直播价", "there is no price")
        elif margin is not None and margin < MARGIN_FLOOR and slot.role not in DRAWS:
            zh, en = (
                f"毛利 {margin:.0%}，低于底线 {MARGIN_FLOOR:.0%}",
                f"margin {margin:.0%}, floor {MARGIN_FLOOR:.0%}",
            )
            yield Finding("margin_low", "warning", slot.id, zh, en)


def _basis(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for slot in _talks(rundown):
        listed, price = slot.sheet.get("list_price", "").strip(), facts.price(slot)
        if listed and price is not None and not slot.sheet.get("price_basis", "").strip():
            zh, en = (
                f"划线价 {listed} 没有成交依据",
                f"nothing shows that the list price {listed} was ever paid",
            )
            yield Finding("price_basis", "error", slot.id, zh, en)


def _stock(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    """Talks of one product that share a stock are counted together; a talk of unknown sales adds nothing to it."""
    wanted: dict[tuple[str | None, str], float] = defaultdict(float)
    for slot in _talks(rundown):
        wanted[_pool(slot)] += facts.units(slot) or 0.0
    for slot in _talks(rundown):
        stock, units = facts.stock(slot), wanted[_pool(slot)]
        if stock is None:
            yield Finding("stock_unknown", "warning", slot.id, "库存未知", "the stock is not known")
        elif stock == 0:
            yield Finding("stock_short", "error", slot.id, "没有库存", "nothing is in stock")
        elif units > stock:
            zh = f"预估 {units:.0f} 单，库存只有 {stock}"
            yield Finding("stock_short", "error", slot.id, zh, f"{units:.0f} expected, only {stock} in stock")
        yield from _reserved(slot, facts)


def _pool(slot: Slot) -> tuple[str | None, str]:
    return slot.product, slot.sheet.get("show_stock", "").strip()


def _reserved(slot: Slot, facts: Facts) -> Iterator[Finding]:
    """活动库存 cannot be more than there is."""
    product, said = facts.products.get(slot.product or ""), _pool(slot)[1]
    if said and product is not None and product.stock is not None and int(said) > product.stock:
        zh = f"活动库存写了 {said}，仓里只有 {product.stock}"
        en = f"{said} planned for the show, only {product.stock} in stock"
        yield Finding("stock_short", "error", slot.id, zh, en)


def _unknown(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    """What cannot be checked because nobody entered it, in one line each: missing is never taken for fine."""
    talks = list(_talks(rundown))
    for code, (lacks, zh, en) in _LACKS.items():
        titles = [slot.title for slot in talks if lacks(slot, facts)]
        if titles:
            more = "…" if len(titles) > 2 else ""
            some_zh, some_en = "、".join(f"「{title}」" for title in titles[:2]), ", ".join(titles[:2])
            yield Finding(
                code, "warning", "", f"{len(titles)} 段{zh}：{some_zh}{more}", f"{len(titles)} talks, {en}: {some_en}{more}"
            )  # fmt: skip


def _dossier(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for slot in _first_of_each(rundown):
        state, lacks = facts.dossier(slot.product or ""), facts.lacks(slot.product or "")
        if lacks is not None:
            yield Finding("dossier_missing", "error", slot.id, lacks.text.zh, lacks.text.en)
        if state == "expired":
            yield Finding(
                "dossier_expired", "error", slot.id, "资质已过期", "a paper of this product has run out"
            )
        elif state == "soon":
            yield Finding(
                "dossier_soon", "warning", slot.id, "资质 30 天内到期", "a paper runs out within 30 days"
            )


def _removed(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for slot in _first_of_each(rundown):
        product = facts.products.get(slot.product or "")
        if product is not None and product.removed:
            zh = "商品已从商品库移除，请换一个或去掉这一段"
            en = "the product was removed from the catalogue; choose another or take the slot out"
            yield Finding("product_removed", "error", slot.id, zh, en)


def _no_margin(slot: Slot, facts: Facts) -> bool:
    return facts.price(slot) is not None and facts.margin(slot) is None


_LACKS: dict[str, tuple[Callable[[Slot, Facts], bool], str, str]] = {
    "forecast_missing": (
        lambda slot, facts: facts.units(slot) is None,
        "没有预估销量，库存够不够没法核对",
        "no forecast: whether the stock lasts cannot be checked",
    ),
    "margin_unknown": (
        _no_margin,
        "缺成本或佣金，毛利没法核对",
        "no cost or commission: the margin cannot be checked",
    ),
    "sample_unknown": (
        lambda slot, _facts: not slot.sheet.get("sample", "").strip(),
        "没写样品到没到",
        "nothing says whether the sample is there",
    ),
}


def _first_of_each(rundown: Rundown) -> Iterator[Slot]:
    seen: set[str | None] = set()
    for slot in _talks(rundown):
        if slot.product not in seen:
            seen.add(slot.product)
            yield slot


def _cards(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for slot in rundown.slots:
        if slot.kind not in CARD_KINDS:
            continue
        card = card_of(slot.card)
        if card.empty:
            yield Finding("card_missing", "warning", slot.id, "还没有讲解卡", "there is no talk card yet")
            continue
        if not card.must:
            yield Finding("must_missing", "warning", slot.id, "没有写必说", "nothing is named as must-say")
        found = facts.card_marks(slot)
        for (code, level), n in Counter((mark.code, mark.level) for mark in found).items():
            first = next(mark for mark in found if (mark.code, mark.level) == (code, level))
            more = (f"（共 {n} 处）", f" ({n} places)") if n > 1 else ("", "")
            yield Finding(code, first.level, slot.id, first.words.zh + more[0], first.words.en + more[1])


def _titles(_rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    """The title of the show is read by everybody: 直播电商监督管理办法 30 wants it reviewed before the live."""
    for one in facts.title_findings():
        law = f"{one.instrument} {one.article}"
        zh, en = (
            f"场次标题「{one.matched}」{one.reason.zh}（{law}）",
            f"title of the show, '{one.matched}': {one.reason.en} ({law})",
        )
        yield Finding("law_title", level_of(one), "", zh, en)


def _hosts(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for slot in rundown.slots:
        if slot.host is None and slot.kind in ("opening", "product"):
            yield Finding("host_missing", "warning", slot.id, "没有排主播", "no host is named")
        if slot.host is not None and slot.host in slot.helpers:
            yield Finding(
                "host_twice", "error", slot.id, "主播和助播是同一个人", "host and helper are the same person"
            )
        until = slot.starts_ms + slot.minutes * MINUTE_MS
        for host in filter(None, (slot.host, *slot.helpers)):
            clash = next(
                (c for c in facts.busy.get(host, ()) if c[0] < until and slot.starts_ms < c[1]), None
            )
            if clash is not None:
                name = facts.personas[host].name if host in facts.personas else host
                zh = f"{name}同时排在「{clash[2]}」"
                yield Finding(
                    "host_overlap", "error", slot.id, zh, f"{name} is planned in {clash[2]} at the same time"
                )


def _away(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    """Outside the minutes at which a host said to be there."""
    for slot in rundown.slots:
        for host in filter(None, (slot.host, *slot.helpers)):
            hours = rundown.hours.get(host)
            if hours is not None and not (hours[0] <= slot.at and slot.at + slot.minutes <= hours[1]):
                name = facts.personas[host].name if host in facts.personas else host
                zh = f"{name}只在第 {hours[0]}–{hours[1]} 分钟在场"
                en = f"{name} is there from minute {hours[0]} to {hours[1]} only"
                yield Finding("host_away", "error", slot.id, zh, en)


def _sample(rundown: Rundown, _facts: Facts) -> Iterator[Finding]:
    for slot in _talks(rundown):
        if slot.sheet.get("sample", "").strip().casefold() in HAND:
            yield Finding("sample_missing", "warning", slot.id, "样品未到", "the sample has not arrived")


def _promises(rundown: Rundown, facts: Facts) -> Iterator[Finding]:
    for promise in facts.promises:
        if facts.keeper(promise, rundown) is None:
            zh = f"预热承诺「{promise.text}」没有哪一段兑现"
            yield Finding("promise_open", "error", "", zh, f"no slot keeps the promise '{promise.text}'")


CHECKS: tuple[Callable[[Rundown, Facts], Iterator[Finding]], ...] = (
    _whole, _fixed, _mix, _margin, _basis, _stock, _unknown, _removed, _dossier, _cards, _titles, _hosts, _away, _sample,
    _promises,
)  # fmt: skip
