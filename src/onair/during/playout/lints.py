"""What is wrong, or about to be, with each slot that comes."""

from msgspec import Struct

from onair.during.playout.decide import Stage
from onair.during.playout.judge import dangers
from onair.during.playout.schedule import Timeline

STOCK_LOW = 10


class SlotLint(Struct, frozen=True):
    """`code`: squeeze (ms in `n`, `title`: the fixed slot it endangers), stock_low (pieces), late (a fixed start, ms),
    host_hours, stock, promises, opener."""

    code: str
    n: int | None
    title: str | None


def lints_of(stage: Stage, found: Timeline) -> dict[str, list[SlotLint]]:
    """By slot, what matters most first."""
    told: dict[str, list[SlotLint]] = {}

    def say(slot: str | None, code: str, n: int | None = None, title: str | None = None) -> None:
        if slot is not None:
            told.setdefault(slot, []).append(SlotLint(code, n, title))

    for late in found.lates:
        fixed = found.row(late.slot)
        say(late.before, "squeeze", late.by, fixed.title if fixed else None)
        say(late.slot, "late", late.by)
    for (rule, slot), _ in dangers(stage.scene, found).items():
        if rule not in ("fixed_time", "total_time"):
            say(slot, rule)
    for row in found.coming:
        left = stage.stock.get(row.product or "")
        if left is not None and left < STOCK_LOW:
            say(row.id, "stock_low", left)
    return told
