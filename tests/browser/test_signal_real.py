"""An encoder connected and tried in the console, then cut while its show is on air: the column says so and recovers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, claimed, context
from fake_encoder import ask, encoder
from playwright.sync_api import Browser, Page, expect
from tests.fake_obs import FakeObs
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("ONAIR_SHOTS")
"""A folder for pictures to look at; none in CI."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("signal"), ONAIR_ALLOW_PRIVATE_TARGETS="on") as running:
        yield running


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def looks(page: Page, server: Running, browser: Browser, path: str, name: str) -> None:
    """Pictures in the other languages, lights and widths."""
    for lang, theme, width in (
        (("en", "dark", 1440), ("en", "light", 1024), ("zh", "dark", 1024)) if SHOTS else ()
    ):
        other = context(browser, lang, theme, width)
        other.add_cookies(page.context.cookies())
        seen = other.new_page()
        seen.goto(f"{server.url}/#{path}")
        seen.wait_for_timeout(2500)
        shot(seen, f"{name}-{lang}-{theme}-{width}")
        other.close()


def connect(page: Page, server: Running, obs: FakeObs) -> None:
    """Tried with a wrong password, put right, tried again, saved."""
    page.goto(f"{server.url}/#/connections")
    page.get_by_role("button", name="接入信号来源").first.click()
    drawer = page.locator(".el-drawer").filter(has_text="接入信号来源")
    for field, value in {
        "name": "主推流机",
        "host": "127.0.0.1",
        "port": str(obs.port),
        "password": "不对",
    }.items():
        drawer.locator(f"input[name={field}]").fill(value)
    drawer.locator(".el-select").nth(1).click()
    page.get_by_role("option", name="一号间").click()
    drawer.get_by_role("button", name="测试").click()
    expect(drawer.get_by_role("status")).to_contain_text("密码不对")
    shot(page, "form-wrong")
    drawer.locator("input[name=password]").fill(obs.password)
    drawer.get_by_role("button", name="测试").click()
    expect(drawer.get_by_role("status")).to_contain_text("正在推流")
    drawer.get_by_role("button", name="接入信号来源").click()
    row = page.get_by_role("row").filter(has_text="主推流机")
    expect(row).to_contain_text("等开播")
    row.get_by_role("button", name="测试").click()
    expect(row.get_by_role("status")).to_contain_text("obs-websocket 5.1.0")


def test_an_encoder_is_connected_cut_and_well_again(server: Running, browser: Browser) -> None:
    with encoder() as studio:
        page = claimed(browser, server.url, server.claim)
        watch = Watch(server.url).on(page)
        room = ask(page, "POST", "/rooms", {"name": "一号间", "platform": "douyin"})["id"]
        page.goto(f"{server.url}/#/connections")
        shot(page, "sources-empty")
        connect(page, server, studio.obs)
        shot(page, "sources")
        looks(page, server, browser, "/connections", "sources")
        show = ask(
            page,
            "POST",
            "/shows",
            {"title": "早场", "room": room, "currency": "CNY", "starts_at": 1_795_334_400_000},
        )
        for step in ("ready", "start"):
            ask(page, "POST", f"/shows/{show['id']}/{step}", {"why": "演练"} if step == "start" else None)
        page.goto(f"{server.url}/#/live/{show['id']}")
        card = page.get_by_role("region", name="信号")
        expect(card.locator("header")).to_contain_text("正常")
        expect(card).to_contain_text("30.0 fps")
        expect(card).to_contain_text("上次断流 无")
        shot(page, "live-ok")
        studio.do(studio.obs.outage())
        expect(card.locator("header")).to_contain_text("重连中")
        expect(card.get_by_role("listitem")).to_contain_text("断流")
        expect(card.get_by_role("listitem")).to_contain_text("可能原因 · 推流网络，或中转入口")
        shot(page, "live-cut")
        looks(page, server, browser, f"/live/{show['id']}", "live-cut")
        studio.do(studio.obs.back())
        expect(card.locator("header")).to_contain_text("正常")
        expect(card.get_by_role("listitem")).to_have_count(0)
        expect(card.locator("header")).to_contain_text("上次断流")
        shot(page, "live-again")
        studio.do(studio.obs.kick())
        expect(card.get_by_role("listitem")).to_contain_text("被踢下线")
        expect(card.locator("header")).to_contain_text("未知")
        shot(page, "live-blind")
        assert watch.faults == []
