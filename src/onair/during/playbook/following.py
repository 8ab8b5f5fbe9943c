"""One show as the playbook follows it: ticks and alarms, what is read beside them, and the rules over both.

The companion of a running show and the back-test are fed with the same batches and so say the same.
"""

from collections.abc import Callable, Mapping, Sequence

from onair.during.playbook.alarm import Alarm, Stand
from onair.during.playbook.asides import Asides
from onair.during.playbook.baseline import Bands
from onair.during.playbook.evaluate import Evaluator, Firing
from onair.during.playbook.heard import Heard, Listen
from onair.during.playbook.history import TICK_MS, History, Tick
from onair.during.playbook.reading import Doubt, Scene, State
from onair.during.playbook.rule import Rule
from onair.during.playbook.watch import Watch
from onair.events.groups import Group, Groups
from onair.events.model import Comment, Event, Marks
from onair.metrics.window import Window

_SAID: Mapping[str, State] = {
    "ok": "ok", "paused": "ok", "learning": "few", "too_few": "few", "missing": "missing"
}  # fmt: skip


def _doubt(stand: Stand) -> Doubt:
    return (
        Doubt("stale") if stand.doubt is not None else Doubt(_SAID[stand.standing.state], stand.standing.have)
    )


Closed = Callable[[History], None]


class Following:
    """`take` and `advance` give what the rules said in the ticks they closed."""

    def __init__(
        self, zone: str, *, own_time: bool = False, window: Window | None = None, closed: Closed | None = None,
        listen: Listen | None = None,
    ) -> None:  # fmt: skip
        """`closed`: told of each tick that was closed, after the rules. `listen`: reads the comments of a log that says
        nothing of them."""
        self._closed = closed
        self._offline = listen() if listen is not None else None
        self.heard = Heard()
        self.asides = Asides()
        self.evaluator = Evaluator(zone)
        self.watch = Watch(own_time=own_time, window=window, ear=self)
        self._alarms: dict[tuple[str, str | None], Alarm] = {}
        self._found: list[Firing] = []

    def know(self, rules: Sequence[Rule], bands: Bands) -> None:
        self.evaluator.know(rules, bands)

    def take(self, groups: Groups, clock: int) -> list[Firing]:
        self.watch.take(groups, clock)
        return self._told()

    def advance(self, clock: int) -> list[Firing]:
        self.watch.advance(clock)
        return self._told()

    def scene(self) -> Scene:
        """As of the newest closed tick."""
        doubts: dict[tuple[str, str | None], Doubt] = {
            (stand.watched, stand.product): _doubt(stand) for stand in self.watch.standings()
        }
        return Scene(self.watch.history, self.asides, self._alarms, doubts, self.heard)

    # ---- what the watch tells

    def add(self, tick: int, kind: type[Event], group: Group) -> None:
        if kind is Marks:
            self.heard.add(group.events)
            return
        if kind is Comment and self._offline is not None:
            self._offline.hear(group.events)
        self.asides.add(tick, kind, group)

    def close(self, tick: Tick, alarms: list[Alarm]) -> None:
        if self._offline is not None and (read := self._offline.close(tick.at + TICK_MS)) is not None:
            self.heard.add([read])
        self._alarms.update({(alarm.watched, alarm.product): alarm for alarm in alarms})
        self.asides.close(tick.at // TICK_MS, tick.slot, switched=tick.switched)
        self._found += self.evaluator.step(self.scene())
        if self._closed is not None:
            self._closed(self.watch.history)

    def _told(self) -> list[Firing]:
        found, self._found = self._found, []
        return found
