"""A studio with an OBS of ours and the emergency settings of its room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from studio import Studio, studio

from fake_obs import FakeObs, fake_obs
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.during.emergency.companion import Emergencies
from onair.during.emergency.panel import EmergencyPanel, EmergencyRun, EmergencyStep

ROOM = {"scene": "马上回来", "main_scene": None, "input": "话筒", "text": "提示", "targets": [], "auto": []}
_pressed = iter(range(1, 1_000_000))


class Ward:
    """What people at the console see and press."""

    def __init__(self, here: Studio, obs: FakeObs) -> None:
        self.here, self.obs = here, obs

    async def owner(self) -> Owner:
        found: Owner = await self.here.services.get(Hub).owner(self.here.show)
        return found

    async def fold(self) -> Emergencies:
        found = (await (await self.owner()).settled()).companions["emergency"]
        assert isinstance(found, Emergencies)
        return found

    async def panel(self) -> EmergencyPanel:
        owner = await self.owner()
        state = await owner.settled()
        shown = state.companions["emergency"].panels(owner.now(), state.beside(owner.facts))["emergency"]
        assert isinstance(shown, EmergencyPanel)
        return shown

    async def setup(self, **change: Any) -> dict[str, Any]:
        held = (await self.here.client.get(f"/api/v1/emergency/rooms/{self.here.room}")).json()
        body = {**ROOM, **change, "version": held["version"]}
        saved = await self.here.client.put(f"/api/v1/emergency/rooms/{self.here.room}", json=body)
        assert saved.status_code == 200, saved.text
        await self.until(lambda fold: fold.setup.version == saved.json()["version"], "the settings")
        return saved.json()

    async def press(self, act: str, who: str | None = None, **data: Any) -> Any:
        """→ the answer of the route, whatever it is."""
        body = {"id": f"act_{next(_pressed)}", "action": act, "data": data}
        path = f"/api/v1/shows/{self.here.show}/actions"
        if who is None:
            return await self.here.client.post(path, json=body)
        async with self.here.home.ask(who) as client:
            return await client.post(path, json=body)

    async def open(self, card: str, **more: Any) -> str:
        answer = await self.press("emergency_open", card=card, **more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    async def run(self, card: str) -> EmergencyRun:
        """The open one of this card."""
        return next(run for run in (await self.panel()).open if run.card == card)

    async def step(self, run: str, step: str) -> EmergencyStep:
        panel = await self.panel()
        found = next(one for one in [*panel.open, *panel.closed] if one.id == run)
        return next(one for one in found.steps if one.id == step)

    async def becomes(self, run: str, step: str, *states: str, within: float = 10) -> EmergencyStep:
        async def there() -> bool:
            return (await self.step(run, step)).state in states

        await self.here.until(there, f"{step} {states}", within)
        return await self.step(run, step)

    async def until(self, true: Any, what: str, within: float = 10) -> None:
        async def there() -> bool:
            return bool(true(await self.fold()))

        await self.here.until(there, what, within)

    async def actions(self, *names: str) -> list[Any]:
        owner = await self.owner()
        return [row for row in (await owner.settled()).track.actions() if row.action in names]


@asynccontextmanager
async def ward(folder: Path, show: tuple[str, str, str] | None = None, **change: Any) -> AsyncIterator[Ward]:
    async with fake_obs() as obs, studio(folder, show=show) as here:
        made = Ward(here, obs)
        if show is None:
            await here.obs(obs.port, obs.password)
            await made.setup(**change)
            await here.reaches("live")
        yield made
