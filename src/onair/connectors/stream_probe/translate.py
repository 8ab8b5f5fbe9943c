"""ffmpeg's measurements, a line each → what was seen. Pure.

Freezes and silences are told by ffmpeg once they have lasted for `D_S`; blackness is told by the mean brightness,
because its own detector speaks only at the end. Times of a stream that was joined in the middle mean nothing, so
everything is dated by when its line came.
"""

from onair.connectors.signals import AnySeen, Look, Loudness, Reading, What

D_S = 2
FPS = 2
DARK, BRIGHT = 20.0, 24.0
"""Mean luma 0…255; black is 16 in a limited range. Between the two nothing changes."""
DARK_MS = 1000
TOLD_MS = 1000
PRIMING_MS = 500
"""The first samples of a decoder are silence."""
QUIET_LUFS = -70.0
FREEZE, SILENCE = "freezedetect=n=-60dB:d={d}", "silencedetect=n=-50dB:d={d}"


def filters() -> tuple[str, str]:
    """For the picture and for the sound; each prints its measurements to stdout."""
    told = "metadata=mode=print:key=lavfi.{key}:file=pipe\\\\:1:direct=1"
    video = [f"fps={FPS}", "scale=320:-2", FREEZE.format(d=D_S), "signalstats"]
    video += [
        told.format(key=key)
        for key in ("signalstats.YAVG", "freezedetect.freeze_start", "freezedetect.freeze_end")
    ]
    audio = [SILENCE.format(d=D_S)]
    audio += ["a" + told.format(key=key) for key in ("silence_start", "silence_end")]
    audio += ["ebur128=metadata=1", "a" + told.format(key="r128.M")]
    return ",".join(video), ",".join(audio)


class Listener:
    """Fed with lines as they come. One for each connection."""

    def __init__(self) -> None:
        self.frames = 0
        self._on: set[What] = set()
        self._dark_since: int | None = None
        self._loud: list[float] = []
        self._told_at = 0
        self._first = 0

    def feed(self, line: str, at: int) -> list[AnySeen]:
        key, found, value = line.strip().partition("=")
        if not found or not key.startswith("lavfi."):
            return []
        name = key.removeprefix("lavfi.")
        self._first = self._first or at
        if name == "signalstats.YAVG":
            return self._frame(_number(value), at)
        if name == "r128.M":
            return self._heard(_number(value), at)
        if name.startswith("freezedetect.freeze_"):
            return self._lasting("freeze", name.endswith("_start"), at)
        if name.startswith("silence_"):
            return self._lasting("silence", name == "silence_start", at)
        return []

    def ended(self, at: int) -> list[AnySeen]:
        """The line broke: what was on is unknown from now on, so it is off."""
        return [seen for what in sorted(self._on) for seen in self._look(what, False, at, at)]

    def _frame(self, luma: float | None, at: int) -> list[AnySeen]:
        if luma is None:
            return []
        self.frames += 1
        found: list[AnySeen] = []
        if luma < DARK:
            self._dark_since = at if self._dark_since is None else self._dark_since
            if at - self._dark_since >= DARK_MS:
                found += self._look("black", True, self._dark_since, at)
        elif luma > BRIGHT:
            self._dark_since = None
            found += self._look("black", False, at, at)
        if at - self._told_at >= TOLD_MS or self.frames == 1:
            self._told_at = at
            found.append(Reading(at=at, flow="live", sent=self.frames))
        return found

    def _heard(self, lufs: float | None, at: int) -> list[AnySeen]:
        """One figure a second: the mean of what is not silence."""
        if lufs is None or at - self._first < PRIMING_MS:
            return []
        self._loud.append(lufs)
        if len(self._loud) < 10:
            return []
        loud, self._loud = [one for one in self._loud if one > QUIET_LUFS], []
        return [Loudness(at=at, lufs=round(sum(loud) / len(loud), 1) if loud else QUIET_LUFS)]

    def _lasting(self, what: What, on: bool, at: int) -> list[AnySeen]:
        """Told once it has lasted for `D_S`, and at its end."""
        return self._look(what, on, at - 1000 * D_S if on else at, at)

    def _look(self, what: What, on: bool, since: int, at: int) -> list[AnySeen]:
        if on == (what in self._on):
            return []
        self._on ^= {what}
        return [Look(at=at, what=what, on=on, since=since)]


def _number(value: str) -> float | None:
    try:
        found = float(value)
    except ValueError:
        return None
    return found if -1e4 < found < 1e4 else None
