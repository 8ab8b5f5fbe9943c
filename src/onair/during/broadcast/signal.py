"""Readings of the encoder or a stream monitor: the newest of each, and whether anybody still sends them."""

from onair.during.broadcast.frames import Tile
from onair.during.broadcast.sources import LIMITS
from onair.events.model import Stream

UNITS = {"bitrate_kbps": "kbit/s", "fps": "fps", "dropped": "frames", "rtt_ms": "ms", "loudness_lufs": "LUFS"}
"""Tile (= field of the `stream` event) → unit."""
FOREVER = 2**60
_Reading = tuple[int, str, str, int | float]


class Signal:
    """Newest by (at, source, id), so the order of arrival does not matter.

    A reading that events leave out stays, and is stale once they are 15 s past it.
    """

    def __init__(self) -> None:
        self._heard_at = 0
        self._newest: dict[str, _Reading] = {}

    def add(self, event: Stream) -> None:
        self._heard_at = max(self._heard_at, event.at)
        for name in UNITS:
            value = getattr(event, name)
            if value is not None:
                reading = (event.at, event.source, event.id, value)
                self._newest[name] = max(reading, self._newest.get(name, reading))

    def tiles(self, silence: int | None) -> dict[str, Tile]:
        """`silence`: ms since a stream event was received, by the server's clock; None = never."""
        return {name: self._tile(name, unit, silence) for name, unit in UNITS.items()}

    def _tile(self, name: str, unit: str, silence: int | None) -> Tile:
        newest = self._newest.get(name)
        if newest is None:
            return Tile(None, unit, "missing")
        age = FOREVER if silence is None else max(silence, self._heard_at - newest[0])
        return Tile(newest[3], unit, "ok" if age < LIMITS["signal"].slow else "stale", as_of=newest[0])
