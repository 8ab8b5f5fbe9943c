"""A rundown's desk: a team with goods and hosts on a real server, and what tests look at on its page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console_browser import Watch, chromium, context
from planned_evening import Caller, new_show, plan, stock_up
from playwright.sync_api import Browser, Locator, Page, expect
from tests.serving import serving


@dataclass
class Desk:
    """A team with goods and hosts, its server and a browser; each test plans a show of its own."""

    browser: Browser
    caller: Caller
    hosts: list[str]

    @property
    def url(self) -> str:
        return str(self.caller.client.base_url).rstrip("/")

    def page(
        self, path: str, lang: str = "zh", theme: str = "light", width: int = 1440
    ) -> tuple[Page, Watch]:
        opened = context(self.browser, lang, theme, width)
        opened.add_cookies([self.caller.cookie])
        page = opened.new_page()
        watch = Watch(self.url).on(page)
        page.goto(f"{self.url}/#{path}")
        return page, watch

    def planned(self) -> str:
        show = new_show(self.caller)
        plan(self.caller, self.hosts, show)
        return show

    def saved(self, show: str) -> dict[str, Any]:
        return dict(self.caller.call("GET", f"/api/v1/shows/{show}/rundown"))


@contextmanager
def furnished(folder: Path) -> Iterator[Desk]:
    with serving(folder) as server, chromium() as browser:
        caller = Caller(server)
        yield Desk(browser, caller, stock_up(caller))
        caller.client.close()


def rows(page: Page) -> Locator:
    return page.locator("tr[data-row] .name")


def block(page: Page, at: int) -> Locator:
    return page.locator("svg g[data-slot]").nth(at)


def settled(page: Page, version: int) -> None:
    """Saved by itself as this version."""
    expect(page.locator(".state")).to_contain_text(f"v{version}")
