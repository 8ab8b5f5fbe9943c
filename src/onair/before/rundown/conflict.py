"""Why a set of slots cannot be arranged: the rules in conflict, by name, and what each would take.

First what plain counting shows (it names the slots). Otherwise rules are left out one after another: a rule without
which it is still impossible is not part of the conflict. What remains is a smallest conflict: leave out any one of
it and the rest can be arranged. Each trial has its share of the time; a trial without an answer keeps its rule and
is said so (`proven` false).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import ceil
from time import perf_counter
from typing import NamedTuple

from onair.before.rundown.arrange import solve
from onair.before.rundown.greedy import arrange_greedily
from onair.before.rundown.plan import Case, keeps
from onair.before.rundown.rules import RULES, is_opener, start_allowed
from onair.before.rundown.words import RELEASES
from onair.kernel.i18n import Text


class Conflict(NamedTuple):
    """One rule of a conflict. `items`: slots concerned, when counting shows them."""

    rule: str
    items: tuple[str, ...]
    words: Text


class Explained(NamedTuple):
    """`proven`: impossible for certain, and none of the rules named can be spared."""

    conflicts: list[Conflict]
    proven: bool


def explain(
    case: Case, *, seconds: float = 6.0, seed: int = 1, now: Callable[[], float] = perf_counter
) -> Explained:
    """The rules in conflict of a case that could not be arranged."""
    counted = list(counted_out(case))
    if counted:
        return Explained(counted, True)
    began, left, proven = now(), sorted(case.rules), True
    for place, rule in enumerate(sorted(case.rules)):
        trial = replace(case, rules=frozenset(left) - {rule})
        share = (seconds - (now() - began)) / max(len(case.rules) - place, 1)
        verdict = _possible(trial, max(share, 0.2), seed)
        if verdict is False:
            left.remove(rule)
        proven = proven and verdict is not None
    if proven and len(left) == len(case.rules):
        proven = _possible(case, max(seconds - (now() - began), 0.2), seed) is False
    return Explained([_together(rule, left) for rule in left], proven)


def _possible(case: Case, seconds: float, seed: int) -> bool | None:
    """None when neither was shown in time."""
    if next(counted_out(case), None) is not None:
        return False
    known = arrange_greedily(case, seed, widths=(8, 40))
    if known is not None:
        return True
    status, _ = solve(case, seconds, seed, None)
    return None if status in ("unknown", "absent") else status != "impossible"


def _together(rule: str, all_of: list[str]) -> Conflict:
    title = RULES[rule].title
    others = [RULES[name].title for name in all_of if name != rule]
    if not others:
        words = Text(f"「{title.zh}」这一条无法满足", f"{title.en} cannot be kept")
    else:
        words = Text(
            f"「{title.zh}」与{'、'.join(f'「{other.zh}」' for other in others)}不能同时满足；放宽它就排得下",
            f"{title.en} cannot be kept together with {', '.join(other.en for other in others)}; "
            "relaxing it makes room",
        )
    return Conflict(rule, (), words)


def counted_out(case: Case) -> Iterator[Conflict]:
    """What no order can mend, found by counting; each names its slots."""
    for rule, count in _COUNTS.items():
        if rule in case.rules:
            yield from count(case)


def _total(case: Case) -> Iterator[Conflict]:
    needed = sum(item.minutes for item in case.items)
    if needed > case.limits.total:
        over = needed - case.limits.total
        words = Text(
            f"各段合计 {needed} 分钟，全场只有 {case.limits.total} 分钟，多出 {over} 分钟",
            f"the slots take {needed} min, the show has {case.limits.total}: {over} min too many",
        )
        yield Conflict("total_time", (), words)


def _opener(case: Case) -> Iterator[Conflict]:
    for kind, zh, en in (("opening", "开场", "opening"), ("closing", "收尾", "closing")):
        same = tuple(item.id for item in case.items if item.kind == kind)
        if len(same) > 1:
            yield Conflict(
                "opener",
                same,
                Text(f"{zh}有 {len(same)} 段，只能有一段", f"{len(same)} {en} slots; only one fits"),
            )
    talks = [item for item in case.items if item.talk]
    if talks and not any(is_opener(item) for item in talks):
        words = Text(
            "没有引流或福利款可以做第一个商品", "no traffic or welfare product is there to be the first"
        )
        yield Conflict("opener", tuple(item.id for item in talks), words)


def _leaders(case: Case) -> Iterator[Conflict]:
    found = tuple(item.id for item in case.items if item.leader)
    n, size, most = len(case.items), case.limits.leader_window, case.limits.leaders
    whole, rest = divmod(n, size)
    room = min(whole * most + min(rest, most), ceil(n / 2))
    if len(found) > room:
        words = Text(
            f"低价款有 {len(found)} 个，{n} 段里按规则最多放 {room} 个",
            f"{len(found)} loss leaders; {n} slots have room for {room}",
        )
        yield Conflict("leader_cap", found, words)


def _categories(case: Case) -> Iterator[Conflict]:
    n, size, most = len(case.items), case.limits.category_window, case.limits.category_most
    whole, rest = divmod(n, size)
    room = whole * most + min(rest, most)
    for category in sorted({item.category for item in case.items if item.category}):
        same = tuple(item.id for item in case.items if item.category == category)
        if len(same) > room:
            words = Text(
                f"「{category}」有 {len(same)} 段，{n} 段里按规则最多放 {room} 段",
                f"{len(same)} slots of {category}; {n} slots have room for {room}",
            )
            yield Conflict("category_spacing", same, words)


def _starts(rule: str, zh: str, en: str) -> Callable[[Case], Iterator[Conflict]]:
    """Items that no minute of the show suits by this rule alone."""

    def count(case: Case) -> Iterator[Conflict]:
        alone = replace(case, rules=frozenset({rule}))
        for item in case.items:
            last = max(case.limits.total - item.minutes, item.pin or 0)
            if not any(start_allowed(alone, item, start) for start in range(max(last, 0) + 1)):
                yield Conflict(rule, (item.id,), Text(f"「{item.title}」{zh}", f"{item.title}: {en}"))

    return count


def _fixed(case: Case) -> Iterator[Conflict]:
    pinned = sorted(
        (item.pin, item.minutes, item.id, item.title) for item in case.items if item.pin is not None
    )
    for (start, minutes, one, title), (following, _, other, name) in pairwise(pinned):
        if start + minutes > following:
            words = Text(
                f"「{title}」和「{name}」的固定时间重叠", f"the fixed times of {title} and {name} overlap"
            )
            yield Conflict("fixed_time", (one, other), words)
    for start, minutes, one, title in pinned:
        if "total_time" in case.rules and start + minutes > case.limits.total:
            words = Text(
                f"「{title}」固定在第 {start} 分钟，超出全场时长",
                f"{title} is fixed at minute {start}, past the end",
            )
            yield Conflict("fixed_time", (one,), words)


def _promises(case: Case) -> Iterator[Conflict]:
    for promise in case.promises:
        if not any(keeps(item, promise) for item in case.items):
            words = Text(
                f"预热里承诺的「{promise.text}」没有哪一段兑现", f"no slot keeps the promise: {promise.text}"
            )
            yield Conflict("promises", (), words)


def _rhythm(case: Case) -> Iterator[Conflict]:
    releases = [item for item in case.items if item.kind in RELEASES]
    needed = sum(item.minutes for item in case.items)
    spans = len(releases) + 1
    if needed > spans * case.limits.rhythm:
        short = ceil(needed / case.limits.rhythm) - spans
        words = Text(
            f"{needed} 分钟里只有 {len(releases)} 段福利或互动，每 {case.limits.rhythm} 分钟一次至少还差 {short} 段",
            f"{len(releases)} welfare or game slots in {needed} min; every {case.limits.rhythm} min needs {short} more",
        )
        yield Conflict("welfare_rhythm", tuple(item.id for item in releases), words)


_COUNTS: dict[str, Callable[[Case], Iterator[Conflict]]] = {
    "total_time": _total,
    "opener": _opener,
    "leader_cap": _leaders,
    "category_spacing": _categories,
    "host_hours": _starts("host_hours", "：主播没有一段时间容得下它", "no hours of its host are long enough"),
    "stock": _starts("stock", "：库存在任何时段都不够卖", "its stock lasts at no time of the show"),
    "promises": _promises,
    "welfare_rhythm": _rhythm,
    "fixed_time": _fixed,
}
