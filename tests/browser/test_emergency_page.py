"""Emergencies on a real server: a room is set up and tried, a card put into the team's words, a drill worked through by
key, and the review tells of it."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, claimed
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("emergency")) as running:
        yield running


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")


def ask(page: Page, path: str, body: dict[str, object]) -> dict[str, object]:
    """As the page would, with its session."""
    csrf = json.loads(page.request.get(f"{page.url.split('/#')[0]}/api/v1/me").text())["csrf"]
    url = f"{page.url.split('/#')[0]}/api/v1{path}"
    made = page.request.post(url, data=body, headers={"x-onair-csrf": csrf})
    assert made.ok, made.text()
    return dict(made.json())


def test_set_up_drilled_and_reviewed(server: Running, browser: Browser) -> None:
    page = claimed(browser, server.url, server.claim)
    watch = Watch(server.url).on(page)
    room = ask(page, "/rooms", {"name": "一号间", "platform": "douyin"})["id"]
    show = ask(
        page,
        "/shows",
        {"title": "早场", "room": room, "currency": "CNY", "starts_at": int(time.time() * 1000)},
    )["id"]
    page.goto(f"{server.url}/#/library/emergency")
    expect(page.locator("li", has_text="断流").first).to_contain_text("自动打开")
    expect(page.get_by_text("看不到 OBS：这个直播间没有接 OBS")).to_be_visible()
    page.get_by_role("combobox", name="备用场景").click()
    page.keyboard.type("马上回来")
    page.get_by_role("option", name="马上回来").click()
    page.locator("summary", has_text="可以不问人就执行").click()
    page.locator("label.el-checkbox", has_text="把应急话术发给主播").first.click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("可以不问人就执行的步骤 · 1")).to_be_visible()
    expect(page.locator(".fields .el-select").first).to_contain_text("马上回来")
    page.get_by_role("button", name="试一下").click()
    expect(page.locator(".trials li")).to_have_count(8)
    expect(page.locator(".trials")).to_contain_text("没有接 OBS")
    keep(page, "emergency-library-zh")
    page.locator("li", has_text="嘉宾迟到").get_by_role("button", name="改").click()
    drawer = page.locator(".el-drawer")
    drawer.locator("[name=line]").fill("嘉宾堵在路上，先讲下一款。")
    drawer.get_by_role("button", name="加一步（人工）").click()
    drawer.get_by_role("button", name="保存").click()
    expect(drawer).to_contain_text("每一处中文都要写")
    drawer.get_by_label("做什么", exact=True).last.fill("请店长顶上")
    keep(page, "emergency-card-zh")
    drawer.get_by_role("button", name="保存").click()
    expect(page.locator("li", has_text="嘉宾迟到")).to_contain_text("改过")
    ask(page, f"/shows/{show}/start", {})
    page.goto(f"{server.url}/#/live/{show}")
    expect(page.locator(".live main")).to_be_visible()
    page.keyboard.press("!")
    expect(page.locator("dialog section")).to_have_count(5)
    for key in ("l", "4", "2"):
        page.keyboard.press(key)
    dialog = page.locator("dialog")
    expect(dialog.locator("blockquote")).to_contain_text("嘉宾堵在路上")
    expect(dialog.locator("header")).to_contain_text("演练")
    page.keyboard.press("d")
    expect(dialog.locator("li").nth(0)).to_contain_text("完成")
    page.keyboard.press("s")
    expect(dialog.locator("li").nth(1)).to_contain_text("跳过")
    page.keyboard.press("Enter")
    expect(dialog.locator("li").nth(2)).to_contain_text("完成")
    keep(page, "emergency-drill-zh")
    page.keyboard.press("c")
    page.keyboard.press("1")
    expect(page.locator(".strip")).to_have_count(0)
    page.keyboard.press("Escape")
    page.goto(f"{server.url}/#/review/{show}")
    card = page.locator("#review-emergencies")
    expect(card).to_contain_text("演练 1 次")
    expect(card).to_contain_text("请店长顶上")
    card.scroll_into_view_if_needed()
    keep(page, "emergency-review-zh")
    assert watch.faults == []
