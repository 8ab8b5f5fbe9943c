"""Feedback on a real server: a buyer's form on a phone, the ticket in the console, answered, judged by the buyer."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from console_browser import Watch, claimed, context, until
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
HOSTILE = "锅盖漏气 <img src=x onerror=alert(1)> 打 13812345678"
SEND = """async ([method, path, body]) => {
  const me = await (await fetch('/api/v1/me')).json();
  const headers = {'content-type': 'application/json', 'x-onair-csrf': me.csrf};
  const answer = await fetch(path, {method, headers, body: JSON.stringify(body)});
  return [answer.status, await answer.json()];
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("feedback")) as running:
        yield running


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.wait_for_timeout(600)
        page.screenshot(path=Path(folder) / f"{name}.png")


def send(page: Page, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, answer = page.evaluate(SEND, [method, f"/api/v1{path}", body])
    assert status < 300, answer
    return dict(answer)


def phone(browser: Browser, url: str, lang: str = "zh", theme: str = "light") -> Page:
    made = browser.new_context(
        viewport={"width": 375, "height": 720}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = made.new_page()
    page.goto(f"{url}?lang={lang}&theme={theme}")
    return page


def narrow(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "wider than the phone"


def filled(buyer: Page) -> None:
    """Nothing, half of it, then all of it."""
    buyer.locator("button.main").click()
    expect(buyer.get_by_role("alert")).to_contain_text("请先说说情况")
    buyer.fill("textarea[name=text]", HOSTILE)
    buyer.fill("input[name=address]", "13812345678")
    buyer.locator("button.main").click()
    expect(buyer.get_by_role("alert")).to_contain_text("勾选同意")
    keep(buyer, "form-zh-fault")
    narrow(buyer)
    buyer.check("input[name=agreed]")
    buyer.locator("button.main").click()
    expect(buyer.get_by_role("heading", level=1)).to_have_text("已收到，谢谢")


def test_a_buyer_is_heard_answered_and_asked_whether_it_is_solved(server: Running, browser: Browser) -> None:
    page = claimed(browser, server.url, server.claim)
    watch = Watch(server.url).on(page)
    page.goto(f"{server.url}/#/feedback")
    expect(page.locator(".empty")).to_contain_text("这里没有工单")
    keep(page, "feedback-empty-zh")
    send(page, "PUT", "/products/pan", {"title": "示例：云纹煎锅 28cm"})
    link = send(page, "POST", "/feedback/links", {"name": "包裹卡片", "product": "pan"})["url"]
    path = f"{server.url}/f/{link.rsplit('/', 1)[-1]}"
    buyer = phone(browser, path)
    seen = Watch(server.url, allowed=("403 (Forbidden)",)).on(buyer)
    expect(buyer.get_by_role("heading", level=1)).to_contain_text("发生了什么")
    keep(buyer, "form-zh")
    filled(buyer)
    keep(buyer, "form-zh-sent")
    for text, kind in (
        ("锅盖漏气了", "quality"),
        ("希望有大一号的", "suggestion"),
        ("快递三天没动", "logistics"),
    ):
        send(
            page,
            "POST",
            "/feedback/tickets",
            {"kind": kind, "text": text, "product": "pan" if kind == "quality" else None},
        )
    page.reload()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.filter(has_text="<img")).to_contain_text("***")
    keep(page, "feedback-list-zh")
    page.keyboard.press("j")
    page.keyboard.press("k")
    rows.filter(has_text="<img").locator("a.said").press("Enter")
    drawer = page.locator(".el-drawer")
    expect(drawer.locator("p.said")).to_contain_text("<img src=x onerror=alert(1)> 打 ***")
    expect(drawer).to_contain_text("可能是同一件事")
    drawer.locator("button[name=ticket-take]").click()
    expect(drawer).to_contain_text("处理中")
    drawer.locator("button[name=ticket-answer]").click()
    drawer.locator("textarea[name=ticket-words]").fill("补发一个锅盖，明天寄出")
    keep(page, "feedback-panel-zh")
    drawer.locator("button[name=ticket-send]").click()
    expect(drawer).to_contain_text("答复是你写的")
    expect(drawer.locator("button[name=ticket-verify]")).to_have_count(0)
    buyer.reload()
    expect(buyer.get_by_text("补发一个锅盖")).to_be_visible()
    keep(buyer, "form-zh-answered")
    buyer.locator("button[name=unsolved]").click()
    buyer.fill("textarea[name=why]", "还没收到")
    buyer.get_by_role("button", name="请再处理").click()
    expect(buyer.get_by_text("重新处理第 1 次")).to_be_visible()
    narrow(buyer)
    page.reload()
    expect(drawer).to_contain_text("还没收到")
    expect(drawer).to_contain_text("重开 1 次")
    _other_looks(browser, page, server.url, path)
    assert seen.faults == []
    assert watch.faults == []


def _other_looks(browser: Browser, page: Page, url: str, path: str) -> None:
    """Trends, forms, limits; English, dark and narrow; a link that opens nothing."""
    for tab, word in (("trends", "样本不足"), ("forms", "包裹卡片"), ("setup", "工作时间")):
        page.goto(f"{url}/#/feedback/{tab}")
        expect(page.locator(".page")).to_contain_text(word)
        keep(page, f"feedback-{tab}-zh")
    page.goto(f"{url}/#/feedback/trends")
    page.get_by_role("button", name="看逐周").first.click()
    expect(page.locator("tfoot").last).to_contain_text("合计")
    keep(page, "feedback-trend-table-zh")
    english = context(browser, "en", "dark", 1024)
    english.add_cookies(page.context.cookies())
    other = english.new_page()
    for tab in ("tickets", "trends", "forms", "setup"):
        other.goto(f"{url}/#/feedback/{tab}")
        expect(other.get_by_role("heading", level=1)).to_have_text("Feedback")
        until(other, lambda: other.locator(".card, .empty").count() > 0, f"{tab} is there")
        assert other.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, tab
        keep(other, f"feedback-{tab}-en-dark")
    stranger = phone(browser, path, "en", "dark")
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("what happened")
    expect(stranger.locator("html")).to_have_attribute("data-theme", "dark")
    narrow(stranger)
    keep(stranger, "form-en-dark")
    lost = phone(browser, path[:-3] + "xyz")
    expect(lost.get_by_role("alert")).to_contain_text("请向店铺要新的链接")
    keep(lost, "form-lost")
