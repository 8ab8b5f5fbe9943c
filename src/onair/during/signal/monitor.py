"""One show's outputs followed together: words of sources in, events for the show's log out. Pure; time is given."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onair.connectors.signals import AnySeen
from onair.during.broadcast.frames import TrackItem
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.signal.incidents import Judge, Told
from onair.during.signal.line import Line
from onair.during.signal.output import Output, State
from onair.during.signal.sources import SourceView
from onair.events.model import AnyEvent, Incident, Stream

EVERY_MS = 4_000
"""Between two readings in the log; a change of state is written at once."""
BY = "signal"
MAIN = "main"


class Written(NamedTuple):
    at: int
    state: State


class Monitor:
    """`outputs` and `judges` by name; a source that comes or goes keeps the others as they are."""

    def __init__(self, show: str) -> None:
        self.show = show
        self.outputs: dict[str, Output] = {}
        self.judges: dict[str, Judge] = {}
        self.views: dict[str, SourceView] = {}
        self._written: Written | None = None

    def furnish(self, sources: Sequence[SourceView]) -> None:
        """The sources that there are now; a changed one begins anew."""
        fresh = {view.id: view for view in sources}
        for id_, view in list(self.views.items()):
            if fresh.get(id_) != view:
                self.outputs[view.output].lines.pop(id_, None)
                del self.views[id_]
        for id_, view in fresh.items():
            if id_ not in self.views:
                out = self.outputs.get(view.output)
                if out is None:
                    out = self.outputs[view.output] = Output(view.output, {})
                    self.judges[view.output] = Judge(self.show, out)
                out.lines[id_] = Line(view.part)
                self.views[id_] = view

    def resume(self, marks: Iterable[TrackItem]) -> None:
        """Incidents of ours that the log holds open: they end here, not in a new episode."""
        for mark in marks:
            judge = self.judges.get(str(mark.data.get("output")))
            if mark.kind == "incident" and mark.end is None and mark.data.get("by") == BY and judge:
                id_ = mark.id.removeprefix("incident:")
                judge.resume(id_, mark.label, mark.at, str(mark.data.get("cause")))

    def line(self, source: str) -> Line | None:
        view = self.views.get(source)
        return None if view is None else self.outputs[view.output].lines.get(source)

    def take(self, source: str, seen: AnySeen) -> None:
        line = self.line(source)
        if line is not None:
            line.take(seen)

    def step(self, now: int) -> list[AnyEvent]:
        """What is to be written now."""
        told = [(name, one) for name, judge in self.judges.items() for one in judge.step(now)]
        return [*(self._incident(name, one) for name, one in told), *self._reading(now)]

    def finish(self, now: int) -> list[AnyEvent]:
        """The show is over."""
        return [
            self._incident(name, one, over=True)
            for name, judge in self.judges.items()
            for one in judge.finish(now)
        ]

    # ---- inside

    def _incident(self, output: str, told: Told, *, over: bool = False) -> Incident:
        """The start is dated by when it began, so that the mark stands where the curve breaks."""
        data: dict[str, object] = {"by": BY, "output": output, "cause": told.cause, "grade": told.grade}
        if told.phase == "end":
            data |= {"seconds": round((told.at - told.since) / 1000, 1), "over": over}
            return Incident(
                id=f"{told.id}:end", source=OWN_SOURCE, at=told.at, incident=told.id, kind=told.kind, phase="end",
                data=data,
            )  # fmt: skip
        data["found_ms"] = told.at - told.since
        data["sources"] = sorted(view.name for view in self.views.values() if view.output == output)
        suffix = "start" if told.phase == "start" else "again"
        return Incident(
            id=f"{told.id}:{suffix}",
            source=OWN_SOURCE,
            at=told.since,
            incident=told.id,
            kind=told.kind,
            data=data,
        )

    def _reading(self, now: int) -> list[AnyEvent]:
        out = self.outputs.get(MAIN)
        if out is None or (self._written is None and out.state == "unknown"):
            return []
        last = self._written
        quiet = out.state == "unknown" or (last is not None and now - last.at < EVERY_MS)
        if last is not None and last.state == out.state and quiet:
            return []
        self._written = Written(now, out.state)
        figures, line = out.figures(now), out.counting(now)
        dropped = line.dropped(last.at if last else now - EVERY_MS) if line is not None else None
        return [
            Stream(
                id=f"sig:{MAIN}:{now}", source=f"onair:{self._source(now)}", at=now, state=out.state,
                bitrate_kbps=figures.kbps, fps=figures.fps, dropped=dropped, rtt_ms=figures.rtt_ms,
                loudness_lufs=figures.lufs,
            )
        ]  # fmt: skip

    def _source(self, now: int) -> str:
        """The connector whose counters were written."""
        line = self.outputs[MAIN].counting(now)
        return next((view.kind for id_, view in self.views.items() if self.line(id_) is line), BY)
