"""Which sources are heard, tick by tick: so that a source that fell silent is not a room that did.

A tick in which nobody sends anything may be a quiet room. It is a cut source once its silence is one that its own
pace does not explain: ten events were due. Cut for ten minutes it is gone, and nobody waits for it. A slow source
(a shop with an order now and then) is never cut: its silence is 0.
"""

from collections import Counter
from collections.abc import Set

from msgspec import Struct

DUE = 10.0
"""Events that should have come by now. At the overdispersion seen in rooms (.3) a silence of that much is one in 90
ticks by chance; a real room was silent for 14.7 s without having been cut."""
GONE = 60
"""Ticks."""
SETTLE = 2
"""Ticks after a source came back that are not judged: the first is in part, and what had piled up may come at once."""
THIN = 0.5
"""Of its pace: a tick with less of a source may be one that came in part."""
GAIN = 0.1


class Voice(Struct):
    """`pace`: its events a tick. `silent`: ticks since it was heard. `settling`: ticks until it is believed.
    `thin`: the newest tick held far less than its pace."""

    pace: float
    silent: int = 0
    settling: int = 0
    thin: bool = False

    @property
    def cut(self) -> bool:
        return self.silent > 0 and self.pace * self.silent >= DUE


class Hearing:
    def __init__(self) -> None:
        self._voices: dict[str, Voice] = {}

    def close(self, heard: Counter[str]) -> set[str]:
        """One tick is over. → the sources that are gone now."""
        for source, n in heard.items():
            voice = self._voices.get(source)
            if voice is None:
                self._voices[source] = Voice(float(n))
                continue
            voice.thin = voice.pace >= DUE and n < THIN * voice.pace
            if voice.cut:
                voice.settling = SETTLE
            elif voice.settling:
                voice.settling -= 1
            else:
                voice.pace += GAIN * (n - voice.pace)
            voice.silent = 0
        gone = set()
        for source, voice in self._voices.items():
            if source in heard:
                continue
            voice.silent += 1
            if not voice.cut:
                voice.pace -= GAIN * voice.pace / 2
            if voice.cut and voice.silent >= GONE:
                gone.add(source)
        for source in gone:
            del self._voices[source]
        return gone

    def cut(self, sources: Set[str]) -> bool:
        """Is one of them silent against its own pace?"""
        return any((voice := self._voices.get(source)) is not None and voice.cut for source in sources)

    def settling(self, sources: Set[str]) -> bool:
        """Did one of them come back only just now?"""
        return any(
            (voice := self._voices.get(source)) is not None and voice.settling > 0 for source in sources
        )

    def thin(self, sources: Set[str]) -> bool:
        """Did one of them say far less in the newest tick than it does? Then what it did not say is not known."""
        return any((voice := self._voices.get(source)) is not None and voice.thin for source in sources)
