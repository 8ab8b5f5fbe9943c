"""A running show whose comments are read by a model that believes the text."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from stage import Props, Stage, staged
from told_comments import Told

from onair.during.broadcast.facts import Facts
from onair.during.broadcast.owner import Owner
from onair.during.comments.companion import Commenting, CommentsFeature, Knowledge
from onair.during.comments.marking import Reads
from onair.during.comments.panel import Around, RadarPanel
from onair.during.comments.radar import Radar
from onair.during.comments.setup import RadarSetup
from onair.during.prompter.companion import PromptingFeature


class ReadFeature(CommentsFeature):
    """Without a database."""

    def __init__(self, model: Callable[[str], Reads | None] = lambda _: Told()) -> None:
        super().__init__(cast(Any, None), model)

    def learn(self, facts: Facts) -> Knowledge:
        return Knowledge(RadarSetup(), Around({"p0": "阿哲"}, {"p1": "炒锅"}))


class HostScreen(PromptingFeature):
    """Without a database."""

    def __init__(self) -> None:
        super().__init__(cast(Any, None))

    def learn(self, facts: Facts) -> dict[str, str]:
        return {}


@asynccontextmanager
async def reading(
    folder: Path, props: Props | None = None, feature: CommentsFeature | None = None
) -> AsyncIterator[Stage]:
    here = feature or ReadFeature()
    async with staged(folder, props, features=[here, HostScreen()]) as stage:
        try:
            yield stage
        finally:
            here.close()


def companion(owner: Owner) -> Commenting:
    found = owner.state.companions["comments"]
    assert isinstance(found, Commenting)
    return found


def panel(owner: Owner, now: int) -> RadarPanel:
    found = companion(owner).panels(now, owner.state.beside(owner.facts))["radar"]
    assert isinstance(found, RadarPanel)
    return found


async def until(done: Callable[[], Any], what: str, tries: int = 1_500) -> None:
    for _ in range(tries):
        if done():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(what)


async def read(owner: Owner, n: int) -> Radar:
    """The radar once it has read that many."""

    def heard() -> bool:
        panel(owner, owner.now())
        radar = companion(owner).radar
        return radar is not None and radar.heard >= n and len(companion(owner)._inbox) == 0

    await until(heard, f"{n} comments are read")
    found = companion(owner).radar
    assert found is not None
    return found
