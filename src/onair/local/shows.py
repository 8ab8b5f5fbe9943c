"""Shows from the command line: import, review, replay, export, and the dictionary of metrics."""

import asyncio
from pathlib import Path
from typing import Any

from onair.access.web import Services
from onair.during.intake.imports.service import import_paths
from onair.local.teams import actor_of
from onair.rehearsal.replay import Rehearsals
from onair.store.db import Database
from onair.trade.service import show_by_name


async def import_files(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    actor = await asyncio.to_thread(actor_of, services, args.get("tenant"))
    result = await import_paths(
        services,
        actor,
        [Path(path) for path in args["paths"]],
        show=args["show"],
        kind=args.get("kind") or "auto",
        new=bool(args.get("new")),
        stage=args.get("stage"),
        t0=args.get("t0"),
    )
    return result.body()


async def _found(services: Services, args: dict[str, Any]) -> tuple[Any, str]:
    def find() -> tuple[Any, str]:
        actor = actor_of(services, args.get("tenant"))
        with services.get(Database).read() as tx:
            return actor, show_by_name(tx, actor.tenant, args["show"]).id

    return await asyncio.to_thread(find)


async def replay(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    """In a server the replay goes on after the answer; on the command line it is waited for."""
    actor, show = await _found(services, args)
    rehearsals = services.get(Rehearsals)
    view = await rehearsals.replay(actor, show, float(args["speed"]))
    if args.get("wait"):
        await rehearsals.wait(view.id)
    return {"show": view.id, "title": view.title}


def dictionary() -> dict[str, Any]:
    return {"metrics": []}
