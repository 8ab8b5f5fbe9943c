"""From a show's closed ticks and its actions to the effects that are due.

Measure an action once, when it is due, and keep what came out: from the same ticks the same figures come again, but
after three hours the history no longer keeps products apart, and later there is less to compare with.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from onair.during.broadcast.frames import ActionRow
from onair.during.playbook.effect.model import Acted, Effect, Trigger, Watched, Window
from onair.during.playbook.effect.placebo import measure, swing
from onair.during.playbook.effect.several import together
from onair.during.playbook.history import OF_GOODS, TICK_MS, History, Series
from onair.kernel.i18n import Text

INERT = frozenset(
    {"note", "whisper", "hide_comment", "hide_row", "unhide_comment", "undo", "rehearsal_control"}
)
"""Move no number by themselves; a rule that expects something of them names a goal."""
SWITCHES = frozenset({"slot_start", "slot_end", "mark_host"})
"""Begin something else: what follows is not to be compared with what was before."""
CONTROLS: dict[str, Text] = {
    "others": Text("其他商品的同一数据", "the same number of other products"),
    "online": Text("在线人数", "people online"),
}
HALF_S, HALF_LEAST_S, HALF_MOST_S = 180, 60, 360
"""Seconds on either side of an action; for longer ones a show has too few windows."""


class Goal(Struct, frozen=True):
    """What an action should move. `trigger`: what of that number made the rule fire, if anything did. `seconds`: in
    which the effect shows, held to 1…6 minutes. `bundle`: id of the proposal it was accepted with; the acts of one
    proposal stand together, measured as one under the first."""

    series: Series
    product: str | None = None
    trigger: Trigger = "unknown"
    seconds: int = HALF_S
    bundle: str | None = None

    @property
    def window(self) -> Window:
        half = min(max(self.seconds, HALF_LEAST_S), HALF_MOST_S) * 1000 // TICK_MS
        return Window(half, half)


class OfAction(Struct, frozen=True):
    """`at`: when it was done, ms UTC. `acts`: all actions of its proposal, itself first."""

    id: str
    at: int
    acts: tuple[str, ...]
    goal: Goal
    effect: Effect


def due_at(at: int, goal: Goal) -> int:
    """When an action of `at` can be measured, ms UTC: its window is over and the last tick closed."""
    return (at // TICK_MS + 1 + goal.window.after) * TICK_MS


def goal_of(row: ActionRow) -> Goal | None:
    """What an action is judged by when no rule says: clicks on its product, else what viewers do. None = nothing."""
    if row.action in INERT or row.action in SWITCHES:
        return None
    product = row.data.get("product")
    return Goal("clicks", product) if isinstance(product, str) else Goal("interactions")


def effects(
    history: History, rows: Sequence[ActionRow], goals: Mapping[str, Goal], *, started: int,
    ended: int | None = None, since: int = 0,
) -> list[OfAction]:  # fmt: skip
    """Of every action that became due after `since` (ms UTC), oldest first; the undone are left out.

    `rows`: all of the show. `goals`: by action id, from the rules that proposed them. Holm and BH: `of_show`.
    """
    show = _Show(history, rows, goals, started, ended)
    found = []
    for row in show.rows:
        goal = show.goal(row)
        if goal is None or row.undone or not since < show.due(row, goal) <= show.end:
            continue
        bundle = show.bundle(row, goal)
        if bundle[0] != row.id:
            continue
        others = [one for one in show.others if one.id not in bundle]
        effect = measure(show.watched(goal), show.acted(row, goal.trigger), others, goal.window)
        found.append(OfAction(row.id, row.at, bundle, goal, effect))
    return found


def moment(
    history: History, rows: Sequence[ActionRow], goals: Mapping[str, Goal], goal: Goal, at: int, *,
    own: Sequence[str], control: str | None, started: int,
) -> float | None:  # fmt: skip
    """The log change at a moment of a switchback; None = it cannot be read. `own`: ids of what was done because of it."""
    show = _Show(history, rows, goals, started, None)
    watched = show.watched(goal)
    if control is not None and control not in watched.controls:
        return None
    others = [one for one in show.others if one.id not in own]
    return swing(watched, show.tick(at), control, others)


def of_show(found: Sequence[OfAction]) -> list[OfAction]:
    """All that one show's actions did, each counted in with the others."""
    counted = together([one.effect for one in found])
    return [structs.replace(one, effect=effect) for one, effect in zip(found, counted, strict=True)]


class _Show:
    """Ticks from the show's beginning to its end, or to the newest closed one."""

    def __init__(
        self, history: History, rows: Sequence[ActionRow], goals: Mapping[str, Goal], started: int, ended: int | None
    ) -> None:  # fmt: skip
        self.rows = sorted(rows, key=lambda row: (row.at, row.id))
        self._history, self._goals, self._ended = history, goals, ended
        ticks = history.ticks
        first = ticks[0].at if ticks else 0
        self._skip = max(0, -(-(started - first) // TICK_MS))
        self._origin = first + self._skip * TICK_MS
        last = len(ticks) if ended is None else min(len(ticks), max(0, (ended - first) // TICK_MS))
        self._size = max(0, last - self._skip)
        self.end = history.end or 0
        self.changes = self._all_changes()
        self._undone = {str(row.data.get("action")): row.at for row in rows if row.action == "undo"}
        self.others = [self.acted(row) for row in self.rows if self._moves(row)]
        self._told: dict[tuple[Series, str | None], Watched] = {}

    def goal(self, row: ActionRow) -> Goal | None:
        return self._goals.get(row.id) or goal_of(row)

    def due(self, row: ActionRow, goal: Goal) -> int:
        """No later than the end of the show, where there was one."""
        due = due_at(row.at, goal)
        return due if self._ended is None else min(due, self._ended)

    def bundle(self, row: ActionRow, goal: Goal) -> tuple[str, ...]:
        """Ids of the acts of its proposal that stand, in their order."""
        if goal.bundle is None:
            return (row.id,)
        return tuple(
            one.id
            for one in self.rows
            if not one.undone
            and (named := self._goals.get(one.id)) is not None
            and named.bundle == goal.bundle
        )

    def acted(self, row: ActionRow, trigger: Trigger = "unknown") -> Acted:
        undone = self._undone.get(row.id)
        return Acted(row.id, self._after(row.at), trigger, None if undone is None else self._after(undone))

    def watched(self, goal: Goal) -> Watched:
        """The goal's number and what it may be held against."""
        key = (goal.series, goal.product)
        if key not in self._told:
            target = self._values(goal.series, goal.product)
            controls = {} if goal.series == "online" else {"online": self._values("online", None)}
            if goal.product is not None and goal.series in OF_GOODS:
                whole = self._values(goal.series, None)
                controls["others"] = [
                    None if one is None or all_ is None else all_ - one
                    for one, all_ in zip(target, whole, strict=True)
                ]
            self._told[key] = Watched(target, controls, self.changes)
        return self._told[key]

    def _values(self, series: Series, product: str | None) -> list[float | None]:
        whole = self._history.values(series, len(self._history.ticks), product=product)
        return whole[self._skip : self._skip + self._size]

    def tick(self, at: int) -> int:
        """The first whole tick after a moment."""
        return self._after(at)

    def _after(self, at: int) -> int:
        """The first whole tick after a moment."""
        return (at - self._origin) // TICK_MS + 1

    def _all_changes(self) -> list[int]:
        """A tick in which something else began belongs to neither side."""
        ticks = self._history.ticks[self._skip : self._skip + self._size]
        mixed = {place for place, tick in enumerate(ticks) if tick.switched}
        mixed |= {self._after(row.at) - 1 for row in self.rows if row.action in SWITCHES and not row.undone}
        edges = {edge for place in mixed for edge in (place, place + 1) if edge > 0}
        return sorted(edges | {self._size} if self._ended is not None else edges)

    def _moves(self, row: ActionRow) -> bool:
        return row.id in self._goals or (row.action not in INERT and row.action not in SWITCHES)
