"""A stream with planted faults: pre-rendered, published in real time by ffmpeg through a real nginx-rtmp, and looked at
as a room's signal is. Tests and bench stand on the same."""

import asyncio
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from studio import Studio

from peers import Relay

SIZE, FPS, RATE = "640x360", 25, 44_100
PICTURES = {
    "live": f"testsrc2=s={SIZE}:r={FPS},noise=alls=20:allf=t", "freeze": f"smptebars=s={SIZE}:r={FPS}",
    "black": f"color=black:s={SIZE}:r={FPS}", "silence": f"testsrc2=s={SIZE}:r={FPS},noise=alls=20:allf=t",
    "low": f"testsrc2=s={SIZE}:r={FPS},noise=alls=20:allf=t",
}  # fmt: skip
WINDOWS_S = {"freeze": 2.0, "black": 1.0, "silence": 2.0, "bitrate_low": 6.0, "stalled": 4.0, "cut": 2.0}
"""The detector's own window, beside the 3 s: ffmpeg waits so long; 3 looks of 5 at 2 s; two looks without movement;
one look."""


@dataclass(frozen=True)
class Piece:
    """`what` "live" = nothing is wrong; `kbps` of the picture."""

    what: str
    seconds: float
    kbps: int = 1500


SHORT = (
    Piece("live", 7), Piece("freeze", 4), Piece("live", 3), Piece("black", 3), Piece("live", 3), Piece("silence", 4),
    Piece("live", 4),
)  # fmt: skip


def render(pieces: tuple[Piece, ...], folder: Path, name: str) -> Path:
    """Each piece encoded at its own rate and joined without encoding again."""
    listed = []
    for number, piece in enumerate(pieces):
        path = folder / f"{name}-{number}.ts"
        sound = f"anullsrc=r={RATE}:cl=mono" if piece.what == "silence" else f"sine=f=300:r={RATE}"
        rate = str(piece.kbps * 1000)
        command = [
            "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", PICTURES[piece.what], "-f", "lavfi", "-i", sound,
            "-t", str(piece.seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", str(FPS),
            "-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-x264-params", "nal-hrd=cbr:scenecut=0",
            "-c:a", "aac", "-ac", "1", "-b:a", "64k", str(path),
        ]  # fmt: skip
        subprocess.run(command, check=True)
        listed.append(f"file '{path}'")
    order = folder / f"{name}.txt"
    order.write_text("\n".join(listed))
    whole = folder / f"{name}.flv"
    joined = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-f",
        "concat",
        "-safe",
        "0",
        "-i",
        str(order),
        "-c",
        "copy",
    ]
    subprocess.run([*joined, str(whole)], check=True)
    return whole


def faults(pieces: tuple[Piece, ...]) -> list[tuple[str, float]]:
    """What is planted, and at which second of the stream it begins."""
    at, found = 0.0, []
    for piece in pieces:
        if piece.what != "live":
            found.append(("bitrate_low" if piece.what == "low" else piece.what, at))
        at += piece.seconds
    return found


class Publisher:
    """ffmpeg sending one file in real time. `began`: when it was started, on the loop's clock."""

    def __init__(self, clip: Path, url: str, *, loop: bool = False) -> None:
        again = ["-stream_loop", "-1"] if loop else []
        command = [
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-re",
            *again,
            "-i",
            str(clip),
            "-c",
            "copy",
            "-f",
            "flv",
            url,
        ]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self.began = asyncio.get_running_loop().time()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> "Publisher":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


async def watch_nginx(here: Studio, nginx: Relay, name: str, *, probe: bool = True) -> None:
    """The relay's page, and the picture as a player gets it."""
    await here.add("nginx_rtmp", "中转", url=nginx.http("stat"), stream=f"live/{name}")
    if probe:
        await here.add("stream_probe", "探测", url=nginx.rtmp(name))
