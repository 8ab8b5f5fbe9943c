"""One recording, measured: ffprobe for its form, one pass of ffmpeg for its content. Blocking; run in a thread."""

import os
import select
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from onair.before.techcheck import clipping, filters, motion, picture, probe, sound
from onair.before.techcheck.colour import Floats
from onair.before.techcheck.picture import FrameFigures, Image
from onair.connectors.media import programs
from onair.connectors.media.programs import ProgramFailed, Running
from onair.kernel.errors import BadInput

MEASURED_S = 300
"""Only this much of a recording is looked at; the report says so."""
SAMPLES = 16
LONG_SIDE = 1920
SMALL_WIDTH = 320
BANDS = 24
"""Bands of rows whose brightness is followed for flicker."""
PROBE_S, PASS_S = 20, 240
LIES_S = 1.0
"""A length in the header may be so much more than the picture's before it is looked at closely."""
RATE, TOPS_RATE = 16_000, 48_000
"""Of the sound for speech and hum, and for the tops of its waves."""
INPUT = ("-protocol_whitelist", "file", "-format_whitelist", programs.FORMATS)
Progress = Callable[[float], None]


class NotMedia(BadInput):
    code = "techcheck_unreadable"
    zh = "文件 {file} 读不出画面和声音：内容损坏，或不是录像。没有生成报告，历史报告不变；请换 MP4、MOV、MKV、FLV 或 TS。"
    en = (
        "Neither picture nor sound can be read from {file}: it is damaged or no recording. "
        "No report was made, earlier ones stand; send an MP4, MOV, MKV, FLV or TS."
    )


class TooShort(BadInput):
    code = "techcheck_too_short"
    zh = "录像 {file} 只有 {seconds} 秒，至少要 3 秒才能测量。没有生成报告；请录 30 秒到 2 分钟。"
    en = "The recording {file} has {seconds} s; measuring needs 3 s. No report was made; record 30 s to 2 minutes."


class Sample(NamedTuple):
    """A frame as it was decoded, `at` seconds."""

    at: float
    image: Image
    figures: FrameFigures


class _Raw(NamedTuple):
    """What the programs gave."""

    media: probe.Media
    seconds: float
    pace: probe.Pace | None
    samples: list[Sample]
    log: list[str]


class Measured(NamedTuple):
    """Everything that the verdict is made from. `change`, `brightness`: one value a frame at `times`."""

    media: probe.Media
    seconds: float
    pace: probe.Pace | None
    spans: filters.Spans
    loudness: filters.Loudness | None
    frames: tuple[FrameFigures, ...]
    samples: tuple[Sample, ...]
    times: Floats
    brightness: Floats
    change: Floats
    held: motion.Held | None
    flicker: motion.Flicker | None
    damage: int
    sound: sound.SoundFigures | None
    clipping: clipping.Clipping | None
    clap: sound.Clap | None


def measure(path: Path, work: Path, *, shown: str, progress: Progress) -> Measured:
    """Measure the file at `path`; `work`: an empty folder for what lies between, `shown`: its name for people.

    Raises NotMedia, TooShort, ProgramMissing, TookTooLong.
    """
    media = look(path, shown)
    progress(0.03)
    pace = _pace(path, media) if media.video else None
    seconds = min(_length(path, media, pace), MEASURED_S)
    pace = probe.ended(pace, seconds) if pace else None
    if seconds < 3:
        raise TooShort(file=shown, seconds=round(seconds, 1))
    progress(0.06)
    try:
        samples, log = _decode(path, work, media, seconds, progress)
    except ProgramFailed as failed:
        raise NotMedia(file=shown) from failed
    return _composed(_Raw(media, seconds, pace, samples, log), work)


def look(path: Path, shown: str) -> probe.Media:
    """Its form. Raises NotMedia, ProgramMissing."""
    wanted = ("-v", "error", *INPUT, "-of", "json", "-show_format", "-show_streams", "-i", str(path))
    try:
        text, _ = programs.run("ffprobe", wanted, seconds=PROBE_S)
    except ProgramFailed as failed:
        raise NotMedia(file=shown) from failed
    media = probe.read_media(text)
    if media is None or (media.video and not media.video.width * media.video.height):
        raise NotMedia(file=shown)
    return media


def _pace(path: Path, media: probe.Media) -> probe.Pace | None:
    return probe.read_pace(_packets(path, "v:0"), media.video.fps if media.video else None)


def _packets(path: Path, stream: str) -> str:
    entries = ("-show_entries", "packet=pts_time,size,flags", "-of", "csv=p=0")
    part = ("-read_intervals", f"%+{MEASURED_S}")
    wanted = ("-v", "error", *INPUT, "-select_streams", stream, *part, *entries, "-i", str(path))
    text, _ = programs.run("ffprobe", wanted, seconds=PROBE_S * 2)
    return text.decode("ascii", "replace")


def _length(path: Path, media: probe.Media, pace: probe.Pace | None) -> float:
    """Seconds of what is really there: a header may say eight hours over eight seconds."""
    seen = probe.span(pace)
    if media.seconds is not None and (pace and media.seconds < seen + LIES_S):
        return media.seconds
    heard = probe.read_pace(_packets(path, "a:0")) if media.audio else None
    return max(seen, probe.span(heard))


def size_of(video: probe.Video) -> tuple[int, int]:
    """Width and height of the sampled frames: as shown, at most 1,920 on the long side, even."""
    width, height = video.width, video.height
    if video.rotated in (90, 270):
        width, height = height, width
    shrink = min(1.0, LONG_SIDE / max(width, height))
    return max(int(width * shrink) // 2 * 2, 2), max(int(height * shrink) // 2 * 2, 2)


def _graph(media: probe.Media, seconds: float) -> tuple[str, list[str]]:
    """The filters, and what is taken out of them."""
    parts: list[str] = []
    taken: list[str] = []
    if media.video:
        width, height = size_of(media.video)
        # An untagged HD picture is 709; swscale would take it for 601 and shift every colour.
        matrix = "auto" if media.video.matrix else ("bt709" if height >= 720 else "bt601")
        step = seconds / SAMPLES
        parts += [
            "[0:v:0]split=2[s0][f]",
            f"[s0]scale={SMALL_WIDTH}:-2:flags=area,format=yuv420p,split=2[s][b]",
            f"[b]scale=1:{BANDS}:flags=area,format=gray[bands]",
            # On the small picture: grain and the encoder's touching up of a still picture average out.
            "[s]freezedetect=n=-60dB:d=0.4,blackdetect=d=0.5:pix_th=0.10,signalstats,"
            "metadata=mode=print:key=lavfi.signalstats.YAVG:file=luma.txt,"
            "metadata=mode=print:key=lavfi.signalstats.YDIF:file=change.txt[small]",
            f"[f]select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,{step:.4f})',"
            f"scale={width}:{height}:in_color_matrix={matrix}:flags=bicubic+accurate_rnd+full_chroma_int,format=rgb24[frames]",
        ]
        taken += ["-map", "[small]", "-fps_mode", "passthrough", "-f", "null", "-"]
        taken += ["-map", "[bands]", "-fps_mode", "passthrough", "-f", "rawvideo", "-y", "bands.raw"]
        taken += ["-map", "[frames]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"]
    if media.audio:
        parts += [
            "[0:a:0]asplit=3[m][p][w]",
            f"[m]silencedetect=noise=-50dB:d={filters.SILENCE_S - 0.1},ebur128=peak=true[meter]",
            f"[p]aresample={RATE}:async=1:first_pts=0,pan=mono|c0=c0,aformat=sample_fmts=s16[pcm]",
            # In floats, so that what a decoder overshoots is kept: a clipped top is not flat before it is cut again.
            f"[w]aresample={TOPS_RATE},{_sides(media.audio)},aformat=sample_fmts=flt[tops]",
        ]
        taken += ["-map", "[meter]", "-f", "null", "-", "-map", "[pcm]", "-f", "s16le", "-y", "sound.raw"]
        taken += ["-map", "[tops]", "-f", "f32le", "-y", "tops.raw"]
    return ";".join(parts), taken


def _sides(audio: probe.Audio) -> str:
    """The first two channels as they are, never mixed."""
    return "pan=stereo|c0=c0|c1=c1" if audio.channels > 1 else "pan=mono|c0=c0"


def _decode(
    path: Path, work: Path, media: probe.Media, seconds: float, progress: Progress
) -> tuple[list[Sample], list[str]]:
    samples: list[Sample] = []
    graph, taken = _graph(media, seconds)
    args = [
        "-nostdin",
        "-hide_banner",
        "-nostats",
        "-y",
        *INPUT,
        "-t",
        f"{seconds:.3f}",
        "-i",
        str(path.absolute()),
    ]
    args += ["-filter_complex", graph, *taken]
    with programs.started("ffmpeg", args, seconds=PASS_S, stdout=subprocess.PIPE, cwd=work) as running:
        if media.video:
            width, height = size_of(media.video)
            for number, image in enumerate(_images(running, width, height)):
                samples.append(Sample(number * seconds / SAMPLES, image, picture.measure_frame(image)))
                progress(0.06 + 0.9 * min(number / SAMPLES, 1.0))
        running.wait()
        return samples, running.said().splitlines()


def _images(running: Running, width: int, height: int) -> Iterator[Image]:
    """Raw frames from the pipe, each read whole; looks every 0.2 s whether its time is over."""
    assert running.process.stdout is not None  # noqa: S101 (asked for by _decode)
    pipe, size = running.process.stdout.fileno(), width * height * 3
    held = bytearray()
    while True:
        ready, _, _ = select.select([pipe], [], [], 0.2)
        running.check()
        if not ready:
            continue
        part = os.read(pipe, 1 << 20)
        if not part:
            return
        held += part
        while len(held) >= size:
            yield np.frombuffer(bytes(held[:size]), np.uint8).reshape(height, width, 3)
            del held[:size]


def _composed(raw: _Raw, work: Path) -> Measured:
    media, pace = raw.media, raw.pace
    luma, change = _series(work / "luma.txt", "YAVG"), _series(work / "change.txt", "YDIF")
    times = luma[:, 0]
    fps = pace.fps if pace else 25.0
    pcm = _pcm(work / "sound.raw") if media.audio else np.zeros(0)
    return Measured(
        media=media,
        seconds=raw.seconds,
        pace=pace,
        spans=filters.read_spans(raw.log, raw.seconds, change),
        loudness=filters.read_loudness(raw.log) if media.audio else None,
        frames=tuple(sample.figures for sample in raw.samples),
        samples=tuple(raw.samples),
        times=times,
        brightness=luma[:, 1],
        change=change[:, 1],
        held=motion.held_frames(change[1:, 1], fps),
        flicker=motion.worse(
            motion.flicker(luma[:, 1], fps), motion.lamp_flicker(_bands(work / "bands.raw"), fps)
        ),
        damage=filters.read_damage(raw.log),
        sound=sound.measure_sound(pcm, RATE) if media.audio else None,
        clipping=_clipping(work / "tops.raw", media.audio) if media.audio else None,
        clap=sound.find_clap(pcm, RATE, change[:, 0], change[:, 1]) if media.audio else None,
    )


def _series(path: Path, name: str) -> Floats:
    rows: Sequence[tuple[float, float]] = []
    if path.is_file():
        rows = filters.read_series(path.read_text("ascii", "replace"), f"lavfi.signalstats.{name}")
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _bands(path: Path) -> Floats:
    """Frames × bands, 0…255."""
    held = np.fromfile(path, dtype=np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    return held[: len(held) // BANDS * BANDS].reshape(-1, BANDS).astype(np.float64)


def _pcm(path: Path) -> Floats:
    if not path.is_file():
        return np.zeros(0)
    return np.fromfile(path, dtype="<i2").astype(np.float64) / 32768


def _clipping(path: Path, audio: probe.Audio) -> clipping.Clipping | None:
    """None under half a second."""
    channels = min(audio.channels, 2) or 1
    if not path.is_file() or path.stat().st_size < 4 * channels * TOPS_RATE // 2:
        return None
    held = np.memmap(path, dtype="<f4", mode="r")
    return clipping.measure_clipping(
        held[: len(held) // channels * channels].reshape(-1, channels), TOPS_RATE
    )
