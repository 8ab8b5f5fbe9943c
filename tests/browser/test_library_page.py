"""The library on a real server in a real Chromium: themes made, changed, removed and restored; hosts and personas."""

from collections.abc import Iterator

import pytest
from console_browser import Watch, context
from planned_evening import Caller, new_show, stock_up
from playwright.sync_api import Browser, Page, expect
from tests.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with serving(tmp_path_factory.mktemp("library")) as server:
        made = Caller(server)
        stock_up(made)
        yield made
        made.client.close()


def opened(
    browser: Browser, caller: Caller, path: str, lang: str = "zh", theme: str = "light"
) -> tuple[Page, Watch]:
    url = str(caller.client.base_url).rstrip("/")
    made = context(browser, lang, theme)
    made.add_cookies([caller.cookie])
    page = made.new_page()
    watch = Watch(url).on(page)
    page.goto(f"{url}/#{path}")
    return page, watch


def test_a_theme_is_duplicated_changed_laid_removed_and_restored(browser: Browser, caller: Caller) -> None:
    page, watch = opened(browser, caller, "/library/themes")
    names = page.locator("[data-theme-code] b")
    expect(names).to_have_text(["新品首发", "季节促销", "知识科普", "品牌专场", "会员日"])
    page.locator("[data-theme-code=season]").click()
    page.locator("button[name=copy-theme]").click()
    expect(names).to_have_count(6)
    name = page.locator("[name=name-zh]")
    expect(name).to_have_value("季节促销（副本）")
    name.fill("换季清仓")
    page.locator("[name=minutes-1]").fill("20")
    expect(page.locator(".notes")).to_contain_text("一轮 35 分，常用 20–25 分")
    page.reload()
    page.locator("[data-theme-code]").filter(has_text="副本").click()
    expect(name).to_have_value("换季清仓")
    page.locator("[name=minutes-1]").fill("8")
    expect(page.locator(".notes")).to_have_count(0)
    name.fill(" ")
    expect(page.locator("button[name=save-theme]")).to_be_disabled()
    name.fill("换季清仓")
    page.locator("button[name=save-theme]").click()
    expect(names.last).to_have_text("换季清仓")
    themes = caller.call("GET", "/api/v1/themes")["items"]
    assert (themes[-1]["name"]["zh"], themes[-1]["minutes"], themes[-1]["source"]) == ("换季清仓", 23, "own")
    page.locator("[data-theme-code=brand]").click()
    page.locator("button[name=remove-theme]").click()
    expect(names).to_have_count(5)
    page.locator(".undo button").click()
    expect(names).to_have_count(6)
    page.locator("[data-theme-code=brand]").click()
    page.locator("button[name=remove-theme]").click()
    page.get_by_role("button", name="恢复「品牌专场」").click()
    expect(names).to_have_count(6)
    show = new_show(caller)
    page.goto(f"{watch.base}/#/rundown/{show}")
    page.get_by_text("换季清仓", exact=True).click()
    page.locator("button[name=lay]").click()
    expect(page.locator("tr[data-row]").first).to_be_visible()
    assert watch.faults == []


def test_two_at_one_theme_are_told_the_difference(browser: Browser, caller: Caller) -> None:
    page, watch = opened(browser, caller, "/library/themes")
    watch.allowed = ("409",)
    page.locator("[data-theme-code=member]").click()
    page.locator("[name=hook-zh]").fill("我写的钩子")
    held = next(one for one in caller.call("GET", "/api/v1/themes")["items"] if one["code"] == "member")
    body = {name: held[name] for name in ("version", "name", "hook", "opening", "closing", "loop")}
    caller.call("PUT", "/api/v1/themes/member", body | {"opening": 9})
    page.locator("button[name=save-theme]").click()
    dialog = page.get_by_role("dialog").filter(has_text="我写的钩子")
    dialog.get_by_role("button", name="用我的保存").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("button[name=restore-theme]")).to_be_visible()
    page.locator("button[name=restore-theme]").click()
    expect(page.locator("[name=hook-zh]")).to_have_value("老朋友先到：会员暗号在这一轮口播")
    assert watch.faults == []


@pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), ("en", "light")])
def test_a_persona_is_written_and_says_who_fits(
    browser: Browser, caller: Caller, lang: str, theme: str
) -> None:
    host = {"zh": "甲师傅", "en": "Chef B"}[lang]
    page, watch = opened(browser, caller, "/library/hosts", lang, theme)
    page.locator("[name=host-name]").fill(host)
    page.keyboard.press("Enter")
    row = page.locator("tr[data-host]").filter(has_text=host)
    row.locator("button").first.click()
    drawer = page.get_by_role("dialog")
    drawer.locator("[name=persona-labels]").fill("刀工\n" + lang)
    drawer.locator("[name=persona-expertise]").fill("厨具")
    drawer.locator(".add").click()
    drawer.locator("[name=proof-claim-0]").fill("一级厨师")
    drawer.locator("[name=proof-evidence-0]").fill("证书 a|b")
    drawer.locator("[name=proof-until-0]").fill("2020-01-01")
    drawer.locator("button[name=save-persona]").click()
    expect(drawer).to_be_hidden()
    expect(row).to_contain_text("1 条过期" if lang == "zh" else "1 expired")
    row.locator("button").first.click()
    drawer.locator("[name=proof-until-0]").fill("2099-12-31")
    drawer.locator("button[name=save-persona]").click()
    expect(row).to_contain_text("1 条有效" if lang == "zh" else "1 valid")
    kept = next(one for one in caller.call("GET", "/api/v1/personas")["items"] if one["name"] == host)
    assert (kept["proof"][0]["evidence"], kept["labels"]) == ("证书 a|b", ["刀工", lang])
    page.locator(".pick input").click()
    page.get_by_role("option", name="硅胶铲勺五件套").click()
    expect(row.locator(".fit b")).to_have_text("70")
    expect(row.locator(".fit")).to_contain_text("厨具")
    assert page.locator("tr[data-host] .fit b").first.inner_text() == "70"
    assert watch.faults == []


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_a_persona_is_to_read_only_for_who_may_not_write_it(
    browser: Browser, caller: Caller, lang: str, theme: str
) -> None:
    """The control is the operator, who gets every way to write at the same drawer."""
    host = {"zh": "只读师傅", "en": "Chef R"}[lang]
    made = caller.call("POST", "/api/v1/hosts", {"name": host})["id"]
    proof = [{"claim": "一级厨师", "evidence": "证书 1", "until": None}]
    written = {"version": 0, "labels": ["刀工"], "expertise": [], "proof": proof, "voice": "", "story": ""}
    caller.call("PUT", f"/api/v1/personas/{made}", written)
    for role in ("service", "operator"):
        colleague = caller.colleague(role, lang)
        page, watch = opened(browser, colleague, "/library/hosts", lang, theme)
        writes = role == "operator"
        buttons = page.locator("tr[data-host]").filter(has_text=host).locator("button")
        expect(buttons).to_have_count(2 if writes else 1)
        expect(page.locator("[name=host-name]")).to_have_count(1 if writes else 0)
        buttons.first.click()
        drawer = page.get_by_role("dialog")
        expect(drawer.locator("[name=proof-claim-0]")).to_have_value("一级厨师")
        for field in drawer.locator("input, textarea").all():
            assert field.is_editable() is writes, field.get_attribute("name")
        assert drawer.locator("form button").count() == (3 if writes else 0), "×, ＋ and Save"
        who = {"zh": "人设由运营或选品修改", "en": "operators and merchandisers change it"}[lang]
        expect(drawer.get_by_text(who)).to_have_count(0 if writes else 1)
        if not writes:
            expect(drawer.locator("[name=persona-voice]")).to_have_attribute("placeholder", "—")
        assert watch.faults == []
        page.context.close()
        colleague.client.close()
