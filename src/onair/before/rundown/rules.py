"""The hard rules of a rundown, each by its name: what it says, and which slots of an order break it. Pure.

`breaches` is the judge: whatever arranges (solver, fallback, a person) is held against these same functions.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from onair.before.rundown.plan import Case, Item, Order, keeps
from onair.before.rundown.words import OPENERS, RELEASES
from onair.kernel.i18n import Text


class Breach(NamedTuple):
    """`items`: ids of the slots concerned, in the order's order."""

    rule: str
    items: tuple[str, ...]
    words: Text


class Rule(NamedTuple):
    title: Text
    check: Callable[[Case, Order], Iterator[Breach]]


def breaches(case: Case, order: Order) -> list[Breach]:
    """Everything that an order breaks of the rules in force."""
    return [found for name in RULES if name in case.rules for found in RULES[name].check(case, order)]


def is_opener(item: Item) -> bool:
    return item.talk and item.role in OPENERS


def start_allowed(case: Case, item: Item, start: int) -> bool:
    """Rules about one item at one time: its fixed minute, its host's hours, its stock."""
    return _pin_kept(case, item, start) and _host_there(case, item, start) and _stock_lasts(case, item, start)


def _pin_kept(case: Case, item: Item, start: int) -> bool:
    return "fixed_time" not in case.rules or item.pin is None or item.pin == start


def _host_there(case: Case, item: Item, start: int) -> bool:
    windows = case.hosts.get(item.host) if item.host is not None else None
    if "host_hours" not in case.rules or windows is None:
        return True
    return any(since <= start and start + item.minutes <= until for since, until in windows)


def _stock_lasts(case: Case, item: Item, start: int) -> bool:
    if "stock" not in case.rules or item.units is None or item.stock is None:
        return True
    return item.units * case.weight(start) <= item.stock


def _opener(_case: Case, order: Order) -> Iterator[Breach]:
    places = [placed.item for placed in order]
    for item in places[1:]:
        if item.kind == "opening":
            yield Breach("opener", (item.id,), Text("开场不在第一段", "the opening is not the first slot"))
    for item in places[:-1]:
        if item.kind == "closing":
            yield Breach("opener", (item.id,), Text("收尾不在最后一段", "the closing is not the last slot"))
    first = next((item for item in places if item.talk), None)
    if first is not None and not is_opener(first):
        yield Breach(
            "opener",
            (first.id,),
            Text(
                f"第一个商品「{first.title}」不是引流或福利款",
                f"the first product, {first.title}, is neither traffic nor welfare",
            ),
        )


def _leaders(case: Case, order: Order) -> Iterator[Breach]:
    items = [placed.item for placed in order]
    for one, two in pairwise(items):
        if one.leader and two.leader:
            words = Text(
                f"两个低价款连在一起：「{one.title}」「{two.title}」",
                f"two loss leaders in a row: {one.title}, {two.title}",
            )
            yield Breach("leader_cap", (one.id, two.id), words)
    size, most = case.limits.leader_window, case.limits.leaders
    for place in range(max(len(items) - size + 1, 1)):
        found = [item for item in items[place : place + size] if item.leader]
        if len(found) > most:
            words = Text(
                f"连续 {size} 段里有 {len(found)} 个低价款，最多 {most} 个",
                f"{len(found)} loss leaders within {size} slots; at most {most}",
            )
            yield Breach("leader_cap", tuple(item.id for item in found), words)


def _categories(case: Case, order: Order) -> Iterator[Breach]:
    items = [placed.item for placed in order]
    size, most = case.limits.category_window, case.limits.category_most
    for place in range(max(len(items) - size + 1, 1)):
        window = items[place : place + size]
        for category in dict.fromkeys(item.category for item in window if item.category):
            same = [item.id for item in window if item.category == category]
            if len(same) > most:
                words = Text(
                    f"连续 {size} 段里「{category}」有 {len(same)} 段，最多 {most} 段",
                    f"{category} comes {len(same)} times within {size} slots; at most {most}",
                )
                yield Breach("category_spacing", tuple(same), words)


def _hosts(case: Case, order: Order) -> Iterator[Breach]:
    for item, start in order:
        if not _host_there(case, item, start):
            words = Text(
                f"第 {start} 分钟主播不在场：「{item.title}」",
                f"{item.title}: the host is away at minute {start}",
            )
            yield Breach("host_hours", (item.id,), words)


def _stock(case: Case, order: Order) -> Iterator[Breach]:
    for item, start in order:
        if not _stock_lasts(case, item, start):
            units = round((item.units or 0) * case.weight(start))
            words = Text(
                f"这时预计卖 {units} 件，库存只有 {item.stock}：「{item.title}」",
                f"{units} would sell at that time, only {item.stock} in stock: {item.title}",
            )
            yield Breach("stock", (item.id,), words)


def _promises(case: Case, order: Order) -> Iterator[Breach]:
    for promise in case.promises:
        kept = any(keeps(placed.item, promise) for placed in order)
        if not kept:
            words = Text(
                f"预热里承诺的「{promise.text}」没有哪一段兑现", f"no slot keeps the promise: {promise.text}"
            )
            yield Breach("promises", (), words)


def _total(case: Case, order: Order) -> Iterator[Breach]:
    end = order[-1].end if order else 0
    if end > case.limits.total:
        words = Text(
            f"排到第 {end} 分钟，超过全场 {case.limits.total} 分钟",
            f"runs to minute {end}; the show has {case.limits.total}",
        )
        yield Breach(
            "total_time", tuple(placed.item.id for placed in order if placed.end > case.limits.total), words
        )


def _rhythm(case: Case, order: Order) -> Iterator[Breach]:
    since = 0
    for placed in order:
        if placed.item.kind in RELEASES:
            since = placed.start
        if placed.end - since > case.limits.rhythm:
            words = Text(
                f"{placed.end - since} 分钟没有福利或互动，上限 {case.limits.rhythm}：到「{placed.item.title}」结束",
                f"{placed.end - since} min without welfare or a game by the end of {placed.item.title}; "
                f"at most {case.limits.rhythm}",
            )
            yield Breach("welfare_rhythm", (placed.item.id,), words)


def _fixed(case: Case, order: Order) -> Iterator[Breach]:
    for item, start in order:
        if not _pin_kept(case, item, start):
            words = Text(
                f"「{item.title}」固定在第 {item.pin} 分钟，现在是第 {start} 分钟",
                f"{item.title} is fixed at minute {item.pin}, not {start}",
            )
            yield Breach("fixed_time", (item.id,), words)


RULES: dict[str, Rule] = {
    "opener": Rule(Text("开场与首款", "opener first"), _opener),
    "leader_cap": Rule(Text("低价款不扎堆", "loss-leader caps"), _leaders),
    "category_spacing": Rule(Text("同类目隔开", "spacing of categories"), _categories),
    "host_hours": Rule(Text("主播在场时间", "host availability"), _hosts),
    "stock": Rule(Text("库存够卖", "stock"), _stock),
    "promises": Rule(Text("预热承诺兑现", "warm-up promises kept"), _promises),
    "total_time": Rule(Text("全场时长", "total time"), _total),
    "welfare_rhythm": Rule(Text("福利节奏", "welfare rhythm"), _rhythm),
    "fixed_time": Rule(Text("固定时间", "fixed times"), _fixed),
}
ALL = frozenset(RULES)
