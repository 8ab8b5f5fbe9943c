"""A review as a PDF: the console's own page, printed by the machine's own browser."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

from starlette.types import ASGIApp

from onair.access.service import Actor, get_tenant
from onair.kernel.i18n import Lang
from onair.kernel.settings import Settings
from onair.local.paper.chromium import browser, printed, tab
from onair.local.paper.guest import HEADER, Guest, serving
from onair.store.db import Database
from onair.trade.service import ShowView

READY = "document.querySelector('.review-page[data-ready=true]')"
WIDTH, HEIGHT = 1440, 900
FOOTER = (
    "<div style='width:100%;font-size:8px;padding:0 10mm;color:#5E6B79;display:flex;justify-content:space-between'>"
    "<span>{title}</span><span><span class='pageNumber'></span> / <span class='totalPages'></span></span></div>"
)


class Papers:
    """`make`: the application with every route, over the services of this process."""

    def __init__(self, db: Database, settings: Settings, make: Callable[[], ASGIApp]) -> None:
        self._db, self._settings, self._make = db, settings, make

    async def review(self, actor: Actor, view: ShowView, out: Path, lang: Lang) -> None:
        """Write the review as PDF. Raises NoBrowser, PaperFailed, OSError."""
        path = browser(self._settings.chromium)  # before a server is started for nothing
        guest = Guest(self._make(), actor, self._me(actor, lang))
        async with serving(guest) as at, tab(path) as page:
            await page.ask("Network.enable")
            await page.ask("Network.setExtraHTTPHeaders", headers={HEADER: at.secret})
            await page.ask(
                "Emulation.setDeviceMetricsOverride",
                width=WIDTH,
                height=HEIGHT,
                deviceScaleFactor=1,
                mobile=False,
            )
            prefs = json.dumps(json.dumps({"lang": lang, "theme": "light", "rise": "auto"}))
            kept = f"localStorage.setItem('onair.known','1');localStorage.setItem('onair.prefs',{prefs})"
            await page.ask("Page.enable")
            await page.ask("Page.addScriptToEvaluateOnNewDocument", source=kept)
            await page.ask("Page.navigate", url=f"{at.url}/#/review/{view.id}")
            await page.until(READY)
            await printed(page, out, FOOTER.format(title=escape(view.title)))

    def _me(self, actor: Actor, lang: Lang) -> dict[str, object]:
        """Whom the page greets: somebody who reads."""
        with self._db.read() as tx:
            tenant = get_tenant(tx, actor.tenant)
        person = {"id": actor.id, "name": actor.name, "login": None, "roles": ["analyst"], "lang": lang}
        team = {"id": tenant.id, "name": tenant.name, "demo": tenant.demo}
        return {"person": person, "tenant": team, "csrf": "", "zone": self._settings.zone}
