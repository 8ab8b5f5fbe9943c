"""What emergencies may ask of a room's encoder. Each looks first, so that asking twice does it once, and none raises for
what the encoder says: the answer tells what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from onair.access.web import Services
from onair.connectors.obs_studio import acts
from onair.connectors.obs_studio import signal as obs_studio
from onair.connectors.obs_studio.wire import ObsClient, ObsLost, ObsRefused
from onair.connectors.signals import Reach
from onair.delivery.service import vault_of
from onair.during.signal.sources import MAIN, SourceView, remember, settings_of, sources
from onair.during.signal.wording import code_text
from onair.kernel.i18n import Text
from onair.kernel.settings import Settings
from onair.store.db import Database

TOTAL_S = 25.0


class Done(NamedTuple):
    """`ok`: it is so now; `changed`: it was not so before. `code`: "ok" or why not, in `why` for people. `was`: what was
    there before, where that is needed to go back."""

    ok: bool
    changed: bool
    code: str = "ok"
    source: str | None = None
    was: str | None = None

    @property
    def why(self) -> Text:
        return code_text(self.code)


class Offered(NamedTuple):
    """What the encoder of a room has, for forms. `code` "ok", or why nothing is known."""

    code: str
    scenes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    backup: bool = False


Order = Callable[[ObsClient, Mapping[str, str]], Awaitable[bool]]


class Orders:
    """On the server's loop. `room` and `tenant` say whose encoder; the first OBS of that output takes the order."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def switch_scene(self, tenant: str, room: str, scene: str) -> Done:
        was = ""

        async def switch(obs: ObsClient, _: Mapping[str, str]) -> bool:
            nonlocal was
            was = await acts.current_scene(obs)
            return await acts.switch_scene(obs, scene)

        done = await self._order(tenant, room, switch)
        return done._replace(was=was or None) if done.changed else done

    async def mute(self, tenant: str, room: str, name: str, *, muted: bool = True) -> Done:
        return await self._order(tenant, room, lambda obs, _: acts.mute(obs, name, muted=muted))

    async def show_text(self, tenant: str, room: str, name: str, text: str) -> Done:
        return await self._order(tenant, room, lambda obs, _: acts.show_text(obs, name, text))

    async def start_output(self, tenant: str, room: str) -> Done:
        return await self._order(tenant, room, lambda obs, _: acts.start_stream(obs))

    async def stop_output(self, tenant: str, room: str) -> Done:
        return await self._order(tenant, room, lambda obs, _: acts.stop_stream(obs))

    async def restart_output(self, tenant: str, room: str) -> Done:
        """Stopped and begun anew. Not the same twice: each asking begins it anew."""
        return await self._order(tenant, room, lambda obs, _: acts.restart_stream(obs))

    async def backup_stream(self, tenant: str, room: str) -> Done:
        """To the backup server; where it sent to before is remembered first."""
        source = await asyncio.to_thread(self._encoder, tenant, room)
        if source is not None and not source.backup:
            return Done(False, False, "no_backup", source.id)
        return await self._order(tenant, room, self._to_backup(source))

    async def main_stream(self, tenant: str, room: str) -> Done:
        """Back to where it sent before the backup line."""
        source = await asyncio.to_thread(self._encoder, tenant, room)
        if source is not None:
            config = await asyncio.to_thread(self._settings, source.id)
            if f"{MAIN}server" not in config:
                return Done(False, False, "no_main", source.id)
        return await self._order(
            tenant,
            room,
            lambda obs, config: acts.switch_service(
                obs, config[f"{MAIN}server"], config.get(f"{MAIN}key", "")
            ),
        )

    async def offered(self, tenant: str, room: str) -> Offered:
        found = Offered("no_encoder")

        async def look(obs: ObsClient, config: Mapping[str, str]) -> bool:
            nonlocal found
            scenes, inputs = await acts.scenes(obs), await acts.inputs(obs)
            found = Offered("ok", tuple(scenes), tuple(inputs), bool(config.get("backup_server")))
            return False

        done = await self._order(tenant, room, look)
        return found if done.ok else found._replace(code=done.code)

    # ---- inside

    def _to_backup(self, source: SourceView | None) -> Order:
        async def switch(obs: ObsClient, config: Mapping[str, str]) -> bool:
            now = (await acts.service(obs)).get("streamServiceSettings") or {}
            main = {name: str(now.get(name, "")) for name in ("server", "key")}
            if source is not None and main["server"] and main["server"] != config["backup_server"]:
                await asyncio.to_thread(self._remember, source.id, main)
            return await acts.switch_service(obs, config["backup_server"], config.get("backup_key", ""))

        return switch

    async def _order(self, tenant: str, room: str, order: Order) -> Done:
        source = await asyncio.to_thread(self._encoder, tenant, room)
        if source is None:
            return Done(False, False, "no_encoder")
        config = await asyncio.to_thread(self._settings, source.id)
        reach = Reach(self._services.get(Settings).private_targets, self._services.clock)
        try:
            async with asyncio.timeout(TOTAL_S), obs_studio.open(config, reach) as obs:
                return Done(True, await order(obs, config), "ok", source.id)
        except ObsLost as gone:
            return Done(False, False, gone.code, source.id)
        except ObsRefused as refused:
            code = "no_such_thing" if refused.status == acts.NO_SUCH else "refused"
            return Done(False, False, code, source.id)
        except TimeoutError:
            return Done(False, False, "no_answer", source.id)

    def _encoder(self, tenant: str, room: str) -> SourceView | None:
        with self._services.get(Database).read() as tx:
            found = [view for view in sources(tx, tenant, room) if view.kind == obs_studio.name]
        return min(found, key=lambda view: (view.output != "main", view.id), default=None)

    def _settings(self, source: str) -> dict[str, str]:
        with self._services.get(Database).read() as tx:
            return settings_of(tx, vault_of(self._services), source)

    def _remember(self, source: str, main: Mapping[str, str]) -> None:
        with self._services.get(Database).write() as tx:
            remember(tx, vault_of(self._services), source, main)
