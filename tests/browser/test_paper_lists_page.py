"""Required papers by category on a real server: read, refused, saved, taken back, in both languages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, claimed
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("papers")) as running:
        yield running


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_lists_are_read_changed_and_taken_back(server: Running, browser: Browser) -> None:
    page = claimed(browser, server.url, server.claim)
    watch = Watch(server.url, allowed=("400 (Bad Request)",)).on(page)
    page.goto(f"{server.url}/#/library/papers")
    food = page.locator("tr[data-list='食品']")
    expect(food).to_contain_text("食品经营许可证")
    expect(food).to_contain_text("食品安全法")
    keep(page, "papers-zh")
    page.locator("button[name=new-list]").press("Enter")
    drawer = page.locator(".el-drawer")
    drawer.locator("input[name=name]").fill("锅具")
    drawer.locator("button[type=submit]").press("Enter")
    expect(drawer).to_contain_text("至少写一个品类词")
    expect(drawer).to_contain_text("至少选一种资质")
    drawer.locator("textarea[name=words]").fill("炒锅、零食")
    drawer.get_by_label("3C 认证").press("Space")
    drawer.locator("button[type=submit]").press("Enter")
    expect(drawer).to_contain_text("「零食」在「食品」和「锅具」两份清单里都有")
    keep(page, "papers-drawer-zh")
    drawer.locator("textarea[name=words]").fill("炒锅，汤锅")
    drawer.locator("button[type=submit]").press("Enter")
    expect(drawer).to_be_hidden()
    expect(page.locator("tr[data-list='锅具']")).to_contain_text("炒锅、汤锅")
    page.set_viewport_size({"width": 1024, "height": 900})
    page.evaluate(
        "localStorage.setItem('onair.prefs', JSON.stringify({lang: 'en', theme: 'dark', rise: 'auto'}))"
    )
    page.reload()
    expect(page.locator("tr[data-list='食品']")).to_contain_text("food business licence")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    keep(page, "papers-en-dark-1024")
    assert wide <= 0
    page.get_by_role("button", name="As they came").click()
    page.locator(".el-popconfirm").get_by_role("button", name="As they came").click()
    expect(page.locator("tr[data-list='锅具']")).to_have_count(0)
    page.context.close()
    assert watch.faults == []
