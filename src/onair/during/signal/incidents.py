"""Episodes of trouble on one output: one incident each, with debounce, hysteresis and a recovery. Pure.

Cut, stalled and stopped are one episode however it goes on; black wins over freeze, which it always is as well.
Bitrate, frames and delay need 3 bad looks of 5. What cannot be seen keeps an episode as it is.
"""

from typing import Literal, NamedTuple

from onair.during.signal.causes import guess
from onair.during.signal.line import LOUD_MS, NEWEST_MS, Line
from onair.during.signal.output import Output
from onair.during.signal.ticks import Level, Ticks

Grade = Literal["bad", "warn"]
Want = str | None | Literal[False]
"""Kind that is the case now, None = all is well, False = cannot be told."""

HOLD_MS = {"stopped": 2_000, "freeze": 300, "blind": 10_000, "quiet": 2_000, "loud": 2_000}
CLEAR_MS = {"flow": 2_000, "picture": 1_000, "sound": 1_000, "blind": 2_000}
REFINE_MS = 3_000
"""Evidence of others comes later than the first word: the guess is looked at once more."""
GRADES: dict[str, Grade] = {
    "cut": "bad", "stalled": "bad", "stopped": "bad", "black": "bad", "freeze": "bad", "silence": "bad",
}  # fmt: skip
LOST_HIGH, LOST_WELL = 0.05, 0.01
RTT_HIGH, RTT_WELL = 300, 200
QUIET_LUFS, LOUD_LUFS, EASE_LU = -35.0, -8.0, 2.0
SETTLE_MS = 5_000
"""After a reconnect rates climb: nothing is said of them for so long."""


class Told(NamedTuple):
    """`phase` again: the same incident with a better guess. `since`: when it began; `at`: of this word, ms."""

    id: str
    kind: str
    phase: Literal["start", "again", "end"]
    at: int
    since: int
    cause: str
    grade: Grade


class Open(NamedTuple):
    id: str
    kind: str
    since: int
    opened: int
    cause: str
    refined: bool


class Judge:
    """One for an output. `step` after every word of a source and a few times a second."""

    def __init__(self, show: str, out: Output) -> None:
        self._show, self._out = show, out
        self.open: dict[str, Open] = {}
        self._since: dict[str, tuple[str, int]] = {}
        self._well_since: dict[str, int] = {}
        self._steps = 0
        self._silent_at = 0
        self._counting: Line | None = None
        self._rates = {"bitrate_low": Level(), "fps_low": Level()}
        self._limits = {"dropped_send": Ticks(), "dropped_render": Ticks(), "rtt_high": Ticks()}

    def resume(self, id_: str, kind: str, since: int, cause: str) -> None:
        """An incident that was open when the server stopped: it ends when all is well."""
        self.open[group_of(kind)] = Open(id_, kind, since, since, cause, refined=True)
        self._out.ever_live = True

    def step(self, now: int) -> list[Told]:
        self._out.advance(now)
        self._measure(now)
        told: list[Told] = []
        for group, (want, since) in self._wants(now).items():
            told += self._settle(group, want, since, now)
        return told

    def finish(self, now: int) -> list[Told]:
        """The show is over: nothing stays open."""
        return [self._end(group, now) for group in list(self.open)]

    # ---- what is the case

    def _wants(self, now: int) -> dict[str, tuple[Want, int]]:
        out = self._out
        wants: dict[str, tuple[Want, int]] = {"flow": self._flow(now), "picture": self._picture(now)}
        silence = out.look("silence")
        seen = out.looked_at(now)
        wants["sound"] = ("silence", silence) if silence is not None else (None if seen else False, now)
        blind = bool(out.lines) and out.blind(now)
        wants["blind"] = ("blind" if blind else None, now)
        wants["loudness"] = self._loudness(now)
        calm = out.state == "live" and "flow" not in self.open and "picture" not in self.open
        ticks = {kind: level.ticks for kind, level in self._rates.items()} | self._limits
        for kind, one in ticks.items():
            wants[kind] = ((kind if one.on else None) if calm else False, one.since if one.on else now)
        return wants

    def _flow(self, now: int) -> tuple[Want, int]:
        out = self._out
        if out.state == "reconnecting":
            return "cut", out.since
        if out.state == "stopped":
            return (("stopped" if out.by_hand else "cut") if out.ever_live else None), out.since
        if out.state == "unknown":
            return False, now
        still = out.still(now)
        return ("stalled", still.moved_at) if still is not None else (None, now)

    def _picture(self, now: int) -> tuple[Want, int]:
        black, freeze = self._out.look("black"), self._out.look("freeze")
        if black is not None:
            return "black", black
        if freeze is not None:
            return "freeze", freeze
        return (None if self._out.looked_at(now) else False), now

    def _loudness(self, now: int) -> tuple[Want, int]:
        lufs = self._out.figures(now).lufs
        if self._out.look("silence") is not None or "sound" in self.open:
            self._silent_at = now
        if lufs is None or now - self._silent_at < LOUD_MS:
            return False, now
        ease = EASE_LU if "loudness" in self.open else 0.0
        if lufs < QUIET_LUFS + ease:
            return "quiet", now
        return ("loud" if lufs > LOUD_LUFS - ease else None), now

    def _measure(self, now: int) -> None:
        """One tick for every new look of the source that counts."""
        line = self._out.counting(now)
        if line is not self._counting:
            self._counting, self._steps = line, line.steps_seen if line else 0
        if line is None or line.steps_seen == self._steps:
            return
        self._steps = line.steps_seen
        if self._out.state != "live" or now - line.since < SETTLE_MS or "picture" in self.open:
            return
        figures = self._out.figures(now)
        self._rates["bitrate_low"].add(now, line.kbps(now, NEWEST_MS))
        self._rates["fps_low"].add(now, figures.fps)
        for kind, value, high, well in (
            ("dropped_send", figures.send_lost, LOST_HIGH, LOST_WELL),
            ("dropped_render", figures.render_lost, LOST_HIGH, LOST_WELL),
            ("rtt_high", figures.rtt_ms, RTT_HIGH, RTT_WELL),
        ):
            if value is not None:
                self._limits[kind].add(now, bad=value > high, well=value <= well)

    # ---- what is told

    def _settle(self, group: str, want: Want, since: int, now: int) -> list[Told]:
        held = self.open.get(group)
        if want is False:
            self._well_since.pop(group, None)
            return []
        if want is None:
            self._since.pop(group, None)
            return self._ending(group, held, now)
        self._well_since.pop(group, None)
        if held is not None and (group == "flow" or held.kind == want):
            self._since.pop(group, None)
            return self._refine(group, held, now)
        kind, first = self._since.get(group, ("", 0))
        if kind != want:
            first = now
            self._since[group] = (want, now)
        if now - first < HOLD_MS.get(want, 0):
            return []
        began, told = min(since, first), []
        if held is not None:  # one kind turned into another: what ends and what begins do not overlap
            began = began if began > held.opened else first
            told = [self._end(group, began)]
        id_ = f"sig:{self._out.name}:{want}:{began}"
        cause = guess(want, self._out, now)
        self.open[group] = Open(id_, want, began, now, cause, refined=False)
        return [*told, Told(id_, want, "start", now, began, cause, grade_of(want))]

    def _ending(self, group: str, held: Open | None, now: int) -> list[Told]:
        if held is None:
            return []
        first = self._well_since.setdefault(group, now)
        if now - first < CLEAR_MS.get(group, 0):
            return []
        return [self._end(group, first)]

    def _end(self, group: str, at: int) -> Told:
        held = self.open.pop(group)
        self._well_since.pop(group, None)
        self._since.pop(group, None)
        if group in self._rates or group == "flow":
            for level in self._rates.values():
                level.ticks.clear()
        return Told(
            held.id, held.kind, "end", max(at, held.since), held.since, held.cause, grade_of(held.kind)
        )

    def _refine(self, group: str, held: Open, now: int) -> list[Told]:
        if held.refined or now - held.opened < REFINE_MS:
            return []
        cause = guess(held.kind, self._out, now)
        self.open[group] = held._replace(cause=cause, refined=True)
        if cause == held.cause:
            return []
        return [Told(held.id, held.kind, "again", now, held.since, cause, grade_of(held.kind))]


def grade_of(kind: str) -> Grade:
    return GRADES.get(kind, "warn")


def group_of(kind: str) -> str:
    groups = {
        "cut": "flow", "stalled": "flow", "stopped": "flow", "black": "picture", "freeze": "picture",
        "silence": "sound", "quiet": "loudness", "loud": "loudness",
    }  # fmt: skip
    return groups.get(kind, kind)
