"""Shows from the command line: import, review, replay, export, and the dictionary of metrics."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from onair.access.service import Actor
from onair.access.web import Services
from onair.after.review.export import export_to, known_format
from onair.after.review.service import Reviews
from onair.during.intake.imports.service import import_paths
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Lang
from onair.kernel.settings import Settings
from onair.local.paper.service import Papers
from onair.local.teams import actor_of
from onair.rehearsal.replay import Rehearsals
from onair.store.db import Database
from onair.trade.service import show_by_name


class NotWritten(BadInput):
    code = "file_not_written"
    zh = "文件 {file} 无法写入：{why}。没有导出，请换一个位置。"
    en = "The file {file} cannot be written: {why}. Nothing was exported; name another place."


async def import_files(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    actor = await asyncio.to_thread(actor_of, services, args.get("tenant"))
    result = await import_paths(
        services,
        actor,
        [Path(path) for path in args["paths"]],
        show=args.get("show"),
        kind=args.get("kind") or "auto",
        new=bool(args.get("new")),
        stage=args.get("stage"),
        t0=args.get("t0"),
        day_order=args.get("day_order"),
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


async def review(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    """The body of GET …/numbers."""
    actor, show = await _found(services, args)
    wanted = [name for name in (args.get("metrics") or "").split(",") if name] or None
    body = await services.get(Reviews).numbers(actor, show, args.get("by") or None, wanted)
    found: dict[str, Any] = msgspec.to_builtins(body)
    return found


async def export(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    """Write one file; its ending follows the format (several sheets as CSV become a zip). Raises NotWritten; for a PDF
    NoBrowser, PaperFailed."""
    actor, show = await _found(services, args)
    lang: Lang = "en" if (args.get("lang") or services.get(Settings).lang) == "en" else "zh"
    if args["format"] == "pdf":
        return await _paper(services, actor, show, Path(args["out"]), lang)
    wanted = args.get("sheet") if args["format"] == "csv" else None
    sheet = None if wanted in (None, "all") else wanted
    kind = known_format(args["format"])
    out = Path(args["out"])
    try:
        became, _view = await export_to(services.get(Reviews), actor, show, kind, out, lang=lang, sheet=sheet)
    except OSError as error:
        raise NotWritten(file=str(out), why=error.strerror or str(error)) from error
    return {"file": args["out"], "kind": became}


async def _paper(services: Services, actor: Actor, show: str, out: Path, lang: Lang) -> dict[str, Any]:
    view = await asyncio.to_thread(services.get(Reviews).view, actor, show)
    try:
        await services.get(Papers).review(actor, view, out, lang)
    except OSError as error:
        raise NotWritten(file=str(out), why=error.strerror or str(error)) from error
    return {"file": str(out), "kind": "pdf"}
