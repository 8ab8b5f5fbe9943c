"""The process that measures: `python -m onair.before.techcheck.child`, a Job on stdin, lines of JSON on stdout.

Apart from the server, so that arithmetic on pictures does not delay a show on air, and so that a cancelled or
runaway check is ended together with its ffmpeg.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np
from PIL import Image as Pillow

from onair.before.techcheck import card, live, measure, verdict
from onair.before.techcheck.jobs import Job, Said
from onair.before.techcheck.measure import Measured, Sample
from onair.before.techcheck.profiles import PROFILES
from onair.before.techcheck.report import CardRead, Line, Meters, Report, Still
from onair.before.techcheck.sound import thin
from onair.kernel.errors import OnAirError

STILLS, STILL_SIDE = 6, 480
METER_POINTS = 600
NICE = 10


def check(job: Job, work: Path, tell: Any) -> Report:
    """Take, measure, judge. `tell(share)` hears of progress."""
    line = None
    path, part = Path(job.path), 0.0
    if job.url:
        part = 0.55
        taken = live.take(
            job.url,
            work,
            job.seconds,
            where=job.shown,
            private=job.private,
            progress=lambda s: tell(s * part),
        )
        path, line = taken.path, taken.line
    lab = work / "measure"
    lab.mkdir()
    found = measure.measure(
        path, lab, shown=job.shown, progress=lambda share: tell(part + share * (1 - part))
    )
    return report_of(found, job, line)


def report_of(found: Measured, job: Job, line: Line | None) -> Report:
    profile = PROFILES[job.profile]
    read = read_card(found.samples, job.card) if profile.card else None
    figures = verdict.figures_of(found, line, job.uplink_kbps)
    findings = verdict.judge(found, figures, profile, read, live=bool(job.url))
    return Report(
        facts=facts_of(found),
        figures=figures,
        findings=findings,
        verdict=verdict.verdict_of(findings),
        stills=keep_stills(found.samples, Path(job.folder)),
        meters=meters_of(found),
        card=read,
        line=line,
    )


def facts_of(found: Measured) -> dict[str, Any]:
    video, audio = found.media.video, found.media.audio
    facts: dict[str, Any] = {"format": found.media.format, "seconds": round(found.seconds, 2)}
    if video:
        facts |= {"video": video.codec, "width": video.width, "height": video.height, "pixel": video.pixel}
    if audio:
        facts |= {"audio": audio.codec, "rate": audio.rate, "channels": audio.channels}
    return facts


def read_card(samples: tuple[Sample, ...], wanted: tuple[str, ...]) -> CardRead | None:
    """Of the frames that show it, the one in the middle by its mean error: a hand before it spoils one frame."""
    reads = [
        read for sample in samples if (read := card.read_card(sample.image, wanted, sample.at)) is not None
    ]
    return sorted(reads, key=lambda read: read.mean)[len(reads) // 2] if reads else None


def keep_stills(samples: tuple[Sample, ...], folder: Path) -> tuple[Still, ...]:
    """Small JPEGs, evenly spread."""
    folder.mkdir(parents=True, exist_ok=True)
    picks = sorted({round(at) for at in np.linspace(0, len(samples) - 1, STILLS)}) if samples else []
    out = []
    for number, pick in enumerate(picks):
        image = Pillow.fromarray(samples[pick].image)
        image.thumbnail((STILL_SIDE, STILL_SIDE))
        name = f"still-{number}.jpg"
        image.save(folder / name, quality=82)
        out.append(Still(name, round(samples[pick].at, 2), image.width, image.height))
    return tuple(out)


def meters_of(found: Measured) -> Meters:
    loud = found.loudness.meter if found.loudness else ()
    light = [(float(t), float(v) / 2.55) for t, v in zip(found.times, found.brightness, strict=True)]
    rates = (
        list(enumerate(found.pace.rates[:-1])) if found.pace else []
    )  # the last second is hardly a whole one
    return Meters(
        thin(loud, METER_POINTS), thin(light, METER_POINTS), [[float(second), rate] for second, rate in rates]
    )


def main() -> int:
    os.nice(NICE)
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    encoder, out = msgspec.json.Encoder(), sys.stdout.buffer

    def say(said: Said) -> None:
        out.write(encoder.encode(said) + b"\n")
        out.flush()

    try:
        with TemporaryDirectory(dir=job.folder, prefix="work-") as work:
            say(Said(report=check(job, Path(work), lambda share: say(Said(progress=round(share, 3))))))
    except OnAirError as error:
        say(Said(problem={"code": error.code, "zh": error.detail("zh"), "en": error.detail("en")}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
