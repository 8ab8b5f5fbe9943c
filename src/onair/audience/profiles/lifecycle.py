"""新 · 观望 · 首购 · 复购 · 沉睡 · 流失: where a person stands, by what they did and by when they would be expected back.

Who bought on two days or more goes by P(alive); who bought once by how long repeat buyers of this shop wait between two
purchases (BG/NBD has nothing to doubt them by); who never bought by days. Where too few buy, all go by days, and the
snapshot says so.
"""

from typing import Any, Literal

from msgspec import Struct

from onair.kernel.clock import DAY_MS
from onair.kernel.i18n import Text

Stage = Literal["new", "watching", "first", "repeat", "dormant", "lost"]
STAGES: dict[Stage, Text] = {
    "new": Text("新", "New"),
    "watching": Text("观望", "Watching"),
    "first": Text("首购", "First purchase"),
    "repeat": Text("复购", "Repeat"),
    "dormant": Text("沉睡", "Dormant"),
    "lost": Text("流失", "Lost"),
}
NEW_DAYS = 7
DORMANT_DAYS, LOST_DAYS = 60, 90
"""What operators go by where nothing better is known (reference fieldcontrol §复盘)."""
WAIT_MIN_DAYS = 14
REPEATERS_MIN = 50
ALIVE, GONE = 0.5, 0.1


class Limits(Struct, frozen=True):
    """`wait_days`: four of five repeat buyers come back sooner; None = too few repeat buyers, so by `DORMANT_DAYS` and
    `LOST_DAYS`. `modelled`: P(alive) is known."""

    as_of: int
    wait_days: float | None
    modelled: bool

    @property
    def once_days(self) -> tuple[float, float]:
        """After how many days somebody who bought once is dormant, and lost."""
        if self.wait_days is None:
            return DORMANT_DAYS, LOST_DAYS
        wait = max(self.wait_days, WAIT_MIN_DAYS)
        return wait, 2 * wait


def stage(rows: Any, limits: Limits) -> Any:
    """A string column of `Stage` for rows of `summing.PERSON` with `p_alive`."""
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    quiet = (limits.as_of - rows["last_seen"]) / DAY_MS
    known = (limits.as_of - rows["first_seen"]) / DAY_MS
    since = (limits.as_of - rows["last_paid"]) / DAY_MS
    dormant, lost = limits.once_days
    days, chance = rows["paid_days"], rows["p_alive"]
    by_days = ibis.cases((since <= DORMANT_DAYS, "repeat"), (since <= LOST_DAYS, "dormant"), else_="lost")
    by_chance = ibis.cases((chance >= ALIVE, "repeat"), (chance >= GONE, "dormant"), else_="lost")
    return ibis.cases(
        (days >= 2, chance.isnull().ifelse(by_days, by_chance)),
        (days == 1, ibis.cases((since <= dormant, "first"), (since <= lost, "dormant"), else_="lost")),
        (quiet > LOST_DAYS, "lost"),
        ((known <= NEW_DAYS) & (rows["shows"] <= 1), "new"),
        else_="watching",
    )
