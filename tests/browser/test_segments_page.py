"""A segment built by mouse and keyboard on a real server: words and count while it is made, kept, opened again."""

import json
from collections.abc import Iterator

import pytest
from console_browser import Watch, claimed, until
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
DAY = 86_400_000
ASK = """async ([method, path, body]) => {
  const me = await (await fetch('/api/v1/me')).json();
  const headers = {'content-type': 'application/json', 'x-onair-csrf': me.csrf};
  const answer = await fetch(`/api/v1${path}`, {method, headers, body: body && JSON.stringify(body)});
  return await answer.json();
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("segments")) as running:
        yield running


def a_past_show(page: Page) -> None:
    """Forty people, ten of whom bought."""
    now = page.evaluate("Date.now()")
    show = page.evaluate(
        ASK, ["POST", "/shows", {"title": "昨晚", "starts_at": now - DAY, "currency": "CNY"}]
    )["id"]
    page.evaluate(ASK, ["POST", f"/shows/{show}/start", None])
    rows = [{"id": f"e{n}", "type": "enter", "at": now, "user": f"u{n}"} for n in range(40)]
    rows += [
        {"id": f"p{n}", "type": "pay", "at": now, "user": f"u{n}", "order": f"o{n}", "amount": 12_900}
        for n in range(10)
    ]
    page.evaluate(ASK, ["POST", f"/shows/{show}/events", [{"source": "shop:1"} | row for row in rows]])
    page.evaluate(ASK, ["POST", f"/shows/{show}/end", None])
    until(
        page,
        lambda: page.evaluate(ASK, ["GET", "/profiles", None])["people"] == 40,
        "the book of people is made",
    )


def test_a_segment_from_its_first_condition_until_it_is_opened_again(
    server: Running, browser: Browser
) -> None:
    page = claimed(browser, server.url, server.claim)
    page.set_viewport_size({"width": 1024, "height": 900})
    watch = Watch(server.url).on(page)
    a_past_show(page)
    page.goto(f"{server.url}/#/people/segments")
    first = page.locator("tr", has_text="首次进入")
    expect(first).to_contain_text("30")
    page.locator("button[name=segment-new]").click()
    form = page.locator(".el-drawer")
    form.locator("button[name=segment-save]").click()
    expect(form).to_contain_text("请起个名字")
    form.locator("input[name=segment-name]").press_sequentially("买过的")
    page.keyboard.press("Tab")
    live = form.locator(".live")
    expect(live).to_contain_text("看过的场次 ≥ 1")
    form.locator("button[name=segment-did]").press("Enter")
    part = form.locator(".part").nth(1)
    part.locator(".el-select").first.click()
    page.locator(".el-select-dropdown__item:visible", has_text="付款").click()
    expect(live).to_contain_text("近 30 天付款至少 1 次")
    expect(live).to_contain_text("10 人符合，共 40 人")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    form.locator("button[name=segment-save]").click()
    panel = page.locator(".el-drawer", has_text="历次人数")
    expect(panel.locator("tbody tr").first).to_contain_text("10")
    panel.locator("button[name=segment-edit]").click()
    expect(page.locator("input[name=segment-name]")).to_have_value("买过的")
    kept = page.evaluate(ASK, ["GET", "/segments", None])["items"][-1]
    assert kept["rule"]["op"] == "all" and kept["counts"][0]["n"] == 10, json.dumps(kept, ensure_ascii=False)
    assert watch.faults == []
    page.context.close()
