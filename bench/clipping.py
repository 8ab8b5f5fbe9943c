"""Clipped sound behind codecs, on voices and music that come with Debian packages: what is found, what is found falsely.

`python -m bench.clipping [seconds of each]`; 5. A row for what was done to the sound, a column for what it went through.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
from tests.before.techcheck.clips import RATE, Clip, speech

from bench.techcheck import NEED_APT
from onair.before.techcheck.clipping import measure_clipping

PACKAGES = ("alsa-utils", "asterisk-core-sounds-en-g722", "extremetuxracer-data")
SHARE = Path("/usr/share")
VOICES, MADE, FALSE_MAX = 8, 4, 0.05
CODECS = {
    "uncoded": ("pcm_f32le", 0),
    "AAC 64": ("aac", 64),
    "AAC 128": ("aac", 128),
    "AAC 192": ("aac", 192),
    "MP3 128": ("libmp3lame", 128),
}
CLEAN = ("whole", "whole, full scale", "limited 6 dB", "limited 12 dB")
DRIVES = (3, 6, 10, 16)
GAP = RATE // 4
MUST = [
    (f"clipped {drive} dB", codec) for drive, codec in product((10, 16), ("AAC 128", "AAC 192", "MP3 128"))
]
"""Where nearly all must be found."""


def ffmpeg(*options: str, given: bytes = b"") -> bytes:
    command = ["ffmpeg", "-v", "error", *options]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def heard(path: Path, seconds: float) -> np.ndarray:
    """The middle of the left side."""
    out = ffmpeg("-i", str(path), "-af", "pan=mono|c0=c0", "-ar", str(RATE), "-f", "f32le", "-")
    sound = np.frombuffer(out, "<f4").astype(np.float64)
    size = round(seconds * RATE)
    start = max(len(sound) - size, 0) // 2
    return np.tile(sound[start : start + size], -(-size // max(min(len(sound), size), 1)))[:size]


def sources(seconds: float) -> Iterator[np.ndarray]:
    """Each with peaks at full scale."""
    talks = sorted(
        SHARE.glob("asterisk/sounds/en_US_f_Allison/*.g722"), key=lambda file: -file.stat().st_size
    )
    songs = sorted(SHARE.glob("games/etr/music/*.ogg"))
    rooms = [file for file in sorted(SHARE.glob("sounds/alsa/*.wav")) if file.stem != "Noise"]
    found = [heard(file, seconds) for file in (*talks[:VOICES], *songs, *rooms[:2])]
    made = [speech(Clip("", 0, 700 + n, seconds=seconds)) for n in range(MADE)]
    tone = np.sin(2 * np.pi * 1000 * np.arange(round(seconds * RATE)) / RATE)
    for sound in (*found, *made, tone):
        centred = sound - sound.mean()
        yield centred / np.abs(centred).max()


def limited(sound: np.ndarray, drive: float) -> np.ndarray:
    """By ffmpeg's limiter, to half of full scale."""
    graph = f"volume={drive - 6}dB:precision=float,alimiter=level=0:limit=0.5"
    raw = ("-f", "f32le", "-ar", str(RATE), "-ac", "1")
    out = ffmpeg(*raw, "-i", "-", "-af", graph, "-f", "f32le", "-", given=sound.astype("<f4").tobytes())
    return np.frombuffer(out, "<f4").astype(np.float64)[: len(sound)]


def treated(sound: np.ndarray) -> dict[str, np.ndarray]:
    clipped = {f"clipped {drive} dB": 0.5 * np.clip(sound * 10 ** (drive / 20), -1, 1) for drive in DRIVES}
    whole = {CLEAN[0]: 0.56 * sound, CLEAN[1]: sound}
    return whole | {CLEAN[2]: limited(sound, 6), CLEAN[3]: limited(sound, 12)} | clipped


def coded(sound: np.ndarray, codec: str, kbps: int) -> np.ndarray:
    """Both sides of it, there and back, in floats."""
    raw = ("-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-", "-af", "pan=stereo|c0=c0|c1=c0")
    form = {"aac": "adts", "libmp3lame": "mp3", "pcm_f32le": "matroska"}[codec]
    rate = ("-b:a", f"{kbps}k") if kbps else ()
    held = ffmpeg(*raw, "-c:a", codec, *rate, "-f", form, "-", given=sound.astype("<f4").tobytes())
    out = ffmpeg("-i", "-", "-af", "pan=mono|c0=c0", "-f", "f32le", "-", given=held)
    return np.frombuffer(out, "<f4")


def main(seconds: float = 5) -> int:
    subprocess.run([str(NEED_APT), *PACKAGES], check=False)
    pieces = [piece for sound in sources(seconds) for piece in treated(sound).items()]
    size = round(seconds * RATE) + GAP
    line = np.concatenate([np.pad(sound, (0, size - len(sound))) for _, sound in pieces])
    names = [*CLEAN, *(f"clipped {drive} dB" for drive in DRIVES)]
    found = {}
    for column, (
        codec,
        kbps,
    ) in CODECS.items():  # one run of the codec for all: most of its time is its start
        back = coded(line, codec, kbps)
        parts = [(name, back[at * size : (at + 1) * size, None]) for at, (name, _) in enumerate(pieces)]
        said = [(name, measure_clipping(part, RATE).pile > 1) for name, part in parts]
        found |= {(name, column): [yes for one, yes in said if one == name] for name in names}
    print(
        f"{'found of ' + str(len(pieces) // len(names)):20}" + "".join(f"{column:>10}" for column in CODECS)
    )
    for name in names:
        print(f"{name:20}" + "".join(f"{sum(found[name, column]):>10}" for column in CODECS))
    falsely = [yes for name, column in product(CLEAN, CODECS) for yes in found[name, column]]
    surely = [yes for cell in MUST for yes in found[cell]]
    print(f"found falsely {sum(falsely)} of {len(falsely)} (limit {FALSE_MAX:.0%})")
    print(f"10 and 16 dB behind AAC and MP3 from 128 kbit/s: {sum(surely)} of {len(surely)} (limit 95 %)")
    return 0 if np.mean(falsely) <= FALSE_MAX and np.mean(surely) >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
