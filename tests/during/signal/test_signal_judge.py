"""States and incidents of one output, second by second, without a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from onair.connectors.signals import AnySeen, Blind, Change, Look, Loudness, Met, Part, Reading
from onair.during.broadcast.frames import TrackItem
from onair.during.signal.monitor import Monitor
from onair.during.signal.sources import SourceView
from onair.events.model import Incident, Stream

T0 = 1_795_334_400_000
KINDS = {"encoder": "obs_studio", "relay": "nginx_rtmp", "probe": "stream_probe"}


def view(part: str, output: str = "main", version: int = 1) -> SourceView:
    return SourceView(part, "t", "r", KINDS[part], output, part, "", False, T0, version)


@dataclass
class Show:
    """`kbps` and so on are what the encoder and the relay count from now on; `cut` means that nothing arrives."""

    parts: tuple[Part, ...] = ("encoder", "relay", "probe")
    now: int = T0
    kbps: float = 4000.0
    fps: float = 30.0
    lost: float = 0.0
    cut: bool = False
    still: bool = False
    lufs: float = -16.0
    bytes: float = 0.0
    frames: float = 0.0
    skipped: float = 0.0
    events: list[Incident | Stream] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.monitor = Monitor("shw")
        self.monitor.furnish([view(part) for part in self.parts])
        for part in self.parts:
            self.say(part, Met(at=self.now, program="x"))

    def say(self, part: str, seen: AnySeen) -> None:
        self.monitor.take(part, seen)
        self.step()

    def step(self) -> None:
        self.events += self.monitor.step(self.now)

    def run(self, seconds: float) -> "Show":
        for _ in range(round(seconds * 4)):
            self.now += 250
            quarter = (self.now - T0) // 250
            if not self.cut and not self.still:
                self.bytes += self.kbps * 125 / 4
                self.frames += self.fps / 4
                self.skipped += self.fps * self.lost / 4
            if quarter % 4 == 0 and "encoder" in self.parts and not self.cut:
                self.say("encoder", self.reading())
            if quarter % 8 == 0 and "relay" in self.parts and not self.cut:
                self.say("relay", Reading(at=self.now, flow="live", bytes=int(self.bytes)))
            if quarter % 4 == 0 and "probe" in self.parts and not self.cut and not self.still:
                self.say("probe", Reading(at=self.now, flow="live", sent=int(self.frames)))
                self.say("probe", Loudness(at=self.now, lufs=self.lufs))
            self.step()
        return self

    def reading(self) -> Reading:
        return Reading(
            at=self.now, flow="live", bytes=int(self.bytes), fps=self.fps, sent=int(self.frames),
            send_skipped=int(self.skipped), rendered=int(self.frames), render_skipped=0, congestion=0.0,
        )  # fmt: skip

    def incidents(self) -> list[tuple[str, str]]:
        return [(event.kind, event.phase) for event in self.events if isinstance(event, Incident)]

    def last(self, kind: str) -> Incident:
        return next(
            event for event in reversed(self.events) if isinstance(event, Incident) and event.kind == kind
        )

    @property
    def state(self) -> str:
        return self.monitor.outputs["main"].advance(self.now)


def test_a_calm_show_has_figures_and_no_incident() -> None:
    show = Show().run(120)
    figures = show.monitor.outputs["main"].figures(show.now)
    assert show.incidents() == []
    assert show.state == "live"
    assert figures.kbps == pytest.approx(4000, rel=0.01)
    assert (figures.fps, figures.send_lost, figures.render_lost) == (30.0, 0.0, 0.0)
    assert figures.lufs == -16.0
    readings = [event for event in show.events if isinstance(event, Stream)]
    assert 25 <= len(readings) <= 35
    assert {event.source for event in readings} == {"onair:obs_studio"}


def test_reconnecting_is_a_cut_at_once_and_one_incident_until_it_is_well() -> None:
    show = Show(("encoder",)).run(30)
    show.cut = True
    show.say("encoder", Change(at=show.now, flow="reconnecting"))
    assert show.incidents() == [("cut", "start")]
    assert show.last("cut").data["cause"] == "network_or_relay"
    for _ in range(5):  # the poll says active: true with bytes at 0; RECONNECTING comes again and again
        show.run(1)
        show.say("encoder", Reading(at=show.now, flow="reconnecting", bytes=0, sent=int(show.frames)))
    assert show.incidents() == [("cut", "start")]
    show.cut, show.bytes, show.frames = False, 0.0, 0.0
    show.say("encoder", Change(at=show.now, flow="live"))
    show.run(20)
    assert show.incidents() == [("cut", "start"), ("cut", "end")]
    assert show.last("cut").data["seconds"] == pytest.approx(5, abs=1)


def test_a_reset_of_counters_is_no_negative_rate() -> None:
    show = Show(("encoder",)).run(30)
    show.bytes = show.frames = show.skipped = 0.0
    show.run(30)
    assert show.incidents() == []
    assert all(
        event.bitrate_kbps is None or 3500 < event.bitrate_kbps < 4500
        for event in show.events
        if isinstance(event, Stream)
    )


@dataclass(frozen=True)
class Fault:
    name: str
    begin: Callable[[Show], None]
    end: Callable[[Show], None]
    kind: str
    cause: str
    within_s: float


def _look(what: str, *, on: bool) -> Callable[[Show], None]:
    return lambda show: show.say("probe", Look(at=show.now, what=what, on=on, since=show.now - 2000 * on))  # type: ignore[arg-type]


def _set(**values: object) -> Callable[[Show], None]:
    return lambda show: [setattr(show, name, value) for name, value in values.items()] and None


FAULTS = [
    Fault("freeze", _look("freeze", on=True), _look("freeze", on=False), "freeze", "camera", 1),
    Fault("black", _look("black", on=True), _look("black", on=False), "black", "scene", 0.3),
    Fault("silence", _look("silence", on=True), _look("silence", on=False), "silence", "microphone", 0.3),
    Fault("bitrate", _set(kbps=900.0), _set(kbps=4000.0), "bitrate_low", "settings", 8),
    Fault("frames", _set(fps=12.0), _set(fps=30.0), "fps_low", "settings", 8),
    Fault("dropped", _set(lost=0.2), _set(lost=0.0), "dropped_send", "upload", 8),
    Fault("stalled", _set(still=True), _set(still=False), "stalled", "network", 6.5),
    Fault("quiet", _set(lufs=-45.0), _set(lufs=-16.0), "quiet", "gain", 12),
    Fault("loud", _set(lufs=-4.0), _set(lufs=-16.0), "loud", "gain", 12),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_planted_fault_is_one_incident_that_recovers(fault: Fault) -> None:
    show = Show().run(60)
    began = show.now
    fault.begin(show)
    while not show.incidents():
        show.run(0.25)
        assert show.now - began <= fault.within_s * 1000, "not found in time"
    show.run(20)
    assert show.incidents() == [(fault.kind, "start")]
    assert show.last(fault.kind).data["cause"] == fault.cause
    assert show.last(fault.kind).at <= began + fault.within_s * 1000
    fault.end(show)
    show.run(30)
    assert show.incidents() == [(fault.kind, "start"), (fault.kind, "end")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_control_the_same_show_without_the_fault_says_nothing(fault: Fault) -> None:
    assert Show().run(60).run(fault.within_s).run(50).incidents() == []


def test_one_odd_look_is_no_incident() -> None:
    show = Show().run(60)
    for _ in range(10):
        show.kbps = 500.0
        show.run(1)
        show.kbps = 4800.0
        show.run(9)
    assert show.incidents() == []


def test_black_wins_over_freeze() -> None:
    show = Show().run(30)
    _look("black", on=True)(show)
    show.run(2)
    _look("freeze", on=True)(show)
    show.run(10)
    assert show.incidents() == [("black", "start")]
    _look("black", on=False)(show)
    _look("freeze", on=False)(show)
    show.run(5)
    assert show.incidents() == [("black", "start"), ("black", "end")]
    assert show.last("black").data["seconds"] == pytest.approx(12, abs=3)
    frozen = Show().run(30)  # and a frozen picture that turns black ends there
    _look("freeze", on=True)(frozen)
    frozen.run(3)
    _look("black", on=True)(frozen)
    frozen.run(3)
    assert frozen.incidents() == [("freeze", "start"), ("freeze", "end"), ("black", "start")]


def test_after_a_silence_the_mean_is_not_called_too_quiet() -> None:
    show = Show().run(60)
    show.lufs = -70.0
    _look("silence", on=True)(show)
    show.run(5)
    show.lufs = -16.0
    _look("silence", on=False)(show)
    show.run(20)
    assert show.incidents() == [("silence", "start"), ("silence", "end")]


def test_what_several_say_together_names_the_cause() -> None:
    gone = Show(("encoder", "relay")).run(
        30
    )  # the computer died: nobody answers there, the relay lost its publisher
    gone.cut = True
    gone.say("encoder", Blind(at=gone.now, code="closed"))
    gone.say("relay", Change(at=gone.now, flow="stopped"))
    gone.run(5)
    assert gone.last("cut").data["cause"] == "encoder_gone"
    down = Show(("encoder", "relay")).run(30)  # the relay died: its poll fails a second after OBS has said so
    down.cut = True
    down.say("encoder", Change(at=down.now, flow="reconnecting"))
    assert down.last("cut").data["cause"] == "network"
    down.say("relay", Blind(at=down.now, code="no_connection"))
    down.run(5)
    assert down.last("cut").data["cause"] == "relay_down"
    assert len({event.incident for event in down.events if isinstance(event, Incident)}) == 1
    whole = Show().run(30)
    _look("freeze", on=True)(whole)
    _look("silence", on=True)(whole)
    whole.run(5)
    assert whole.last("silence").data["cause"] == "whole_source"
    assert whole.last("freeze").data["cause"] == "whole_source"
    hand = Show(("encoder",)).run(30)
    hand.cut = True
    hand.say("encoder", Change(at=hand.now, flow="stopped", by_hand=True))
    hand.run(5)
    assert hand.incidents() == [("stopped", "start")]
    assert hand.last("stopped").data["cause"] == "stopped_by_hand"
    gave_up = Show(("encoder",)).run(30)
    gave_up.cut = True
    gave_up.say("encoder", Change(at=gave_up.now, flow="reconnecting"))
    gave_up.say("encoder", Change(at=gave_up.now, flow="stopped", by_hand=True))
    gave_up.run(5)
    assert gave_up.incidents() == [("cut", "start")]


def test_losing_the_line_to_obs_is_not_losing_the_stream() -> None:
    show = Show(("encoder",)).run(30)
    show.parts = ()
    show.say("encoder", Blind(at=show.now, code="closed"))
    show.run(8)
    assert (show.state, show.incidents()) == ("unknown", [])
    show.run(5)
    assert show.incidents() == [("blind", "start")]
    with_relay = Show(("encoder", "relay")).run(30)
    with_relay.say("encoder", Blind(at=with_relay.now, code="closed"))
    with_relay.parts = ("relay",)
    with_relay.run(30)
    assert (with_relay.state, with_relay.incidents()) == ("live", [])


def test_a_silent_source_is_unknown_not_cut() -> None:
    show = Show(("relay",)).run(30)
    show.parts = ()
    show.run(9)
    assert show.state in ("live", "unknown")
    show.run(4)
    assert show.state == "unknown"
    assert ("cut", "start") not in show.incidents()


def test_before_the_first_picture_nothing_is_cut() -> None:
    show = Show(("relay",))
    show.cut = True
    for _ in range(30):
        show.run(1)
        show.say("relay", Reading(at=show.now, flow="stopped"))
    assert (show.state, show.incidents()) == ("stopped", [])


def test_an_incident_that_the_log_holds_open_ends_after_a_restart() -> None:
    show = Show(("encoder",))
    data = {"by": "signal", "output": "main", "cause": "network"}
    mark = TrackItem("incident:sig:main:cut:5", T0 - 60_000, "incident", "cut", data=data)
    foreign = TrackItem("incident:other", T0 - 60_000, "incident", "cut", data={"by": "rule"})
    show.monitor.resume([mark, foreign])
    show.run(10)
    ends = [event for event in show.events if isinstance(event, Incident)]
    assert [(event.incident, event.phase) for event in ends] == [("sig:main:cut:5", "end")]
    assert ends[0].data["seconds"] == pytest.approx(60, abs=2)


def test_a_show_that_ends_leaves_nothing_open() -> None:
    show = Show().run(30)
    _look("black", on=True)(show)
    show.run(2)
    ended = show.monitor.finish(show.now)
    assert [
        (event.kind, event.phase, event.data["over"]) for event in ended if isinstance(event, Incident)
    ] == [("black", "end", True)]


def test_a_source_that_changes_begins_anew_and_the_others_stay() -> None:
    show = Show().run(30)
    relay = show.monitor.line("relay")
    show.monitor.furnish([view("encoder", version=2), view("relay")])
    assert show.monitor.line("relay") is relay
    assert show.monitor.line("probe") is None
    encoder = show.monitor.line("encoder")
    assert encoder is not None
    assert encoder.flow is None
