"""The warm-up and the gate of a show on a real server, by keyboard, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, claimed, context
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
SECOND = {
    "zh": ("预热", "开播门禁", "还不能开播"),
    "en": ("Warm-up", "Go-live gate", "Not ready to go on air"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("before")) as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Running, browser: Browser) -> Iterator[Page]:
    """The owner, with one show planned for ten days from now and the address of it in `page.show`."""
    yield claimed(browser, server.url, server.claim)


@pytest.fixture(scope="module")
def show(page: Page) -> str:
    """A show made over the API with the session of the page."""
    made = page.evaluate(
        """async () => {
            const me = await (await fetch('/api/v1/me')).json();
            const body = {title: '秋冬厨房焕新', starts_at: Date.now() + 10 * 86400000, currency: 'CNY'};
            const headers = {'Content-Type': 'application/json', 'X-OnAir-CSRF': me.csrf};
            return await (await fetch('/api/v1/shows', {method: 'POST', headers, body: JSON.stringify(body)})).json();
        }"""
    )
    return str(made["id"])


@pytest.fixture(autouse=True)
def _faultless(server: Running, page: Page) -> Iterator[None]:
    watch = Watch(server.url).on(page)
    yield
    assert watch.faults == []


def at(page: Page, server: Running, path: str) -> None:
    page.goto(f"{server.url}/#{path}")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_warm_up_is_laid_out_changed_and_signed_by_keyboard(server: Running, page: Page, show: str) -> None:
    at(page, server, f"/warmup/{show}")
    page.keyboard.press("p")
    blocks = page.locator("[data-item]")
    expect(blocks).to_have_count(11)
    blocks.first.focus()
    page.keyboard.press("ArrowRight")
    expect(blocks.filter(has_text="社群种草")).to_be_focused()
    page.keyboard.press("Enter")
    drawer = page.locator(".el-drawer")
    expect(drawer.locator("input[name=title]")).to_have_value("社群种草：为什么选它")
    drawer.locator("input[name=cost]").fill("-5")
    drawer.locator("button[type=submit]").press("Enter")
    expect(drawer).to_contain_text("写成 200 或 49.90 这样的金额")
    drawer.locator("input[name=cost]").fill("200")
    drawer.locator("button[type=submit]").press("Enter")
    expect(drawer).to_be_hidden()
    row = page.locator("tbody tr").filter(has_text="社群种草")
    expect(row).to_contain_text("¥200")
    row.get_by_role("button", name="我已发").press("Enter")
    expect(row).to_contain_text("阿哲")
    row.locator("input").fill("431")
    row.locator("input").press("Tab")
    expect(page.locator("dl")).to_contain_text("431")
    page.keyboard.press("d")
    dry = page.get_by_role("dialog", name="试跑")
    expect(dry).to_contain_text("秋冬厨房焕新")
    page.keyboard.press("Escape")
    expect(dry).to_be_hidden()


def test_a_promise_is_owed_and_the_gate_says_so(server: Running, page: Page, show: str) -> None:
    at(page, server, f"/warmup/{show}")
    page.get_by_role("button", name="许一个承诺").click()
    page.locator("form.add .el-select").first.click()
    page.get_by_role("option", name="嘉宾").click()
    page.fill("input[name=promise]", "神秘嘉宾到场")
    page.locator("form.add button[type=submit]").click()
    expect(page.locator("li").filter(has_text="神秘嘉宾到场")).to_be_visible()
    at(page, server, f"/gate/{show}")
    expect(page.locator("[data-point=promises]")).to_contain_text("神秘嘉宾到场")
    expect(page.get_by_role("status").first).to_contain_text("还不能开播")


def test_points_are_settled_waived_and_the_lists_tell(server: Running, page: Page, show: str) -> None:
    at(page, server, f"/gate/{show}")
    point = page.locator("[data-point=techcheck]")
    point.focus()
    page.keyboard.press("w")
    dialog = page.get_by_role("dialog", name="豁免「技术检查」")
    save = dialog.locator("button[type=submit]")
    dialog.locator("input[name=reason]").fill("外场")
    expect(save).to_be_disabled()
    dialog.locator("input[name=reason]").fill("外场只带手机")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(point).to_contain_text("外场只带手机")
    for name in ("直播内容", "话术", "着装", "布景", "道具", "账号名"):
        page.get_by_role("button", name=re.compile(f"确认 播前审核 · {name}")).click()
        expect(page.get_by_role("button", name=re.compile(f"收回 播前审核 · {name}"))).to_be_visible()
    expect(page.locator("[data-point=review]")).to_contain_text("通过")
    for field, value in {"seller_name": "青禾", "seller_address": "杭州", "seller_contact": "400"}.items():
        page.fill(f"input[name={field}]", value)
    page.locator("#gate-seller button[type=submit]").click()
    expect(page.locator("#gate-seller")).to_contain_text("已保存")
    at(page, server, "/shows")
    chip = page.locator("tbody tr").filter(has_text="秋冬厨房焕新").locator(f"a[href='#/gate/{show}']")
    expect(chip).to_contain_text("门禁差")


@pytest.mark.parametrize("lang", SECOND)
def test_both_pages_in_both_languages_and_themes(
    server: Running, page: Page, browser: Browser, show: str, lang: str, tmp_path: Path
) -> None:
    warmup, gate, verdict = SECOND[lang]
    for theme in ("light", "dark"):
        other = context(browser, lang, theme).new_page()
        other.context.add_cookies(page.context.cookies())
        watch = Watch(server.url).on(other)
        at(other, server, f"/warmup/{show}")
        expect(other.get_by_role("heading", level=1)).to_contain_text(warmup)
        expect(other.locator("[data-item]")).to_have_count(11)
        other.screenshot(path=tmp_path / f"warmup-{lang}-{theme}.png", full_page=True)
        at(other, server, f"/gate/{show}")
        expect(other.get_by_role("heading", level=1)).to_contain_text(gate)
        expect(other.get_by_role("status").first).to_contain_text(verdict)
        other.screenshot(path=tmp_path / f"gate-{lang}-{theme}.png", full_page=True)
        at(other, server, "/warmup")
        expect(other.locator("a").filter(has_text="秋冬厨房焕新").first).to_be_visible()
        assert watch.faults == []
        other.context.close()
