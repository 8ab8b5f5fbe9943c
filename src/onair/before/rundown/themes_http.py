"""Routes of themes, and of how hosts fit a product."""

from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Router
from onair.before.rundown.schemas import Code, Seen
from onair.before.rundown.service import fits
from onair.before.rundown.shelf import (
    ThemeNotFound,
    ThemesFull,
    put_theme,
    remove_theme,
    removed_themes,
    restore_theme,
    themes,
)
from onair.before.rundown.theme_schemas import FitPage, RemovedTheme, ThemeOut, ThemePage, ThemePut
from onair.before.rundown.wire import fit_out, theme_in, theme_out, words
from onair.trade.products import ProductNotFound
from onair.trade.schemas import ProductId
from onair.trade.versions import Stale

router = Router("rundown")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator}, scopes={"shows:write"})


@router.get("/api/v1/themes", allow=READ)
def list_(call: Call) -> ThemePage:
    """The catalogue, with the team's own in place of those they changed."""
    with call.db.read() as tx:
        tenant = call.actor.tenant
        gone = [RemovedTheme(code=one.code, name=words(one.name)) for one in removed_themes(tx, tenant)]
        return ThemePage(items=[theme_out(theme) for theme in themes(tx, tenant)], removed=gone)


@router.put("/api/v1/themes/{code}", allow=WRITE, errors=(Stale, ThemesFull))
def put(code: Code, form: ThemePut, call: Call) -> ThemeOut:
    """Write one whole; the catalogue's own can be changed too."""
    with call.db.write() as tx:
        return theme_out(put_theme(tx, call.actor, call.clock, theme_in(code, form)))


@router.delete("/api/v1/themes/{code}", status_code=204, allow=WRITE, errors=(Stale, ThemeNotFound))
def remove(code: Code, call: Call, version: Annotated[Seen, Query()]) -> None:
    """Take it off the list. Rundowns laid from it stay; one of the catalogue can be restored."""
    with call.db.write() as tx:
        remove_theme(tx, call.actor, call.clock, code, version)


@router.post("/api/v1/themes/{code}/restore", allow=WRITE, errors=(ThemeNotFound,))
def restore(code: Code, call: Call) -> ThemeOut:
    """One of the catalogue as it came."""
    with call.db.write() as tx:
        return theme_out(restore_theme(tx, call.actor, call.clock, code))


@router.get("/api/v1/fits", allow=READ, errors=(ProductNotFound,))
def fits_of(call: Call, product: Annotated[ProductId, Query()]) -> FitPage:
    """Every host for a product, best first, with reasons and what is missing."""
    with call.db.read() as tx:
        return FitPage(items=[fit_out(fit) for fit in fits(tx, call.actor.tenant, product, call.clock)])
