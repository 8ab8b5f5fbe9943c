"""What the change from frame to frame says: held frames, halved frame rate, flicker. Pure numpy."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from onair.before.techcheck.colour import Floats

STILL = 0.12
"""Mean change (levels of 255 at small size) under which two frames are the same picture."""
DARK = 20.0
"""Brightness (of 255, black is 16) under which a frame is black."""
PULSES = (100.0, 120.0)
SLOWEST = 1.5
"""Hz; slower is movement, clouds and automatic exposure."""
REGULAR = 0.35
"""So much of all fast change must be of one rhythm."""
CALM = 0.35
"""Under this middle change nothing moves, and held frames cannot be told from stillness."""


class Held(NamedTuple):
    """`share` of frames that repeat the one before while the picture moves; `period` frames, 0 = no rhythm;
    `fps` different pictures a second."""

    share: float
    period: int
    fps: float


def held_frames(change: Floats, fps: float) -> Held | None:
    """From the mean change at each frame (the first has none). None when too little moves to tell.

    A held frame changes by far less than the moving frames around it; halving makes every second one such.
    """
    if len(change) < 12:
        return None
    window = 5
    padded = np.pad(change, window // 2, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, window).max(axis=1)
    moving = around > CALM
    if moving.mean() < 0.2:
        return None
    same = (change < np.maximum(0.2 * around, STILL)) & moving
    share = float(same.sum() / moving.sum())
    return Held(share, _rhythm(same, moving), fps * (1 - share))


def _rhythm(same: NDArray[np.bool_], moving: NDArray[np.bool_]) -> int:
    """2 = every second frame is held, 3 = two of three …; 0 = none."""
    signal = same[moving].astype(np.float64)
    share = signal.mean()
    if share < 0.3:
        return 0
    for period in (2, 3, 4):
        again = float((signal[period:] == signal[:-period]).mean())
        if again > 0.85 and abs(share - (period - 1) / period) < 0.12:
            return period
    return 0


class Flicker(NamedTuple):
    """`depth`: amplitude in % of the brightness; `hertz` of the strongest rhythm."""

    depth: float
    hertz: float


def flicker(brightness: Floats, fps: float) -> Flicker | None:
    """A regular change of the whole picture's brightness at 1.5 Hz or faster; None under 2 s. Black left out."""
    return _rhythm_of(brightness[:, None], fps, lambda hertz: hertz >= SLOWEST)


def lamp_flicker(bands: Floats, fps: float) -> Flicker | None:
    """The same for bands of rows (frames × bands), only where mains lamps show.

    A lamp on 50 or 60 Hz mains pulses at 100 or 120 Hz, which the frame rate folds to a slower rhythm. A camera
    that reads row after row shows it as bands that wander: the mean of the whole picture hardly changes then.
    Other rhythms of the bands are things that move.
    """
    folds = [abs(pulse - fps * round(pulse / fps)) for pulse in PULSES]

    def lamp(hertz: Floats) -> NDArray[np.bool_]:
        near = [np.abs(hertz - fold) <= 0.5 for fold in folds if fold >= SLOWEST]
        return np.any(near, axis=0) if near else np.zeros(len(hertz), bool)

    return _rhythm_of(bands, fps, lamp)


def _rhythm_of(bands: Floats, fps: float, wanted: Callable[[Floats], NDArray[np.bool_]]) -> Flicker | None:
    bands = bands[bands.mean(axis=1) > DARK]
    n = len(bands)
    if n < 2 * fps or n < 32:
        return None
    level = float(bands.mean())
    slow = ndimage.uniform_filter1d(bands, 31, axis=0, mode="nearest")
    rest = np.clip(bands - slow, -0.2 * level, 0.2 * level) * np.hanning(n)[:, None]
    power = (np.abs(np.fft.rfft(rest, axis=0)) ** 2).mean(axis=1)
    hertz = np.asarray(np.fft.rfftfreq(n, 1 / fps), np.float64)
    fast, looked = hertz >= SLOWEST, np.flatnonzero(wanted(hertz))
    if not looked.size or power[fast].sum() <= 0:
        return Flicker(0.0, 0.0)
    top = int(looked[np.argmax(power[looked])])
    near = slice(max(top - 2, 0), top + 3)
    share = float(power[near].sum() / power[fast].sum())
    amplitude = float(np.sqrt(2 * power[near].sum() / (n * np.sum(np.hanning(n) ** 2)) * 2))
    return Flicker(round(100 * amplitude / level * (share > REGULAR), 3), round(float(hertz[top]), 2))


def worse(one: Flicker | None, two: Flicker | None) -> Flicker | None:
    """The deeper of both."""
    return max(
        (found for found in (one, two) if found is not None), default=None, key=lambda found: found.depth
    )
