"""The panel `signal` of the live console: folded from readings and incidents of the log, so that a replay shows the
same; on air what the sources themselves say now stands beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from onair.access.web import Services
from onair.during.broadcast.companions import Beside, Companion, Panels
from onair.during.broadcast.facts import Facts
from onair.during.signal.desk import SignalDesk
from onair.during.signal.incidents import grade_of
from onair.during.signal.monitor import BY, MAIN, Monitor
from onair.during.signal.panel import SignalIncident, SignalPanel, SignalSeen
from onair.during.signal.sources import sources
from onair.events.groups import Groups
from onair.events.model import AnyEvent, Incident, Stream
from onair.store.db import Database

FLOW = frozenset({"cut", "stalled", "stopped"})


class Known(Struct, frozen=True):
    """From the settings of the room."""

    watched: bool = False
    backup: bool = False


class SignalFold:
    """Memory of one show. `monitor`: what watches it at this moment, if anybody does."""

    def __init__(self, monitor: Callable[[], Monitor | None]) -> None:
        self._monitor = monitor
        self._known = Known()
        self._state: tuple[int, str] | None = None
        self._since: int | None = None
        self._incidents: dict[str, SignalIncident] = {}
        self._shown = SignalPanel()

    def know(self, knowledge: Any) -> None:
        self._known = knowledge or Known()

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (a fold of events alone)
        for event in groups[Stream].events if Stream in groups else ():
            if self._state is None or event.at >= self._state[0]:
                if self._state is None or event.state != self._state[1]:
                    self._since = event.at
                self._state = (event.at, event.state)
        for event in groups[Incident].events if Incident in groups else ():
            if event.data.get("by") == BY:
                self._incident(event)

    def _incident(self, event: Incident) -> None:
        held = self._incidents.get(event.incident)
        if event.phase == "end":
            if held is not None:
                seconds = event.data.get("seconds")
                self._incidents[event.incident] = _ended(held, float(seconds or 0.0))
            return
        cause, output = str(event.data.get("cause", "")), str(event.data.get("output", MAIN))
        self._incidents[event.incident] = SignalIncident(
            event.incident, event.kind, cause, grade_of(event.kind), output, event.at,
            held.seconds if held is not None else None,
        )  # fmt: skip

    def advance(self, clock: int, beside: Beside) -> None: ...

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:  # noqa: ARG002 (the desk writes by itself)
        return ()

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        on_air = beside.facts.state == "on_air"
        fresh = self._panel(now, self._monitor() if on_air else None, on_air=on_air)
        if fresh != self._shown:
            self._shown = fresh
        return {"signal": self._shown}

    def incidents(self) -> list[SignalIncident]:
        """All of the show, oldest first."""
        return sorted(self._incidents.values(), key=lambda one: one.at)

    def _panel(self, now: int, monitor: Monitor | None, *, on_air: bool) -> SignalPanel:
        all_ = self.incidents()
        cuts = [one for one in all_ if one.kind in FLOW and one.output == MAIN]
        state = self._state[1] if self._state is not None else "unknown" if self._known.watched else "none"
        panel = SignalPanel(
            state=state,
            since=self._since,
            backup="ready" if self._known.backup else "none",
            open=[one for one in all_ if one.seconds is None] if on_air else [],
            last_cut=cuts[-1] if cuts else None,
        )
        return panel if monitor is None else _beside(panel, monitor, now)


def _ended(held: SignalIncident, seconds: float) -> SignalIncident:
    return SignalIncident(held.id, held.kind, held.cause, held.grade, held.output, held.at, seconds)


def _beside(panel: SignalPanel, monitor: Monitor, now: int) -> SignalPanel:
    """With what is known at this moment and stands in no log."""
    main, backup = monitor.outputs.get(MAIN), monitor.outputs.get("backup")
    figures = main.figures(now) if main is not None else None
    line = panel.backup
    if backup is not None:
        line = {"live": "live", "unknown": "unknown"}.get(backup.state, "ready")
    return SignalPanel(
        state=panel.state if main is None else main.state,
        since=panel.since if main is None else main.since or None,
        send_lost=_share(figures.send_lost) if figures else None,
        render_lost=_share(figures.render_lost) if figures else None,
        congestion=_share(figures.congestion) if figures else None,
        backup=line,
        open=panel.open,
        last_cut=panel.last_cut,
        sources=seen(monitor, now),
    )


def seen(monitor: Monitor, now: int) -> list[SignalSeen]:
    """Every source as it is seen now."""
    found = []
    for id_, view in monitor.views.items():
        line = monitor.line(id_)
        why = line.why_blind(now) if line is not None else "connecting"
        state = str(line.flow) if line is not None and why is None else "unknown"
        found.append(SignalSeen(id_, view.name, view.kind, view.output, state, why))
    return found


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


class SignalFeature:
    name = "signal"

    def __init__(self, services: Services | None = None) -> None:
        self._services = services
        self.panels = PANELS

    def learn(self, facts: Facts) -> Known:
        if self._services is None or facts.room_id is None:
            return Known()
        with self._services.get(Database).read() as tx:
            found = sources(tx, facts.tenant, facts.room_id)
        return Known(bool(found), any(view.backup or view.output == "backup" for view in found))

    def fresh(self, facts: Facts) -> Companion:
        services = self._services

        def monitor() -> Monitor | None:
            """Asked anew each time: shows are loaded before the desk is made."""
            desk = services.maybe(SignalDesk) if services is not None else None
            return desk.monitor(facts.id) if desk is not None else None

        return SignalFold(monitor)


PANELS: Panels = {"signal": (SignalPanel, frozenset({"console", "wall"}))}


def feature(services: Services) -> SignalFeature:
    return SignalFeature(services)
