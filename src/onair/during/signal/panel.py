"""What the console shows of a show's signal: the panel `signal`."""

from msgspec import Struct, field


class SignalIncident(Struct, frozen=True):
    """`kind` and `cause` are words of the console; `at` ms, `seconds` None = still going on."""

    id: str
    kind: str
    cause: str
    grade: str
    output: str
    at: int
    seconds: float | None


class SignalSeen(Struct, frozen=True):
    """One source. `state`: live, reconnecting, stopped or unknown; `why`: a code when it is unknown."""

    id: str
    name: str
    kind: str
    output: str
    state: str
    why: str | None


class SignalPanel(Struct, frozen=True):
    """`state` none = nobody looks. `…_lost` shares of frames in 10 s. `backup`: none, ready (can be switched to),
    live (it is sent to as well), unknown. `open` and `last_cut`: incidents."""

    state: str = "none"
    since: int | None = None
    send_lost: float | None = None
    render_lost: float | None = None
    congestion: float | None = None
    backup: str = "none"
    open: list[SignalIncident] = field(default_factory=list)
    last_cut: SignalIncident | None = None
    sources: list[SignalSeen] = field(default_factory=list)
