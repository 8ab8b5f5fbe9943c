"""A rundown's desk: a team with goods and hosts on a real server, and what tests look at on its page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console_browser import Watch, chromium, context, until
from planned_evening import Caller, new_show, plan, stock_up
from playwright.sync_api import Browser, Locator, Page, expect
from tests.serving import serving

EDITABLE = (
    "id", "kind", "title", "minutes", "product", "host", "helpers", "role", "price", "pin", "timing", "card", "sheet", "note",
)  # fmt: skip


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

    def editable(self, show: str) -> list[dict[str, Any]]:
        """The saved slots, each with what may be sent back."""
        return [{name: slot[name] for name in EDITABLE} for slot in self.saved(show)["slots"]]


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


def grabbed(page: Page, held: Locator, x: float | None = None, y: float = 20) -> tuple[float, float]:
    """The pointer pressed on it, once it stands still and nothing covers it; → where. `x`, `y`: from its upper left
    corner, x at its middle unless given."""
    box = held.bounding_box()
    assert box
    inside = box["width"] / 2 if x is None else x
    held.hover(position={"x": inside, "y": y})
    box = held.bounding_box()
    assert box
    page.mouse.down()
    return box["x"] + inside, box["y"] + y


def end_of(page: Page, at: int) -> float:
    """Where on the screen a little behind the end of that block is."""
    box = block(page, at).locator(".body").bounding_box()
    assert box
    return box["x"] + box["width"] + 4


def carried(page: Page, held: int, behind: int) -> None:
    """One block taken by its middle to the end of another, still held; the place where it would land is shown."""
    _, y = grabbed(page, block(page, held))
    page.mouse.move(end_of(page, behind), y, steps=6)
    expect(page.locator("[data-caret]")).to_have_count(1)


def settled(page: Page, version: int) -> None:
    """All saved by itself, at this version or a later one: a busy machine saves between two edits too."""

    def saved() -> bool:
        found = re.search(r"v(\d+)", page.locator(".state").inner_text())
        return found is not None and int(found.group(1)) >= version

    until(page, saved, f"saved as v{version}")
