"""Loudness and true peak: EBU's published test signals, and ffmpeg's own second meter on the same file."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from clips import RATE, Clip, speech

from onair.before.techcheck import measure
from onair.before.techcheck.filters import Loudness


def stored(path: Path, sound: np.ndarray) -> Path:
    """Stereo PCM in Matroska: nothing between the signal and the meter."""
    raw = path.with_suffix(".raw")
    np.column_stack([sound, sound]).astype("<f4").tofile(raw)
    form = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", raw]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *form, "-c:a", "pcm_f32le", path], check=True)
    return path


def loudness(path: Path) -> Loudness:
    work = path.with_suffix(".work")
    work.mkdir()
    found = measure.measure(path, work, shown=path.name, progress=lambda _share: None).loudness
    assert found is not None
    return found


def tone(hertz: float, decibels: float, seconds: float, phase: float = 0.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * t + phase)


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_a_stereo_tone_of_1_khz_is_as_loud_as_it_is_high(tmp_path: Path, level: float) -> None:
    """EBU Tech 3341, cases 1 and 2: ±0.1 LU."""
    found = loudness(stored(tmp_path / "tone.mkv", tone(1000, level, 20)))
    assert found.integrated == pytest.approx(level, abs=0.11)


def test_silence_before_and_after_is_gated(tmp_path: Path) -> None:
    """EBU Tech 3341, case 3: −36, −23 and −36 dBFS for 10, 60 and 10 s; here a sixth of it."""
    parts = [tone(1000, -36, 2), tone(1000, -23, 10), tone(1000, -36, 2)]
    assert loudness(stored(tmp_path / "gate.mkv", np.concatenate(parts))).integrated == pytest.approx(
        -23, abs=0.2
    )


@pytest.mark.parametrize("phase", [0.0, 45.0])
def test_a_peak_between_two_samples_is_seen(tmp_path: Path, phase: float) -> None:
    """EBU Tech 3341, cases 15 and 16: a quarter of the sampling rate at −6 dBTP, +0.2 −0.4; its samples stand at −9 when turned."""
    sound = tone(RATE / 4, -6.02, 4, np.radians(phase))
    sound[:4800] *= np.linspace(0, 1, 4800)  # a tone that begins at once rings in any filter
    sound[-4800:] *= np.linspace(1, 0, 4800)
    assert -6.4 <= (loudness(stored(tmp_path / "peak.mkv", sound)).peak or 0) <= -5.8


def test_it_agrees_with_the_other_meter_of_ffmpeg(tmp_path: Path) -> None:
    """loudnorm carries a meter of its own; the control is the same speech 6 dB louder."""
    sound = speech(Clip("coffee.png", 0, 12, seconds=12))
    ours = loudness(stored(tmp_path / "speech.mkv", sound))
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-i",
        tmp_path / "speech.mkv",
        "-af",
        "loudnorm=print_format=json",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    theirs = json.loads(re.findall(r"\{[^{}]+\}", said)[-1])
    assert ours.integrated == pytest.approx(float(theirs["input_i"]), abs=0.4)
    assert ours.peak == pytest.approx(float(theirs["input_tp"]), abs=0.3)
    assert ours.range == pytest.approx(float(theirs["input_lra"]), abs=1.0)
    louder = loudness(stored(tmp_path / "louder.mkv", sound * 2))
    assert (louder.integrated or 0) - (ours.integrated or 0) == pytest.approx(6.02, abs=0.15)
