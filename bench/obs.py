"""OBS Studio itself as a source of clips: Debian's program on a display without a screen, driven over its WebSocket.

What a live room sends goes through OBS: its scaler, its mixer, its encoder. Here OBS moves the picture and plays the
sound, and the faults of a live room (a stuck source, a hidden one, a muted microphone) are made in OBS.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import subprocess
import time
import wave
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import simpleobsws
from PIL import Image as Pillow
from tests.before.techcheck.clips import BITRATES, FAULTS, PHOTOS, RATE, Clip, encode, prepared, speech
from tests.serving import free_port

PACKAGES = ("obs-studio", "obs-plugins", "xvfb", "libgl1-mesa-dri")
STARTS_S, SETTLES_S, TRIES = 60.0, 0.6, 3
SKIPPED_MAX = 0.02
"""Beyond this share of frames that OBS could not draw in time, the recording says more of this machine than of us."""
SCENE, PICTURE, SOUND, LABEL = "直播间", "机位", "话筒", "贴片"
GLOBAL = """[General]
FirstRun=true
EnableAutoUpdates=false
[Basic]
Profile=Untitled
ProfileDir=Untitled
SceneCollection=Untitled
SceneCollectionFile=Untitled
[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={port}
AlertsEnabled=false
AuthRequired=true
ServerPassword={password}
"""
PROFILE = """[General]
Name=Untitled
[Output]
Mode=Simple
[Video]
BaseCX=1280
BaseCY=720
OutputCX=1280
OutputCY=720
FPSType=1
FPSInt=25
ColorSpace=709
[SimpleOutput]
FilePath={folder}
RecFormat=mkv
RecQuality=Stream
ABitrate=128
StreamEncoder=x264
Preset=ultrafast
"""


class Lacking(Exception):
    """OBS cannot be used here; says what is lacking."""


@dataclass(frozen=True)
class Recorded:
    """`skipped`: share of the frames that OBS itself could not draw or encode in time."""

    clip: Clip
    path: Path
    skipped: float


def clean_set(n: int = 6) -> list[Clip]:
    """Photographs moved by OBS, every third a film played in OBS."""
    return [
        Clip(PHOTOS[i % len(PHOTOS)], BITRATES[i % 3], 900 + i, more={"film": i % 3 == 2}) for i in range(n)
    ]


def fault_set(each: int = 2) -> list[Clip]:
    return [
        replace(
            Clip(PHOTOS[(i + j) % len(PHOTOS)], BITRATES[(i + j) % 3], 940 + 10 * j + i),
            fault=fault,
            more={"film": fault == "halved"},
        )
        for j, fault in enumerate(FAULTS)
        for i in range(each)
    ]


def recorded(clips: list[Clip], folder: Path) -> Iterator[Recorded]:
    """Each of `clips` recorded by OBS in real time, one after another. Raises Lacking."""
    lacking = [name for name in ("obs", "Xvfb") if shutil.which(name) is None]
    if lacking:
        raise Lacking(f"{', '.join(lacking)}: tools/need-apt {' '.join(PACKAGES)}")
    with asyncio.Runner() as runner, contextlib.ExitStack() as stack:
        shown = stack.enter_context(display())
        opened = started(folder, shown)
        obs = runner.run(opened.__aenter__()).obs
        stack.callback(lambda: runner.run(opened.__aexit__(None, None, None)))
        for clip in clips:
            yield runner.run(_steady(obs, clip, folder))


@contextlib.contextmanager
def display() -> Iterator[str]:
    """A display without a screen, its number chosen by the X server itself."""
    told, tell = os.pipe()
    args = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(args, pass_fds=[tell], stderr=subprocess.DEVNULL) as process:
        os.close(tell)
        try:
            number = os.read(told, 20).decode().strip()
            if not number:
                raise Lacking("Xvfb did not start")
            yield f":{number}"
        finally:
            os.close(told)
            process.terminate()


@contextlib.asynccontextmanager
async def started(folder: Path, display: str) -> AsyncIterator["Started"]:
    """OBS with a home of its own, its WebSocket behind a password of this run."""
    port, password = free_port(), secrets.token_hex(16)
    home = folder / "obs"
    profile = home / ".config/obs-studio/basic/profiles/Untitled"
    profile.mkdir(parents=True)
    (home / ".config/obs-studio/global.ini").write_text(GLOBAL.format(port=port, password=password))
    (profile / "basic.ini").write_text(PROFILE.format(folder=folder))
    env = {
        "PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "DISPLAY": display,
        "LIBGL_ALWAYS_SOFTWARE": "1", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    home.chmod(0o700)
    names = ["--multi", "--minimize-to-tray", "--collection", "Untitled", "--profile", "Untitled"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(["obs", *names, "--disable-updater"], env=env, stdout=log, stderr=log)
    try:
        client = await _connected(port, password, process, home / "log")
        yield Started(Obs(client), port, password)
        await client.disconnect()
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Started:
    """`port` and `password` of its WebSocket."""

    obs: "Obs"
    port: int
    password: str


async def _connected(
    port: int, password: str, process: subprocess.Popen[bytes], log: Path
) -> simpleobsws.WebSocketClient:
    until = time.monotonic() + STARTS_S
    while process.poll() is None and time.monotonic() < until:
        client = simpleobsws.WebSocketClient(url=f"ws://127.0.0.1:{port}", password=password)
        with contextlib.suppress(OSError, simpleobsws.NotIdentifiedError):
            await client.connect()
            if await client.wait_until_identified():
                return client
        await asyncio.sleep(0.3)
    raise Lacking(f"OBS did not come up: {log.read_text(errors='replace')[-400:]}")


class Obs:
    """A started OBS. One recording at a time."""

    def __init__(self, client: simpleobsws.WebSocketClient) -> None:
        self._client = client
        self._scenes = 0

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Raises RuntimeError with OBS's own words."""
        answer = await self._client.call(simpleobsws.Request(kind, fields or None))
        if not answer.ok():
            raise RuntimeError(f"{kind}: {answer.requestStatus.code} {answer.requestStatus.comment}")
        return answer.responseData or {}

    async def skipped(self) -> tuple[int, int]:
        """→ frames lost in drawing and encoding, frames in all; of this OBS's life."""
        stats = await self.ask("GetStats")
        return stats["renderSkippedFrames"] + stats["outputSkippedFrames"], stats["renderTotalFrames"]

    async def compose(self, clip: Clip, folder: Path) -> str:
        """A scene of its own for the clip, on air. → its name."""
        self._scenes += 1
        scene, mark = f"{SCENE} {self._scenes}", str(self._scenes)
        await self.ask("CreateScene", sceneName=scene)
        for kind, fields in (("VBitrate", clip.kbps), ("RecQuality", "Stream")):
            await self.ask(
                "SetProfileParameter",
                parameterCategory="SimpleOutput",
                parameterName=kind,
                parameterValue=str(fields),
            )
        if clip.more.get("film"):
            film = encode(replace(clip, kbps=12_000, seconds=clip.seconds + 4), folder / f"film-{mark}.mp4")
            await self._input(scene, PICTURE + mark, "ffmpeg_source", local_file=str(film), looping=True)
        else:
            await self._moved_picture(scene, mark, clip, folder)
        label = {"text": "青山果园 · 第三方商品展示", "font": {"face": "Noto Sans CJK SC", "size": 36}}
        await self._input(scene, LABEL + mark, "text_ft2_source_v2", **label)
        await self.ask("SetCurrentProgramScene", sceneName=scene)
        return scene

    async def _moved_picture(self, scene: str, mark: str, clip: Clip, folder: Path) -> None:
        image, sound = folder / f"photo-{mark}.png", folder / f"voice-{mark}.wav"
        Pillow.fromarray(np.asarray(prepared(clip)).astype(np.uint8)).save(image)
        with wave.open(str(sound), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            heard = speech(
                replace(clip, seconds=clip.seconds + 4, fault="clip" if clip.fault == "clip" else "")
            )
            file.writeframes((32767 * heard).astype("<i2").tobytes())
        await self._input(scene, PICTURE + mark, "image_source", file=str(image))
        await self.ask(
            "CreateSourceFilter", sourceName=PICTURE + mark, filterName="pan", filterKind="scroll_filter",
            filterSettings={"speed_x": 43.0, "speed_y": 17.0, "loop": True},
        )  # fmt: skip
        await self._input(scene, SOUND + mark, "ffmpeg_source", local_file=str(sound), looping=True)

    async def _input(self, scene: str, name: str, kind: str, **settings: Any) -> None:
        await self.ask("CreateInput", sceneName=scene, inputName=name, inputKind=kind, inputSettings=settings)

    async def happen(self, clip: Clip, scene: str, *, now: bool) -> None:
        """The fault begins or ends, as a hand in OBS would make it."""
        mark = scene.rpartition(" ")[2]
        if clip.fault == "freeze":
            speed = {"speed_x": 0.0, "speed_y": 0.0} if now else {"speed_x": 43.0, "speed_y": 17.0}
            await self.ask(
                "SetSourceFilterSettings", sourceName=PICTURE + mark, filterName="pan", filterSettings=speed
            )
        elif clip.fault == "silence":
            await self.ask("SetInputMute", inputName=SOUND + mark, inputMuted=now)
        elif clip.fault == "black":
            for name in (PICTURE + mark, LABEL + mark):
                item = (await self.ask("GetSceneItemId", sceneName=scene, sourceName=name))["sceneItemId"]
                await self.ask(
                    "SetSceneItemEnabled", sceneName=scene, sceneItemId=item, sceneItemEnabled=not now
                )

    async def take(self, clip: Clip, scene: str) -> Path:
        """`clip.seconds` of the scene in a file; OBS writes in real time."""
        await self.ask("StartRecord")
        await asyncio.sleep(clip.at)
        await self.happen(clip, scene, now=True)
        await asyncio.sleep(clip.lasts)
        await self.happen(clip, scene, now=False)
        await asyncio.sleep(max(clip.seconds - clip.at - clip.lasts, 0.5))
        path = Path((await self.ask("StopRecord"))["outputPath"])
        while (await self.ask("GetRecordStatus"))["outputActive"]:
            await asyncio.sleep(0.1)
        return path


async def _steady(obs: Obs, clip: Clip, folder: Path) -> Recorded:
    """Taken again when this machine was too busy for OBS; the last try counts, with its share said."""
    scene = await obs.compose(clip, folder)
    await asyncio.sleep(SETTLES_S)
    for attempt in range(TRIES):
        lost, seen = await obs.skipped()
        path = await obs.take(clip, scene)
        lost_now, seen_now = await obs.skipped()
        share = (lost_now - lost) / max(seen_now - seen, 1)
        if share <= SKIPPED_MAX or attempt == TRIES - 1:
            return Recorded(clip, path, share)
        path.unlink()
    raise AssertionError("TRIES is at least one")
