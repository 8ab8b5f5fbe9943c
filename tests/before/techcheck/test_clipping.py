"""Clipped sound, in the open and behind a codec; what only looks like it is the control."""

import subprocess

import numpy as np
import pytest
from clips import RATE, Clip, speech

from onair.before.techcheck.clipping import Clipping, measure_clipping

TALK = speech(Clip("", 0, 31, seconds=5))
TALK = TALK / np.abs(TALK).max()
"""Peaks at full scale."""
T = np.arange(5 * RATE) / RATE


def filtered(sound: np.ndarray, *options: str) -> np.ndarray:
    """Through ffmpeg and back, in floats."""
    raw = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    command = ["ffmpeg", "-v", "error", *raw, "-i", "-", *options]
    done = subprocess.run(
        command, input=sound.astype("<f4").tobytes(), capture_output=True, check=True
    ).stdout
    if "-c:a" in options:
        back = ["ffmpeg", "-v", "error", "-i", "-", "-af", "pan=mono|c0=c0", *raw, "-"]
        done = subprocess.run(back, input=done, capture_output=True, check=True).stdout
    return np.frombuffer(done, "<f4")


def coded(sound: np.ndarray, codec: str, kbps: int) -> np.ndarray:
    form = {"aac": "adts", "libmp3lame": "mp3"}[codec]
    return filtered(
        sound, "-af", "pan=stereo|c0=c0|c1=c0", "-c:a", codec, "-b:a", f"{kbps}k", "-f", form, "-"
    )


def clipped(sound: np.ndarray, decibels: float) -> np.ndarray:
    """Driven so far into a stage that clips, then a fader at −6."""
    return np.asarray(0.5 * np.clip(sound * 10 ** (decibels / 20), -1, 1))


def measured(*channels: np.ndarray) -> Clipping:
    return measure_clipping(np.column_stack(channels).astype(np.float32), RATE)


@pytest.mark.parametrize(("codec", "kbps"), [("aac", 128), ("aac", 192), ("libmp3lame", 128)])
def test_clipped_speech_is_found_behind_a_codec(codec: str, kbps: int) -> None:
    found = measured(coded(clipped(TALK, 10), codec, kbps))
    assert found.pile > 1.2
    assert found.ceiling == pytest.approx(-6, abs=0.6)
    assert found.at, "the seconds are named"
    assert measured(coded(0.5 * TALK, codec, kbps)).pile < 0.7, "the control: the same speech, whole"


def test_it_is_found_uncoded_and_when_the_decoder_overshoots_full_scale() -> None:
    assert measured(clipped(TALK, 6)).pile > 1
    over = coded(2 * clipped(TALK, 10), "aac", 160)
    assert np.abs(over).max() > 1, "floats keep what a decoder overshoots"
    assert measured(over).pile > 1


def test_a_limiter_is_no_clipping() -> None:
    """12 dB into ffmpeg's, which keeps waves round; the same drive into a stage that clips is the control."""
    drive = ["-af", "volume=12dB:precision=float,alimiter=level=0:limit=0.5", "-f", "f32le", "-"]
    held = filtered(TALK, *drive)
    assert np.abs(held).max() < 0.51
    assert measured(held).pile < 0.9
    assert measured(coded(held, "aac", 128)).pile < 0.9
    assert measured(clipped(TALK, 12)).pile > 1.2


def test_a_steady_tone_is_all_ceiling_and_yet_round() -> None:
    tone = np.sin(2 * np.pi * 1000 * T)
    assert measured(0.5 * tone).pile == 0
    assert measured(coded(0.5 * tone, "aac", 128)).pile == 0
    assert measured(clipped(tone, 6)).pile > 1


def test_one_clipped_side_and_one_clipped_moment_are_enough() -> None:
    whole = 0.5 * TALK
    assert measured(whole, clipped(TALK, 10)).pile > 1
    assert measured(whole, whole).pile < 1
    long = np.concatenate([0.25 * TALK, 0.25 * TALK, clipped(TALK, 10), 0.25 * TALK])
    found = measured(long)
    assert found.pile > 1
    assert set(found.at) <= {10.0, 11.0, 12.0, 13.0, 14.0}


def test_nothing_and_nonsense_are_no_clipping() -> None:
    for sound in (np.zeros(0), np.zeros(RATE), np.full(RATE, np.nan), np.full(RATE, 0.4), 1e-3 * TALK):
        assert measured(sound) == Clipping(0.0, None, ())
    broken = np.where(np.arange(len(TALK)) % 997 == 0, np.inf, clipped(TALK, 10))
    assert measured(broken).pile > 1
