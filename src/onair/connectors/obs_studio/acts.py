"""What may be asked of OBS in an emergency. Each looks first and changes only what is not so yet, so that asking twice
does it once. `True` = something was changed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from onair.connectors.obs_studio.wire import ObsLost, ObsRefused

RUNNING, NOT_RUNNING, NO_SUCH = 500, 501, 600
ENDS_S, STEP_S = 10.0, 0.1
TEXT = "text_ft2_source_v2"


class Asks(Protocol):
    """A line to OBS. Raises ObsRefused, ObsLost."""

    async def ask(self, request: str, **data: Any) -> dict[str, Any]: ...


async def switch_scene(obs: Asks, scene: str) -> bool:
    """On air. Raises ObsRefused with 600 when there is no such scene."""
    if await current_scene(obs) == scene:
        return False
    await obs.ask("SetCurrentProgramScene", sceneName=scene)
    return True


async def current_scene(obs: Asks) -> str:
    """The one on air."""
    return str((await obs.ask("GetCurrentProgramScene")).get("currentProgramSceneName") or "")


async def scenes(obs: Asks) -> list[str]:
    """Their names, as they stand in OBS from top to bottom."""
    found = (await obs.ask("GetSceneList")).get("scenes") or []
    return [str(one.get("sceneName")) for one in reversed(found) if isinstance(one, dict)]


async def inputs(obs: Asks) -> list[str]:
    """Names of what can be muted or written to."""
    found = (await obs.ask("GetInputList")).get("inputs") or []
    return [str(one.get("inputName")) for one in found if isinstance(one, dict)]


async def mute(obs: Asks, name: str, *, muted: bool) -> bool:
    now = await obs.ask("GetInputMute", inputName=name)
    if now.get("inputMuted") is muted:
        return False
    await obs.ask("SetInputMute", inputName=name, inputMuted=muted)
    return True


async def start_stream(obs: Asks) -> bool:
    if await _active(obs):
        return False
    return await _unless(obs, "StartStream", RUNNING)


async def stop_stream(obs: Asks) -> bool:
    """Until it has really ended. Raises ObsLost when it does not."""
    if not await _active(obs):
        return False
    changed = await _unless(obs, "StopStream", NOT_RUNNING)
    await _until(lambda: _ended(obs))
    return changed


async def restart_stream(obs: Asks) -> bool:
    await stop_stream(obs)
    return await start_stream(obs)


async def service(obs: Asks) -> dict[str, Any]:
    """Where it sends to: `streamServiceType`, `streamServiceSettings` with `server` and `key`."""
    return await obs.ask("GetStreamServiceSettings")


async def switch_service(obs: Asks, server: str, key: str) -> bool:
    """To another address; a stream that runs is begun anew there. Raises ObsLost when the old one does not end."""
    now = (await service(obs)).get("streamServiceSettings") or {}
    if (now.get("server"), now.get("key")) == (server, key):
        return await start_stream(obs)
    await stop_stream(obs)
    settings = {"server": server, "key": key}
    await obs.ask("SetStreamServiceSettings", streamServiceType="rtmp_custom", streamServiceSettings=settings)
    await start_stream(obs)
    return True


async def show_text(obs: Asks, name: str, text: str) -> bool:
    """In the text source `name`; it is made in the scene on air when there is none."""
    try:
        now = (await obs.ask("GetInputSettings", inputName=name)).get("inputSettings") or {}
    except ObsRefused as refused:
        if refused.status != NO_SUCH:
            raise
        scene = (await obs.ask("GetCurrentProgramScene"))["currentProgramSceneName"]
        settings = {"text": text, "font": {"face": "Noto Sans CJK SC", "size": 64}}
        await obs.ask("CreateInput", sceneName=scene, inputName=name, inputKind=TEXT, inputSettings=settings)
        return True
    if now.get("text") == text:
        return False
    await obs.ask("SetInputSettings", inputName=name, inputSettings={"text": text})
    return True


async def _active(obs: Asks) -> bool:
    return (await obs.ask("GetStreamStatus")).get("outputActive") is True


async def _ended(obs: Asks) -> bool:
    return not await _active(obs)


async def _unless(obs: Asks, request: str, already: int) -> bool:
    """Somebody was quicker: that is as good."""
    try:
        await obs.ask(request)
    except ObsRefused as refused:
        if refused.status != already:
            raise
        return False
    return True


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    try:
        async with asyncio.timeout(ENDS_S):
            while not await true():
                await asyncio.sleep(STEP_S)
    except TimeoutError:
        raise ObsLost("no_answer") from None
