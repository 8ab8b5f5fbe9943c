"""What a connector of the live signal promises. Three parts look at one output: the encoder says what it sends, a
relay what arrives, a probe what the picture and the sound are like.

A folder below `onair.connectors` that exports `signal` (a `Watched` or a `Relay`) and holds a `manifest.toml` with a
`[signal]` part is found by `signal_kinds.signals()`. Translating is pure; only `wire.py` and `polling.py` touch a socket.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from msgspec import Struct

from onair.connectors.ports import Config
from onair.kernel.clock import Clock

Part = Literal["encoder", "relay", "probe"]
Flow = Literal["live", "reconnecting", "stopped"]
What = Literal["freeze", "black", "silence"]


class Seen(Struct, frozen=True, omit_defaults=True, tag_field="seen", kw_only=True):
    """`at`: ms UTC by our clock."""

    at: int


class Reading(Seen, frozen=True, omit_defaults=True, tag="reading", kw_only=True):
    """One look at an output. None = this source does not tell.

    Counters (`bytes`, frames) run from the start of the stream; a decrease is a reset, never a negative delta.
    `media_ms`: the stream's own clock. `rendered`, `sent`: frames drawn, frames handed to the line, each with those
    left out. `congestion` 0…1.
    """

    flow: Flow
    bytes: int | None = None
    media_ms: int | None = None
    fps: float | None = None
    rendered: int | None = None
    render_skipped: int | None = None
    sent: int | None = None
    send_skipped: int | None = None
    congestion: float | None = None
    rtt_ms: int | None = None


class Change(Seen, frozen=True, omit_defaults=True, tag="change", kw_only=True):
    """Told by the source itself, at once. `by_hand`: somebody ended or began it over there."""

    flow: Flow
    by_hand: bool = False


class Look(Seen, frozen=True, omit_defaults=True, tag="look", kw_only=True):
    """The picture or the sound has been so since `since` (ms UTC), or is so no more."""

    what: What
    on: bool
    since: int


class Loudness(Seen, frozen=True, omit_defaults=True, tag="loudness", kw_only=True):
    """Momentary loudness (EBU R128, 400 ms)."""

    lufs: float


class Blind(Seen, frozen=True, omit_defaults=True, tag="blind", kw_only=True):
    """Nobody answers, or not with what we can read: the stream itself may be fine.

    `final`: trying again by ourselves cannot help, or must not be done.
    """

    code: str
    final: bool = False


class Met(Seen, frozen=True, omit_defaults=True, tag="met", kw_only=True):
    """There is an answer. `program`: how the other side calls itself."""

    program: str


AnySeen = Reading | Change | Look | Loudness | Blind | Met


class Reach(NamedTuple):
    """`private`: addresses inside the house may be dialled."""

    private: bool
    clock: Clock


@runtime_checkable
class Watched(Protocol):
    """An encoder or a probe: it keeps a line of its own and tells what it sees until it is closed."""

    name: str

    def check(self, config: Config, *, private: bool) -> None:
        """Raises BadTarget for settings that cannot work."""

    def shown(self, config: Config, /) -> str:
        """Where it looks, without anything secret."""

    def watch(self, config: Config, reach: Reach, /) -> AsyncIterator[AnySeen]:
        """Comes back by itself with back-off; ends only after a final `Blind`."""


class Poll(NamedTuple):
    """A GET every `every_s`; with `login` the body of a POST that answers a token first."""

    url: str
    headers: Mapping[str, str] = {}
    every_s: float = 2.0
    login_url: str = ""
    login_body: bytes = b""


class Heard(NamedTuple):
    """What a callback means. `admit` None = nobody asked."""

    seen: tuple[AnySeen, ...] = ()
    admit: bool | None = None


class Reply(NamedTuple):
    """What the relay wants to hear."""

    status: int
    body: bytes = b""
    kind: str = "text/plain"


class Odd(Exception):
    """An answer that cannot be read. `code` in a word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@runtime_checkable
class Relay(Protocol):
    """A relay is asked every few seconds, and calls back by itself. Pure: the wire belongs to `polling`."""

    name: str

    def check(self, config: Config, *, private: bool) -> None:
        """Raises BadTarget for settings that cannot work."""

    def shown(self, config: Config, /) -> str: ...

    def poll(self, config: Config, /) -> Poll | None:
        """None: it only calls back."""

    def token(self, body: bytes, /) -> str:
        """The token in the answer to a login. Raises Odd."""

    def read(self, body: bytes, config: Config, at: int, /) -> Reading:
        """Raises Odd."""

    def hear(self, body: bytes, config: Config, at: int, /) -> Heard:
        """Raises Odd."""

    def reply(self, *, admit: bool) -> Reply: ...


AnySignal = Watched | Relay


def waits(first: float = 1.0, most: float = 30.0) -> Iterator[float]:
    """Seconds before each next try: doubled up to `most`."""
    wait = first
    while True:
        yield wait
        wait = min(wait * 2, most)
