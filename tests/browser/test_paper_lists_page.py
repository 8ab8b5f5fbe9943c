"""Required papers by category on a real server: read, refused, saved, taken back, in both languages."""

import os
import re
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


@pytest.fixture(scope="module")
def member(server: Running, browser: Browser) -> Iterator[Page]:
    page = claimed(browser, server.url, server.claim)
    yield page
    page.context.close()


def prefer(page: Page, lang: str, theme: str) -> None:
    page.evaluate(
        "(p) => localStorage.setItem('onair.prefs', JSON.stringify(p))",
        {"lang": lang, "theme": theme, "rise": "auto"},
    )


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_lists_are_read_changed_and_taken_back(server: Running, member: Page) -> None:
    page = member
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
    assert watch.faults == []


def test_words_are_tried_mended_and_their_evidence_entered(server: Running, member: Page) -> None:
    page = member.context.new_page()
    watch = Watch(server.url).on(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server.url}/#/library/lint")
    prefer(page, "zh", "light")
    page.reload()
    box = page.locator("textarea[name=lint-text]")
    box.fill("🔥这只壶是全网最低价，实测保温十二小时。<img src=x onerror=alert(1)>")
    found = page.locator("[data-verdict=BLOCK]")
    expect(found).to_contain_text("《广告法》9(3)")
    expect(found.locator(".said .BLOCK").first).to_contain_text("最低价")
    expect(found.locator(".said")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("tr[data-rule=C15]")).to_contain_text("2019-04-23 至 2025-10-14")
    keep(page, "lint-zh")
    found.locator("li[data-rule=C01] button").first.press("Enter")
    expect(page.locator("li[data-rule=C01]")).to_have_count(0)
    page.locator("li[data-rule=C03]").get_by_role("button", name="登记证据").press("Enter")
    drawer = page.locator(".el-drawer")
    expect(drawer.locator("textarea[name=proof-claim]")).to_have_value(re.compile("实测保温十二小时"))
    drawer.locator("input[name=proof-issuer]").fill("示例检测所")
    keep(page, "lint-proof-zh")
    drawer.locator("button[type=submit]").press("Enter")
    expect(drawer).to_be_hidden()
    expect(page.locator("tr[data-proof]")).to_contain_text("示例检测所")
    box.fill("这只壶实测保温十二小时。")
    expect(page.locator("[data-verdict=PASS]")).to_contain_text("1 处说法有证据")
    platform = page.locator("tr[data-rule=C31]").get_by_role("switch")
    platform.press("Space")
    expect(page.locator("tr[data-rule=C31]")).to_have_class(re.compile("off"))
    page.set_viewport_size({"width": 1024, "height": 900})
    prefer(page, "en", "dark")
    page.reload()
    page.locator("textarea[name=lint-text]").fill("The best kettle ever, 5,000 sold. 已售5000")
    expect(page.locator("[data-verdict=BLOCK]")).to_contain_text("must change")
    keep(page, "lint-en-dark-1024")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert watch.faults == []
