"""Questions and answers on a real server: written under the lint's eye, refused, kept, found, in both languages."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from console_browser import Watch, claimed
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
DAY = 86_400_000
SEND = """async ([method, path, body]) => {
  const me = await (await fetch('/api/v1/me')).json();
  const headers = {'content-type': 'application/json', 'x-onair-csrf': me.csrf};
  const answer = await fetch(path, {method, headers, body: JSON.stringify(body)});
  return [answer.status, await answer.json()];
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("qa")) as running:
        yield running


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.wait_for_timeout(600)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _send(page: Page, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, answer = page.evaluate(SEND, [method, path, body])
    assert status < 300, answer
    found: dict[str, Any] = answer
    return found


def _library(page: Page) -> None:
    _send(page, "PUT", "/api/v1/products/pan", {"title": "示例：云纹煎锅 28cm", "category": "锅具"})
    _send(page, "POST", "/api/v1/hosts", {"name": "示例主播"})
    now = page.evaluate("Date.now()")
    for variants, short, product, until in (
        (["什么时候发货", "几天能到", "今天拍明天发吗"], "今晚拍的明天下午五点前都发出，江浙沪一般隔天到", None, now + 60 * DAY),
        (["能放洗碗机吗"], "建议手洗，软布加一点洗洁精就干净", "pan", now + 5 * DAY),
        (["不喜欢能退吗", "支持七天无理由吗"], "七天无理由都支持，没用过、配件齐就能退", None, now - DAY),
    ):  # fmt: skip
        body = {
            "variants": variants, "short": short, "product": product, "until": until, "intent": "shipping",
            "source": {"kind": "policy", "text": "示例：售后政策 v3"},
        }  # fmt: skip
        _send(page, "POST", "/api/v1/qa/answers", body)


def test_an_answer_is_written_under_the_eye_of_the_lint_and_found_again(
    server: Running, browser: Browser
) -> None:
    page = claimed(browser, server.url, server.claim)
    watch = Watch(server.url, allowed=("400 (Bad Request)",)).on(page)
    page.goto(f"{server.url}/#/library/qa")
    expect(page.locator(".empty")).to_contain_text("问答库还是空的")
    keep(page, "qa-empty-zh")
    _library(page)
    page.reload()
    expect(page.locator("tr[data-answer]")).to_have_count(3)
    keep(page, "qa-list-zh")
    page.locator("button[name=qa-add]").press("Enter")
    drawer = page.locator(".el-drawer")
    drawer.locator("button[name=qa-save]").press("Enter")
    expect(drawer).to_contain_text("问法和口语答案要填")
    drawer.locator("textarea[name=variants]").fill("电磁炉能用吗\n电陶炉可以吗")
    drawer.locator("textarea[name=short]").fill("全网最低价，电磁炉也能用，我自己用了两个月")
    expect(drawer.locator("li[data-rule=C01]")).to_contain_text("广告法")
    expect(drawer.locator("li[data-rule=C08]")).to_contain_text("38")
    drawer.locator("textarea[name=never]").fill("绝不粘锅")
    drawer.locator("input[name=source]").fill("说明书第 3 页")
    keep(page, "qa-form-zh")
    drawer.locator("textarea[name=short]").fill("燃气、电磁、电陶炉都能用，锅底是复合底")
    expect(drawer.locator(".secs")).to_contain_text("没有发现问题")
    expect(drawer.locator(".whisper .words")).to_have_text("燃气、电磁、电陶炉都能用，锅底是复合底")
    drawer.locator("button[name=qa-save]").press("Enter")
    expect(drawer).to_be_hidden()
    page.locator("input[name=qa-search]").fill("电陶炉")
    expect(page.locator("tr[data-answer]")).to_have_count(1)
    page.get_by_role("button", name="电磁炉能用吗").press("Enter")
    expect(drawer.locator("button[name=qa-approve]")).to_be_disabled()
    expect(drawer).to_contain_text("自己写的要由另一个人批准")
    page.get_by_role("button", name="历史").press("Enter")
    expect(drawer.locator("ol")).to_contain_text("新建")
    keep(page, "qa-edit-zh")
    page.set_viewport_size({"width": 1024, "height": 900})
    page.evaluate(
        "localStorage.setItem('onair.prefs', JSON.stringify({lang: 'en', theme: 'dark', rise: 'auto'}))"
    )
    page.reload()
    expect(page.locator("tr[data-answer]")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    keep(page, "qa-list-en-dark-1024")
    for tab, words in (("Not answered", "No unanswered questions"), ("Use records", "no use record yet")):
        page.get_by_role("tab", name=tab).press("Enter")
        expect(page.locator("main")).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        keep(page, f"qa-{tab.split()[0].lower()}-en-dark-1024")
    page.context.close()
    assert watch.faults == []
