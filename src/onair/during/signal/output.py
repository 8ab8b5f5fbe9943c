"""One output of a room, as several sources see it together: one state, one set of figures. Pure.

The encoder knows best what it does, the relay what arrives, the probe only whether anything can be played. Losing the
line to a source is not losing the stream: then the next one speaks, and when none is left the state is unknown.
"""

from collections.abc import Mapping
from typing import Literal

from onair.connectors.signals import Part, What
from onair.during.signal.figures import Figures
from onair.during.signal.line import Line

State = Literal["live", "reconnecting", "stopped", "unknown"]
AGREE_MS = 3_000
"""An encoder notices that its line is gone later than the relay does: so long both may be right."""
STILL_MS: Mapping[Part, int] = {"encoder": 3_900, "relay": 3_600, "probe": 3_900}
"""Nothing moved over two looks."""


class Output:
    """`lines` by source id. `ever_live`: it has been live since somebody looked."""

    def __init__(self, name: str, lines: Mapping[str, Line]) -> None:
        self.name = name
        self.lines = dict(lines)
        self.ever_live = False
        self.state: State = "unknown"
        self.since = 0

    def advance(self, now: int) -> State:
        """The state as of `now`; call after every word of a source and once in a while."""
        state = self._state(now)
        if state != self.state:
            self.state, self.since = state, now
        self.ever_live = self.ever_live or state == "live"
        return state

    def of(self, part: Part, now: int) -> Line | None:
        """The best source of a kind: one that can be seen, live before others."""
        found = [line for line in self.lines.values() if line.part == part and line.visible(now)]
        return max(found, key=lambda line: (line.flow == "live", line.heard_at), default=None)

    def has(self, part: Part) -> bool:
        return any(line.part == part for line in self.lines.values())

    @property
    def by_hand(self) -> bool:
        """Somebody ended it at the encoder."""
        return any(line.by_hand and line.flow == "stopped" for line in self.lines.values())

    def blind(self, now: int) -> bool:
        return all(not line.visible(now) for line in self.lines.values())

    def still(self, now: int) -> Line | None:
        """A source that says live while nothing moves any more."""
        return next((line for line in self.lines.values() if line.still_ms(now) >= STILL_MS[line.part]), None)

    def look(self, what: What) -> int | None:
        """Since when the picture or the sound is so; None = it is not, as far as anybody sees."""
        return min((one.looks[what] for one in self.lines.values() if what in one.looks), default=None)

    def looked_at(self, now: int) -> bool:
        return self.of("probe", now) is not None

    def counting(self, now: int) -> Line | None:
        """The source whose counters are believed."""
        encoder, relay = self.of("encoder", now), self.of("relay", now)
        return encoder if encoder is not None and encoder.flow == "live" else relay or encoder

    def figures(self, now: int) -> Figures:
        line, probe = self.counting(now), self.of("probe", now)
        lufs = probe.lufs(now) if probe is not None else None
        if line is None:
            return Figures(lufs=lufs)
        last = line.last if line.flow == "live" else None
        return Figures(
            kbps=line.kbps(now) if last else None,
            fps=line.fps(now) if last else None,
            render_lost=line.lost("render_skipped", "rendered", now),
            send_lost=line.lost("send_skipped", "sent", now),
            congestion=last.congestion if last else None,
            rtt_ms=last.rtt_ms if last else None,
            lufs=lufs,
        )

    def _state(self, now: int) -> State:
        encoder, relay, probe = self.of("encoder", now), self.of("relay", now), self.of("probe", now)
        if encoder is None:
            seen = relay or probe
            return "unknown" if seen is None or seen.flow is None else seen.flow
        arrives = relay is not None and relay.flow == "live"
        if encoder.flow == "stopped":
            return "live" if arrives else "stopped"
        if encoder.flow == "live" and relay is not None and not arrives and self._agreed(encoder, relay, now):
            return "stopped"
        return encoder.flow or "unknown"

    @staticmethod
    def _agreed(encoder: Line, relay: Line, now: int) -> bool:
        return min(now - encoder.since, now - relay.since) >= AGREE_MS
