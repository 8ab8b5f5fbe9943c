"""Measures of the sound: hum, noise floor, level, and a clap's offset. Pure numpy/scipy."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import signal

Floats = NDArray[np.float64]
FLOOR_DB = -100.0
MAINS = (50.0, 60.0)
SEEN, SEEN_MIN, ALONE_S = 8.0, 0.5, 0.4
"""A clap is seen when the picture changes by so many times its usual spread, by so much of 255 at least, and for
so long before and after nothing else counts."""


class SoundFigures(Struct, frozen=True):
    """`peak`, `rms`, `floor` in dBFS; `snr` dB between speech and what is left in pauses; `hum` dB over its
    surroundings and `hum_hertz` (None = none); `dc` share of full scale."""

    peak: float
    rms: float
    floor: float
    snr: float
    hum: float
    hum_hertz: float | None
    dc: float


def decibels(value: float) -> float:
    return max(20 * float(np.log10(max(value, 1e-9))), FLOOR_DB)


def measure_sound(samples: Floats, rate: int) -> SoundFigures | None:
    """`samples` −1…1, one channel. None under half a second."""
    if len(samples) < rate // 2:
        return None
    levels = frame_levels(samples, rate, 0.05)
    loud, quiet = float(np.percentile(levels, 95)), float(np.percentile(levels, 4))
    hum, hertz = mains_hum(samples, rate)
    return SoundFigures(
        peak=decibels(float(np.abs(samples).max())),
        rms=decibels(float(np.sqrt(np.mean(samples**2)))),
        floor=quiet,
        snr=loud - quiet,
        hum=hum,
        hum_hertz=hertz,
        dc=float(samples.mean()),
    )


def frame_levels(samples: Floats, rate: int, seconds: float) -> Floats:
    """RMS in dBFS of frames of that length."""
    size = int(rate * seconds)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.maximum(20 * np.log10(np.sqrt((frames**2).mean(axis=1)) + 1e-9), FLOOR_DB))


def mains_hum(samples: Floats, rate: int) -> tuple[float, float | None]:
    """→ how far 50 or 60 Hz and its overtones stand over their surroundings (dB), and which; quiet parts only."""
    size = rate
    if len(samples) < 2 * size:
        return 0.0, None
    frames = samples[: len(samples) // (size // 2) * (size // 2)].reshape(-1, size // 2)
    calm = frames[np.argsort((frames**2).mean(axis=1))[: max(4, len(frames) // 3)]]
    hertz, power = signal.periodogram(calm - calm.mean(axis=1, keepdims=True), rate, window="hann", axis=1)
    level = 10 * np.log10(power.mean(axis=0) + 1e-14)
    best = (0.0, None)
    for mains in MAINS:
        rise = [_over(hertz, level, mains * k) for k in (1, 2, 3)]
        loudest = float(max(level[np.argmin(np.abs(hertz - mains * k))] for k in (1, 2, 3)))
        if loudest < -75:  # nobody hears it
            continue
        height = float(np.mean(sorted(rise)[-2:]))
        if height > best[0]:
            best = (height, mains)  # type: ignore[assignment]
    return best


def _over(hertz: Floats, level: Floats, at: float) -> float:
    middle = np.abs(hertz - at) <= 2.5
    around = (np.abs(hertz - at) > 6) & (np.abs(hertz - at) < 20)
    return float(level[middle].max() - np.median(level[around]))


class Clap(Struct, frozen=True):
    """`offset` ms: positive = the sound comes after the picture. `sound_at`, `picture_at` in seconds."""

    offset: float
    sound_at: float
    picture_at: float


def find_clap(samples: Floats, rate: int, times: Floats, change: Floats, reach_s: float = 0.6) -> Clap | None:
    """A clap (or slate, or flash with a beep) seen and heard once, alone, within `reach_s` of each other.

    Heard: a rise of 12 dB within 10 ms out of half a second of calm. Seen: the one moment of the recording in
    which the picture changes most, twice as much as at any other. None when either is not clear: an offset that
    is guessed helps nobody.
    """
    heard = _heard(samples, rate)
    if heard is None or len(change) < 12:
        return None
    near = np.flatnonzero(np.abs(times - heard) <= reach_s)
    if near.size < 3:
        return None
    usual = float(np.median(change))
    spread = 1.4826 * float(np.median(np.abs(change - usual)))
    peak = int(near[np.argmax(change[near])])
    height = float(change[peak]) - usual
    others = change[np.abs(times - times[peak]) > ALONE_S]
    if height < max(SEEN * spread, SEEN_MIN) or (others.size and others.max() - usual > height / 2):
        return None
    return Clap(round(1000 * (heard - float(times[peak])), 1), round(heard, 3), round(float(times[peak]), 3))


def _heard(samples: Floats, rate: int) -> float | None:
    step = int(rate * 0.005)
    levels = frame_levels(samples, rate, 0.005)
    if len(levels) < 140:
        return None
    before = np.lib.stride_tricks.sliding_window_view(levels, 100)[:-2].max(axis=1)  # half a second
    now = levels[101:]
    rise = now[: len(before)] - before[: len(now)]
    top = int(np.argmax(rise))
    if rise[top] < 12 or now[top] < -30:
        return None
    first = top + 100 if levels[top + 100] > levels[top + 101] - 6 else top + 101
    part = np.abs(samples[first * step : (first + 2) * step])
    if part.size == 0:
        return None
    return (first * step + int(np.argmax(part > 0.3 * part.max()))) / rate


def thin(meter: Sequence[tuple[float, float]], most: int) -> list[list[float]]:
    """At most `most` points for a chart: the loudest of each part."""
    if not meter:
        return []
    each = max(1, -(-len(meter) // most))
    parts: list[Any] = [meter[i : i + each] for i in range(0, len(meter), each)]
    return [[round(part[0][0], 2), round(max(value for _, value in part), 1)] for part in parts]
