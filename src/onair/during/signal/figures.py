"""The figures of one output at one moment."""

from msgspec import Struct


class Figures(Struct, frozen=True):
    """None = nobody tells. `kbps` by counters, `…_lost` shares of frames in 10 s, `lufs` mean of 10 s."""

    kbps: int | None = None
    fps: float | None = None
    render_lost: float | None = None
    send_lost: float | None = None
    congestion: float | None = None
    rtt_ms: int | None = None
    lufs: float | None = None
