"""A test recording of the demo's room, made from a picture drawn by ourselves: no camera, no photograph."""

from pathlib import Path

from onair.connectors.media.programs import lacking, run
from onair.rehearsal.tonight.drawing import table
from onair.rehearsal.tonight.wares import KNOWN

NAME = "开播前试录（演练数据）.mp4"
WIDTH, HEIGHT, EDGE = 1280, 720, 64
SECONDS, RATE = 12, 25
LIMIT_S = 400.0
"""Three seconds of a free machine; a busy one may take long, nobody waits for it."""
PICTURE = (
    f"crop={WIDTH}:{HEIGHT}:x='{EDGE // 2}+{EDGE // 2}*sin(t*0.8)':y='{EDGE // 2}+{EDGE // 3}*cos(t*0.6)',"
    "noise=alls=5:allf=t,format=yuv420p"
)
"""A hand-held camera and its noise."""
VOICE = (
    "anoisesrc=color=pink:amplitude=0.5:seed=7:sample_rate=48000,highpass=f=120,lowpass=f=5200,"
    "volume='0.08+0.9*pow(abs(sin(t*2.1))*abs(sin(t*0.7+0.4)),1.5)':eval=frame[voice];"
    "sine=frequency=100:sample_rate=48000,volume=0.05[hum];[voice][hum]amix=inputs=2:normalize=0"
)
"""Syllables and pauses, and a lamp that hums: the check has something to say."""


def make(path: Path) -> bool:
    """Blocking. → False when the programs are not there, then nothing is written. Raises ProgramFailed, TookTooLong."""
    if lacking():
        return False
    still = path.with_suffix(".png")
    table(KNOWN[:6], WIDTH + EDGE, HEIGHT + EDGE).save(still)
    try:
        run(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-y", "-loop", "1", "-framerate", str(RATE), "-i", str(still),
                "-f", "lavfi", "-i", VOICE, "-t", str(SECONDS), "-vf", PICTURE, "-c:v", "libx264", "-preset",
                "veryfast", "-threads", "1", "-b:v", "3500k", "-maxrate", "4000k", "-bufsize", "7000k", "-g", "50",
                "-c:a", "aac", "-b:a", "160k", "-f", "mp4", str(path),
            ],
            seconds=LIMIT_S,
        )  # fmt: skip
    finally:
        still.unlink(missing_ok=True)
    return True
