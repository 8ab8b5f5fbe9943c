"""What ffmpeg's detectors print, read. Pure: lines in, spans and meters out.

Black is frozen too, so black wins: a freeze keeps only what is not black.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

FREEZE_S, BLACK_S, SILENCE_S = 2.0, 1.0, 2.0
"""Shorter ones are no fault. The freeze filter is asked for shorter ones, because a key frame may cut one in two."""
JOIN_S = 0.15
TOUCHED_UP = 0.6
"""Mean change (levels of 255, small picture) that an encoder still makes while it refines a picture that stands."""

_FREEZE = re.compile(r"freeze_(start|end): ?(-?[\d.]+)")
_BLACK = re.compile(r"black_start:(-?[\d.]+) black_end:(-?[\d.]+)")
_SILENCE = re.compile(r"silence_(start|end): (-?[\d.]+)")
_METER = re.compile(r"\bt: *(-?[\d.]+) .*?\bM: *(-?[\d.]+|-?inf|nan)")
_DAMAGE = re.compile(r"corrupt decoded frame|Error while decoding stream")
_SUMMARY = re.compile(r"^\s*(I|LRA|Peak):\s+(-?[\d.]+|-?inf|nan) (?:LUFS|LU|dBFS)\s*$")


class Span(NamedTuple):
    """Seconds from the beginning of the recording."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Loudness(Struct, frozen=True):
    """EBU R128. `integrated` in LUFS, `range` in LU, `peak` true peak in dBTP; None = too quiet to say.
    `meter`: momentary loudness every 0.1 s as (s, LUFS)."""

    integrated: float | None
    range: float | None
    peak: float | None
    meter: tuple[tuple[float, float], ...]


class Spans(NamedTuple):
    freeze: tuple[Span, ...]
    black: tuple[Span, ...]
    silence: tuple[Span, ...]


def read_spans(
    lines: Iterable[str], seconds: float, change: Sequence[tuple[float, float]] | NDArray[np.float64] = ()
) -> Spans:
    """Freeze, black and silence of `seconds` of recording; what has not ended ends with it.

    `change`: (s, mean change from the frame before), so that a freeze holds the moments of touching up at its ends.
    """
    held = list(lines)
    black = tuple(span for span in joined(_black(held), JOIN_S) if span.seconds >= BLACK_S)
    still = [widened(span, change) for span in _paired(_FREEZE, held, seconds)]
    frozen = minus(joined(still, JOIN_S), black)
    freeze = tuple(span for span in frozen if span.seconds >= FREEZE_S)
    silent = joined(_paired(_SILENCE, held, seconds), JOIN_S)
    return Spans(freeze, black, tuple(span for span in silent if span.seconds >= SILENCE_S))


def _black(lines: Iterable[str]) -> list[Span]:
    found = (_BLACK.search(line) for line in lines)
    return [Span(float(hit[1]), float(hit[2])) for hit in found if hit]


def _paired(pattern: re.Pattern[str], lines: Iterable[str], seconds: float) -> list[Span]:
    spans: list[Span] = []
    start: float | None = None
    for line in lines:
        hit = pattern.search(line)
        if hit is None:
            continue
        if hit[1] == "start":
            start = max(float(hit[2]), 0.0)
        elif start is not None:
            spans.append(Span(start, float(hit[2])))
            start = None
    if start is not None and seconds > start:
        spans.append(Span(start, seconds))
    return spans


def read_damage(lines: Iterable[str]) -> int:
    """Pieces of picture and sound that could not be decoded whole."""
    return sum(1 for line in lines if _DAMAGE.search(line))


def widened(span: Span, change: Sequence[tuple[float, float]] | NDArray[np.float64]) -> Span:
    """With the frames before and after it that hardly change: at a low bitrate a standing picture is refined for
    half a second, which the filter takes for movement."""
    if not len(change):
        return span
    times, steps = np.asarray(change, dtype=np.float64).T
    moves = times[steps > TOUCHED_UP]
    before, after = moves[moves <= span.start + 1e-3], moves[moves > span.start + 1e-3]
    start = float(before[-1]) if before.size else float(times[0])
    end = float(after[0]) if after.size else float(times[-1])
    return Span(min(span.start, start), max(span.end, end))


def joined(spans: Iterable[Span], gap: float) -> list[Span]:
    """Spans that are at most `gap` seconds apart become one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start - out[-1].end <= gap:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def minus(spans: Iterable[Span], taken: Sequence[Span], slack: float = 0.1) -> list[Span]:
    """`spans` without what `taken` covers; a rest of at most `slack` seconds is dropped."""
    left = list(spans)
    for cut in taken:
        pieces: list[Span] = []
        for span in left:
            if cut.end <= span.start or cut.start >= span.end:
                pieces.append(span)
                continue
            parts = (Span(span.start, cut.start), Span(cut.end, span.end))
            pieces += [part for part in parts if part.seconds > slack]
        left = pieces
    return left


def read_loudness(lines: Iterable[str]) -> Loudness:
    """Of the `ebur128=peak=true` filter: its meter lines, and its summary at the end."""
    meter: list[tuple[float, float]] = []
    summary: dict[str, float | None] = {}
    for line in lines:
        if "Parsed_ebur128" in line and (hit := _METER.search(line)):
            value = _number(hit[2])
            if value is not None:
                meter.append((float(hit[1]), value))
        elif hit := _SUMMARY.match(line):
            summary[hit[1]] = _number(hit[2])
    integrated = summary.get("I")
    if integrated is not None and integrated <= -70:
        integrated = None
    return Loudness(integrated, summary.get("LRA"), summary.get("Peak"), tuple(meter))


def read_series(text: str, key: str) -> list[tuple[float, float]]:
    """`metadata=mode=print:key=…` of signalstats → (seconds, value) for each frame."""
    out: list[tuple[float, float]] = []
    at: float | None = None
    wanted = f"{key}="
    for line in text.splitlines():
        if line.startswith("frame:"):
            found = re.search(r"pts_time:(-?[\d.]+)", line)
            at = float(found[1]) if found else None
        elif at is not None and line.startswith(wanted):
            value = _number(line[len(wanted) :])
            if value is not None:
                out.append((at, value))
    return out


def _number(text: str) -> float | None:
    """None for infinities and nan: the filter had nothing to measure."""
    return None if "inf" in text or "nan" in text else float(text)
