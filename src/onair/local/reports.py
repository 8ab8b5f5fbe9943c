"""Platforms' exports from the command line: recognised, placed, kept, and told."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from onair.access.service import Actor
from onair.access.web import Services
from onair.after.reports import service
from onair.after.reports.bundle import Bundle
from onair.after.reports.checks import findings
from onair.after.reports.finding import Finding
from onair.after.reports.learning.service import known_layouts
from onair.after.reports.looking import shows_of
from onair.after.reports.meaning import title
from onair.after.reports.problems import NoFile
from onair.after.reports.sales import reckoned
from onair.after.reports.service import Dropped
from onair.connectors.reports.cells import Terms
from onair.files.values import DayOrder
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.local.teams import actor_of
from onair.store.db import Database
from onair.trade.service import show_by_name

ORDERS: dict[str, DayOrder] = {"dmy": "dmy", "mdy": "mdy"}


async def report(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    """One file after the other; one that cannot be kept is told and the rest goes on."""
    return await asyncio.to_thread(_report, services, args)


def _report(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    actor = actor_of(services, args.get("tenant"))
    show = None
    if args.get("show"):
        with services.get(Database).read() as tx:
            show = show_by_name(tx, actor.tenant, args["show"]).id
    files: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for path in map(Path, args["paths"]):
        try:
            files.append(_one(services, actor, path, show, args))
        except OnAirError as error:
            code = str(error.problem("zh")["code"])
            failed.append(
                {"file": path.name, "code": code, "zh": error.detail("zh"), "en": error.detail("en")}
            )
    return {"files": files, "failed": failed}


def _one(
    services: Services, actor: Actor, path: Path, show: str | None, args: dict[str, Any]
) -> dict[str, Any]:
    settings, db = services.get(Settings), services.get(Database)
    terms = Terms(
        ZoneInfo(settings.zone), ORDERS.get(args.get("day_order") or ""), args.get("currency") or "CNY"
    )
    if not path.is_file():
        raise NoFile(file=str(path))
    with db.read() as tx:
        among = known_layouts(tx, actor.tenant)
    taken = service.look(path, path.name, terms, among)
    dropped = service.keep(
        db, actor, services.clock, settings.home, path=path, name=path.name, taken=taken, show=show
    )
    with db.read() as tx:
        about = shows_of(tx, [dropped.file])[dropped.file]
        bundles = [reckoned(tx, actor.tenant, show_id) for show_id in about if show_id is not None]
    return _told(path.name, dropped, about, bundles)


def _told(
    name: str, dropped: Dropped, about: Mapping[str | None, int], bundles: list[Bundle]
) -> dict[str, Any]:
    sheets = [
        {
            "name": sheet["name"],
            "layout": sheet["layout"],
            "title": sheet.get("title"),
            "rows": sheet["rows"],
            "unknown": sheet.get("unknown", []),
            "dropped": sheet.get("dropped", []),
            "rejected": sheet.get("rejected_n", 0),
            "bad_cells": sheet.get("bad_n", 0),
        }
        for sheet in dropped.sheets
    ]
    return {
        "file": name,
        "id": dropped.file,
        "known": dropped.known,
        "rows": dropped.rows,
        "sheets": sheets,
        "shows": [show for show in about if show is not None],
        "placeless": about.get(None, 0),
        "changed": [list(one) for one in dropped.changed],
        "changed_n": dropped.changed_n,
        "findings": [_finding(found, bundle) for bundle in bundles for found in findings(bundle)],
    }


def _finding(found: Finding, bundle: Bundle) -> dict[str, Any]:
    name = title(found.metric) if found.metric else None
    return {
        "rule": found.rule,
        "state": found.state,
        "zh": found.words.zh,
        "en": found.words.en,
        "metric": found.metric,
        "title": name._asdict() if name else None,
        "currency": bundle.currency(found.metric),
        "left": found.left,
        "right": found.right,
        "difference": found.difference,
    }
