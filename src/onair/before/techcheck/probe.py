"""What ffprobe says of a recording: streams, and the packets of its picture. Pure: text in, facts out."""

from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

GAP = 1.6
"""A step of more than this many frame times is a gap: at least one frame is missing."""

LATE_END_S = 1.0
"""A picture may end so much before the sound without a word: encoders close them one after the other."""


class Video(Struct, frozen=True):
    """`fps` as the container declares it; None = not said."""

    codec: str
    width: int
    height: int
    fps: float | None
    pixel: str
    matrix: str | None
    rotated: int = 0


class Audio(Struct, frozen=True):
    codec: str
    rate: int
    channels: int


class Media(Struct, frozen=True):
    """`seconds` None = a stream without an end; `bitrate` in bit/s, None = not said."""

    format: str
    seconds: float | None
    bitrate: int | None
    video: Video | None
    audio: Audio | None


class Gap(Struct, frozen=True):
    """Frames are missing from `at` on, both in seconds."""

    at: float
    seconds: float


class Pace(Struct, frozen=True):
    """The picture's packets. `fps` frames per second that came; `jitter` the middle deviation of a frame's
    step in frames; `rates` kbit/s in each second; `keyframe` longest step between key frames in seconds."""

    frames: int
    fps: float
    jitter: float
    gaps: tuple[Gap, ...]
    kbps: float
    rates: tuple[float, ...]
    keyframe: float | None


def read_media(text: bytes) -> Media | None:
    """`ffprobe -of json -show_format -show_streams` → the first picture and sound; None = neither is there."""
    try:
        found: Any = msgspec.json.decode(text or b"{}")
    except msgspec.DecodeError:
        return None
    streams = found.get("streams") or []
    video = next((s for s in streams if s.get("codec_type") == "video" and not _cover(s)), None)
    audio = next((s for s in streams if s.get("codec_type") == "audio"), None)
    if video is None and audio is None:
        return None
    held = found.get("format") or {}
    return Media(
        format=str(held.get("format_name", "")),
        seconds=_float(held.get("duration")),
        bitrate=_int(held.get("bit_rate")),
        video=_video(video) if video else None,
        audio=_audio(audio) if audio else None,
    )


def _cover(stream: dict[str, Any]) -> bool:
    """The picture on the cover of a sound file is no picture of a recording."""
    return bool((stream.get("disposition") or {}).get("attached_pic"))


def _video(stream: dict[str, Any]) -> Video:
    matrix = stream.get("color_space")
    return Video(
        codec=str(stream.get("codec_name", "")),
        width=_int(stream.get("width")) or 0,
        height=_int(stream.get("height")) or 0,
        fps=_ratio(stream.get("avg_frame_rate")) or _ratio(stream.get("r_frame_rate")),
        pixel=str(stream.get("pix_fmt", "")),
        matrix=matrix if matrix not in (None, "unknown", "reserved") else None,
        rotated=_rotation(stream),
    )


def _rotation(stream: dict[str, Any]) -> int:
    """Degrees by which a phone asks to turn the picture; ffmpeg turns it while decoding."""
    sides = stream.get("side_data_list") or []
    return next((int(side["rotation"]) % 360 for side in sides if "rotation" in side), 0)


def _audio(stream: dict[str, Any]) -> Audio:
    return Audio(
        codec=str(stream.get("codec_name", "")),
        rate=_int(stream.get("sample_rate")) or 0,
        channels=_int(stream.get("channels")) or 0,
    )


def _float(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _int(value: Any) -> int | None:
    found = _float(value)
    return None if found is None else int(found)


def _ratio(value: Any) -> float | None:
    top, _, bottom = str(value or "").partition("/")
    one, two = _float(top), _float(bottom or "1")
    return one / two if one and two else None


def read_pace(text: str, declared: float | None = None) -> Pace | None:
    """`ffprobe -show_entries packet=pts_time,size,flags -of csv=p=0` of the picture; None under 3 packets."""
    rows = [row for row in map(_packet, text.splitlines()) if row is not None]
    if len(rows) < 3:
        return None
    rows.sort()
    times = np.array([row[0] for row in rows])
    sizes = np.array([row[1] for row in rows], dtype=np.float64)
    steps = np.diff(times)
    step = _usual(steps, declared)
    span = float(times[-1] - times[0]) + step
    gaps = tuple(
        Gap(round(float(times[i] - times[0]), 3), round(float(steps[i]), 3))
        for i in np.flatnonzero(steps > GAP * step)
    )
    seconds = np.floor(times - times[0]).astype(int)
    rates = np.bincount(seconds, weights=sizes) * 8 / 1000
    keys = [row[0] for row in rows if row[2]]
    longest = max((b - a for a, b in pairwise(keys)), default=None)
    return Pace(
        frames=len(rows),
        fps=round(len(rows) / span, 3),
        jitter=round(float(np.median(np.abs(steps - step)) / step), 4),
        gaps=gaps,
        kbps=round(float(sizes.sum()) * 8 / 1000 / span, 1),
        rates=tuple(round(float(rate), 1) for rate in rates),
        keyframe=None if longest is None else round(longest, 3),
    )


def span(pace: Pace | None) -> float:
    """Seconds from its first packet to the end of its last; 0 without one."""
    return pace.frames / pace.fps if pace else 0.0


def ended(pace: Pace, seconds: float) -> Pace:
    """Of a recording of `seconds`: what is lacking at its end is a gap like any other."""
    seen = span(pace)
    if seconds - seen < LATE_END_S:
        return pace
    return replace(pace, gaps=(*pace.gaps, Gap(round(seen, 3), round(seconds - seen, 3))))


def _usual(steps: np.ndarray[Any, np.dtype[np.float64]], declared: float | None) -> float:
    """The usual step between frames in seconds; coarse clocks (1 ms) make two steps of one rate, so a mean."""
    middle = float(np.median(steps))
    if middle <= 0:
        return 1 / (declared or 25.0)
    usual = steps[(steps > 0.5 * middle) & (steps < 1.5 * middle)]
    return float(usual.mean()) if usual.size else middle


def _packet(line: str) -> tuple[float, int, bool] | None:
    cells = line.strip().strip(",").split(",")
    at = _float(cells[0])
    size = _int(cells[1]) if len(cells) > 1 else None
    if at is None or size is None:
        return None
    return at, size, len(cells) > 2 and cells[2].startswith("K")
