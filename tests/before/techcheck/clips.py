"""Clips for measuring the measurer: photographs that come with scikit-image, moved, grained and encoded, with
generated speech-like sound; each fault is planted before the encoder, as a camera or a cable would."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import skimage
from PIL import Image as Pillow
from scipy import signal

from onair.before.techcheck.colour import coded, linear, planck_rgb

PHOTOS = (
    "astronaut.png",
    "chelsea.png",
    "coffee.png",
    "motorcycle_left.png",
    "ihc.png",
    "camera.png",
    "coins.png",
    "brick.png",
)
BITRATES = (1200, 2500, 5000)
WIDTH, HEIGHT, FPS, RATE = 1280, 720, 25, 48_000
FAULTS = ("freeze", "black", "silence", "clip", "cast", "blur", "halved")
CODES = {
    "freeze": "frozen", "black": "black", "silence": "silent", "clip": "sound_clipped", "cast": "colour_cast",
    "blur": "blurred", "halved": "frames_held",
}  # fmt: skip
"""What each planted fault must be called."""


@dataclass(frozen=True)
class Clip:
    """`fault` "" = clean. `at`, `lasts` in seconds for what has a moment. `more`: `keyframe` s (2 when not said)."""

    photo: str
    kbps: int
    seed: int
    fault: str = ""
    seconds: float = 6.0
    at: float = 1.6
    lasts: float = 2.8
    width: int = WIDTH
    height: int = HEIGHT
    fps: int = FPS
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        return round(self.seconds * self.fps)

    @property
    def name(self) -> str:
        return f"{Path(self.photo).stem}-{self.kbps}-{self.seed}-{self.fault or 'clean'}"


@lru_cache(maxsize=2)
def canvas(photo: str, width: int, height: int) -> np.ndarray:
    """The photograph at its own size, mirrored outwards until it is larger than the frame: pixels stay pixels."""
    folder = Path(skimage.__file__).parent / "data"
    image = np.asarray(Pillow.open(folder / photo).convert("RGB"))
    high, wide = height + 160, width + 200
    rows = -(-max(high - image.shape[0], 0) // 2)
    columns = -(-max(wide - image.shape[1], 0) // 2)
    return np.pad(image, ((rows, rows), (columns, columns), (0, 0)), mode="symmetric")


def pictures(clip: Clip) -> Iterator[np.ndarray]:
    """uint8 RGB frames: a hand-held pan with a presenter-sized patch moving on its own, and sensor grain."""
    rng = np.random.default_rng(clip.seed)
    base = prepared(clip)
    grain = [rng.normal(0, 2.2, (clip.height + 40, clip.width + 40, 1)).astype(np.float32) for _ in range(4)]
    phase = rng.uniform(0, 6.28, 4)
    held: np.ndarray | None = None
    for n in range(clip.frames):
        second = n / clip.fps
        inside = clip.at <= second < clip.at + clip.lasts
        if clip.fault == "black" and inside:
            yield np.zeros((clip.height, clip.width, 3), np.uint8)
            continue
        if held is not None and ((clip.fault == "freeze" and inside) or (clip.fault == "halved" and n % 2)):
            yield held
            continue
        held = moved(base, clip, second, phase, grain[n % 4], rng)
        yield held


def moved(
    base: np.ndarray,
    clip: Clip,
    second: float,
    phase: np.ndarray,
    grain: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    y = int(70 + 55 * np.sin(0.9 * second + phase[0]) + 9 * np.sin(5.1 * second + phase[1]))
    x = int(90 + 75 * np.sin(0.7 * second + phase[2]) + 11 * np.sin(4.3 * second + phase[3]))
    frame = base[y : y + clip.height, x : x + clip.width].astype(np.float32)
    down, right = rng.integers(0, 40, 2)
    frame = frame + grain[down : down + clip.height, right : right + clip.width]
    return np.clip(frame, 0, 255).astype(np.uint8)


def prepared(clip: Clip) -> np.ndarray:
    """The canvas as the lens and the white balance leave it."""
    base = canvas(clip.photo, clip.width, clip.height)
    if clip.fault == "cast":
        gain = planck_rgb(3200) / planck_rgb(5600)
        base = coded(linear(base) * gain / gain.max() * 1.15).astype(np.uint8)
    if clip.fault == "blur":
        from scipy import ndimage

        base = ndimage.gaussian_filter(base.astype(np.float32), (3.5, 3.5, 0))
    return base


def speech(clip: Clip) -> np.ndarray:
    """Mono −1…1: voiced syllables through formants, breaths between them, a quiet room. Peaks at −5 dBFS."""
    rng = np.random.default_rng(clip.seed + 10_000)
    total = round(clip.seconds * RATE)
    out = np.zeros(total)
    at = int(0.1 * RATE)
    while at < total:
        length = int(rng.uniform(0.12, 0.34) * RATE)
        part = syllable(rng, length)[: total - at]
        out[at : at + len(part)] += part * rng.uniform(0.35, 1.0)
        at += length + int(rng.choice([0.02, 0.05, 0.3], p=[0.5, 0.38, 0.12]) * RATE)
    out *= 10 ** (-5 / 20) / np.abs(out).max()
    if clip.fault == "clip":
        out = 10 ** (-6 / 20) * np.clip(
            out * 3.2, -1, 1
        )  # +10 dB into a stage that clips, then a fader at -6
    out += signal.lfilter([1], [1, -0.9], rng.normal(0, 1, total)) * 10 ** (-70 / 20)
    if clip.fault == "silence":
        out[int(clip.at * RATE) : int((clip.at + clip.lasts) * RATE)] *= 1e-4
    return np.clip(out, -1, 1)


def syllable(rng: np.random.Generator, length: int) -> np.ndarray:
    pitch = rng.uniform(110, 240) * (1 + 0.08 * np.sin(np.linspace(0, rng.uniform(1, 4), length)))
    voice = signal.sawtooth(2 * np.pi * np.cumsum(pitch) / RATE) + 0.25 * rng.normal(0, 1, length)
    out = np.zeros(length)
    for centre, width, gain in (
        (rng.uniform(300, 800), 90, 1.0),
        (rng.uniform(900, 2300), 130, 0.6),
        (2700, 200, 0.3),
    ):
        b, a = signal.iirpeak(centre, centre / width, RATE)
        out += gain * signal.lfilter(b, a, voice)
    return out * np.hanning(length) ** 0.6


def encode(clip: Clip, path: Path) -> Path:
    """The clip as a file; x264 and AAC, like what an encoder of a live room sends."""
    wave = path.with_suffix(".raw")
    (32767 * speech(clip)).astype("<i2").tofile(wave)
    command = [
        "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{clip.width}x{clip.height}",
        "-r", str(clip.fps), "-i", "pipe:0", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(wave),
        "-vf", "scale=out_color_matrix=bt709,format=yuv420p", "-colorspace", "bt709", "-c:v", "libx264", "-preset", "veryfast",
        "-b:v", f"{clip.kbps}k", "-maxrate", f"{int(clip.kbps * 1.3)}k", "-bufsize", f"{clip.kbps * 2}k", "-g", str(clip.more.get("keyframe", 2) * clip.fps),
        "-c:a", "aac", "-b:a", "128k", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in pictures(clip):
            process.stdin.write(frame.tobytes())
        process.stdin.close()
        assert process.wait() == 0
    wave.unlink()
    return path


def clean_set(n: int = 20) -> list[Clip]:
    return [Clip(PHOTOS[i % len(PHOTOS)], BITRATES[i % 3], seed=100 + i) for i in range(n)]


def fault_set(each: int = 8) -> list[Clip]:
    """Every fault on each photograph, bitrates in turn; silence and clipping are of the sound."""
    return [
        replace(Clip(PHOTOS[i % len(PHOTOS)], BITRATES[(i + j) % 3], seed=500 + 40 * j + i), fault=fault)
        for j, fault in enumerate(FAULTS)
        for i in range(each)
    ]
