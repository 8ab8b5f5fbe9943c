"""Faults beyond the seven of the bench, each planted in a real file and each with its control."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clips import RATE, Clip, pictures, speech

from onair.before.techcheck import measure, verdict
from onair.before.techcheck.measure import Measured
from onair.before.techcheck.profiles import PROFILES

Frames = Callable[[np.ndarray, int, int], np.ndarray]
"""A frame, its number, the frame rate → the frame with the fault."""
SMALL = Clip("chelsea.png", 2500, 41, seconds=5, width=640, height=360, fps=30)


def as_it_is(frame: np.ndarray, _number: int, _fps: int) -> np.ndarray:
    return frame


def film(path: Path, clip: Clip, sound: np.ndarray, frames: Frames = as_it_is, channels: int = 1) -> Path:
    """x264 and AAC, like the clips of the bench, with `sound` (samples × channels) at 48 kHz."""
    wave = path.with_suffix(".raw")
    (32767 * np.clip(sound, -1, 1)).astype("<i2").tofile(wave)
    size = f"{clip.width}x{clip.height}"
    command = [
        "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(clip.fps), "-i", "pipe:0",
        "-f", "s16le", "-ar", str(RATE), "-ac", str(channels), "-i", str(wave), "-c:v", "libx264", "-preset", "veryfast",
        "-pix_fmt", "yuv420p", "-b:v", f"{clip.kbps}k", "-c:a", "aac", "-b:a", "192k", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number, frame in enumerate(pictures(clip)):
            process.stdin.write(frames(frame, number, clip.fps).tobytes())
        process.stdin.close()
        assert process.wait() == 0
    return path


def measured(path: Path) -> Measured:
    work = path.with_suffix(".work")
    work.mkdir()
    return measure.measure(path, work, shown=path.name, progress=lambda _share: None)


def said(found: Measured) -> set[str]:
    figures = verdict.figures_of(found)
    judged = verdict.judge(found, figures, PROFILES["general"], None, live=False)
    return {finding.code for finding in judged} - {"low_resolution"}


def lamp(depth: float, bands: float, pulse: float = 100.0) -> Frames:
    """A lamp on mains: `bands` pulses pass while the camera reads one frame (0 = all rows at once)."""

    def lit(frame: np.ndarray, number: int, fps: int) -> np.ndarray:
        rows = np.arange(len(frame)) / len(frame) * bands
        light = 1 + depth * np.sin(2 * np.pi * (pulse * number / fps + rows))
        return np.clip(frame * light[:, None, None], 0, 255).astype(np.uint8)

    return lit


@pytest.mark.parametrize("bands", [0, 2])
def test_a_50_hz_lamp_flickers_at_30_fps(tmp_path: Path, bands: float) -> None:
    """100 pulses a second look like 10 at 30 frames; with two bands the picture's mean stays the same."""
    found = measured(film(tmp_path / "lamp.mp4", SMALL, speech(SMALL), lamp(0.06, bands)))
    assert found.flicker is not None
    assert found.flicker.hertz == pytest.approx(10, abs=0.3)
    assert "flickering" in said(found)


def test_control_without_the_lamp_nothing_flickers(tmp_path: Path) -> None:
    found = measured(film(tmp_path / "calm.mp4", SMALL, speech(SMALL)))
    assert said(found) == set()
    assert found.clap is None
    assert found.damage == 0


CONTACT = 72
"""The frame in which the hands meet: 2.4 s."""


def clapped(late_s: float) -> tuple[np.ndarray, Frames]:
    """A host who stands still, claps once in front of the picture, and is heard `late_s` after."""
    rng = np.random.default_rng(3)
    total = round(SMALL.seconds * RATE)
    sound = rng.normal(0, 10 ** (-62 / 20), total)
    at = round((CONTACT / SMALL.fps + late_s) * RATE)
    sound[at : at + 1200] += np.exp(-np.arange(1200) / 180) * rng.normal(0, 0.4, 1200)
    still = next(pictures(SMALL)).astype(np.float32)

    def host(_frame: np.ndarray, number: int, _fps: int) -> np.ndarray:
        frame = still + rng.normal(0, 2.2, (*still.shape[:2], 1))
        ahead = CONTACT - number
        apart = 140 * (1 - (1 - min(ahead, 8) / 8) ** 2) if ahead >= 0 else min(1.5 * max(-ahead - 3, 0), 140)
        for left in (
            320 - apart - 70,
            320 + apart,
        ):  # two hands, quicker as they near each other, parting slowly
            frame[140:240, int(max(left, 0)) : int(left + 70)] = (205, 160, 130)
        return np.clip(frame, 0, 255).astype(np.uint8)

    return sound, host


@pytest.mark.parametrize("late_ms", [-150, 0, 240])
def test_a_clap_tells_how_far_sound_and_picture_are_apart(tmp_path: Path, late_ms: int) -> None:
    """Through AAC and its priming samples, x264 and its reordered frames; as sure as two frames."""
    sound, host = clapped(late_ms / 1000)
    found = measured(film(tmp_path / "clap.mp4", SMALL, sound, host))
    assert found.clap is not None
    assert found.clap.offset == pytest.approx(late_ms, abs=70)
    assert ("av_offset" in said(found)) == (late_ms != 0)


def test_control_a_crack_that_nobody_sees_gives_no_offset(tmp_path: Path) -> None:
    sound, _ = clapped(0.1)
    assert measured(film(tmp_path / "heard.mp4", SMALL, sound)).clap is None


@pytest.mark.parametrize("mains", [50, 60])
def test_hum_of_the_mains_is_named(tmp_path: Path, mains: int) -> None:
    t = np.arange(round(SMALL.seconds * RATE)) / RATE
    tone = sum(10 ** (-40 / 20) / k * np.sin(2 * np.pi * mains * k * t) for k in (1, 2, 3))
    found = measured(film(tmp_path / "hum.mp4", SMALL, speech(SMALL) + tone))
    assert found.sound is not None
    assert found.sound.hum_hertz == mains
    assert "hum" in said(found)


def test_a_loud_fan_raises_the_noise_floor(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    fan = rng.normal(0, 10 ** (-36 / 20), round(SMALL.seconds * RATE))
    found = measured(film(tmp_path / "fan.mp4", SMALL, speech(SMALL) + fan))
    assert found.sound is not None
    assert found.sound.floor == pytest.approx(-36 - 4.8, abs=1.5), (
        "a third of the fan's band is heard at 16 kHz"
    )
    assert "noise_floor" in said(found)
