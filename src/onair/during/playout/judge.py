"""Which hard rules the rest of a show would break, each by the name it has in the rundown. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.before.rundown.plan import Item
from onair.before.rundown.rules import RULES, start_allowed
from onair.during.playout.pieces import Plan
from onair.during.playout.schedule import Row, Timeline
from onair.kernel.clock import MINUTE_MS
from onair.kernel.i18n import Text

Stock = Mapping[str, int]
"""Product → pieces that can be sold now, where a source says so."""
TITLES: dict[str, Text] = {name: rule.title for name, rule in RULES.items()} | {
    "locked": Text("锁定时长", "locked length")
}


class Danger(NamedTuple):
    """`by`: ms too late, or 1 where there is no measure."""

    rule: str
    slot: str
    by: int
    words: Text


class Scene(NamedTuple):
    """What rules are judged by. `base`: the show's start, ms UTC."""

    plan: Plan
    base: int
    zone: str
    stock: Stock


def span(ms: int) -> str:
    """2:20, or 1:05:00."""
    seconds = -(-abs(ms) // 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def dangers(scene: Scene, found: Timeline) -> dict[tuple[str, str], Danger]:
    """By rule and slot ("" = the whole show)."""
    told = [*_fixed(scene, found), *_total(found), *_owed(scene, found), *_closing(found)]
    for row in found.coming:
        told += _allowed(scene, row)
    return {(danger.rule, danger.slot): danger for danger in told}


def worse(before: Mapping[tuple[str, str], Danger], after: Mapping[tuple[str, str], Danger]) -> list[Danger]:
    """What a change breaks, or breaks more than it was."""
    return [found for key, found in after.items() if key not in before or found.by > before[key].by]


def _fixed(scene: Scene, found: Timeline) -> list[Danger]:
    told = []
    for late in found.lates:
        row = found.row(late.slot)
        pin = row.piece.pin if row and row.piece else None
        if row is None or pin is None:
            continue
        at = datetime.fromtimestamp((scene.base + pin) / 1000, ZoneInfo(scene.zone)).strftime("%H:%M")
        words = Text(
            f"{at} 的「{row.title}」会晚 {span(late.by)}",
            f"{row.title} at {at} would be {span(late.by)} late",
        )
        told.append(Danger("fixed_time", row.id, late.by, words))
    return told


def _total(found: Timeline) -> list[Danger]:
    by = found.ends - found.limit
    if by <= 0:
        return []
    words = Text(f"全场会超出计划 {span(by)}", f"the show would run {span(by)} over")
    return [Danger("total_time", "", by, words)]


def _owed(scene: Scene, found: Timeline) -> list[Danger]:
    """A promise whose slot is skipped, or would only come after the end."""
    told = []
    for owed in scene.plan.owed:
        row = found.row(owed.slot)
        if row is None:
            continue
        never = row.state in ("skipped", "missed")
        after = row.state in ("next", "waiting") and (row.expected_at or 0) >= found.limit
        if never or after:
            words = Text(f"预热承诺「{owed.text}」就不兑现了", f"the promise “{owed.text}” would not be kept")
            told.append(Danger("promises", row.id, 1, words))
    return told


def _closing(found: Timeline) -> list[Danger]:
    coming = found.coming
    return [
        Danger(
            "opener", row.id, 1, Text(f"收尾「{row.title}」不在最后", f"{row.title} would not be the last")
        )
        for row in coming[:-1]
        if row.kind == "closing"
    ]


def minute_of(scene: Scene, at: int) -> int:
    return max(0, (at - scene.base) // MINUTE_MS)


def item_of(scene: Scene, row: Row) -> Item | None:
    """As it is arranged, with the stock of now and the length it has got."""
    item = scene.plan.item(row.id)
    if item is None:
        return None
    left = scene.stock.get(item.product or "", item.stock)
    return replace(item, stock=left, minutes=-(-row.length // MINUTE_MS), pin=None)


def _allowed(scene: Scene, row: Row) -> list[Danger]:
    item = item_of(scene, row)
    if item is None or row.expected_at is None:
        return []
    minute, told = minute_of(scene, row.expected_at), []
    for rule, words in _WORDS.items():
        if not start_allowed(replace(scene.plan.case, rules=frozenset({rule})), item, minute):
            told.append(Danger(rule, row.id, 1, Text(words.zh.format(row.title), words.en.format(row.title))))
    return told


_WORDS = {
    "host_hours": Text("「{}」那时主播不在", "the host of {} is away at that time"),
    "stock": Text("「{}」库存不够预计卖的", "{} has less stock than is expected to sell"),
}


def allowed_starts(scene: Scene, row: Row, cursor: int, until: int) -> tuple[tuple[int, int], ...] | None:
    """Seconds after `cursor` at which a slot may begin by its host's hours and its stock; None = at any time, or it
    is against them already."""
    item = item_of(scene, row)
    case = replace(scene.plan.case, rules=frozenset(_WORDS))
    if item is None or row.expected_at is None or (item.host not in case.hosts and item.units is None):
        return None
    if not start_allowed(case, item, minute_of(scene, row.expected_at)):
        return None
    first = minute_of(scene, cursor)
    good = [m for m in range(first, minute_of(scene, until) + 2) if start_allowed(case, item, m)]
    return _joined([((scene.base + m * MINUTE_MS - cursor) // 1000) for m in good])


def _joined(minutes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for at in minutes:
        if found and at <= found[-1][1] + 1:
            found[-1] = (found[-1][0], at + 59)
        else:
            found.append((at, at + 59))
    return tuple(found)
