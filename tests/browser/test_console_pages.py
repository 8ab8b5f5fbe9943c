"""Every page of the team in a real Chromium: both languages, both themes, narrow and wide, empty and broken.
Answers come from console_fixture; test_console_real.py walks the same pages on a real server."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, context, static_console, until
from console_fixture import NOW, SHOWS, Fixture, items, problem
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
PAGES = {
    "/today": ("今日", "Today"),
    "/shows": ("场次", "Shows"),
    f"/shows/{SHOWS[1]['id']}": ("秋冬厨房焕新 · 返场", "秋冬厨房焕新 · 返场"),
    "/products": ("商品", "Products"),
    "/connections": ("接入", "Connections"),
    "/imports": ("导入", "Imports"),
    "/reports": ("平台数据", "Platform data"),
    "/metrics": ("口径", "Definitions"),
    "/settings/people": ("设置", "Settings"),
    "/settings/keys": ("设置", "Settings"),
    "/settings/audit": ("设置", "Settings"),
    "/settings/preferences": ("设置", "Settings"),
    "/nowhere": ("没有这一页", "No such page"),
}
LISTS = ["/shows", "/products", "/connections", "/imports", "/reports", "/settings/keys", "/settings/audit"]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with static_console() as url:
        yield url


def opened(browser: Browser, base: str, path: str, fixture: Fixture, **who: object) -> tuple[Page, Watch]:
    page = context(browser, **who).new_page()  # type: ignore[arg-type]
    page.clock.install(time=NOW / 1000)
    watch = Watch(base).on(page)
    fixture.on(page)
    page.add_init_script("localStorage.setItem('onair.known', '1')")
    page.goto(f"{base}/#{path}")
    return page, watch


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.clock.run_for(1000)
        page.screenshot(path=Path(folder) / f"{name}.png")


def done(page: Page, watch: Watch) -> None:
    page.context.close()
    assert watch.faults == []


@pytest.mark.parametrize(
    ("lang", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 1024), ("zh", "dark", 1024)]
)
def test_pages(browser: Browser, base: str, lang: str, theme: str, width: int) -> None:
    page, watch = opened(browser, base, "/today", Fixture().full(), lang=lang, theme=theme, width=width)
    for path, titles in PAGES.items():
        page.goto(f"{base}/#{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(titles[0 if lang == "zh" else 1])
        page.clock.run_for(500)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"
        assert page.locator("html").get_attribute("data-theme") == theme
        keep(page, f"{path.strip('/').replace('/', '-')}-{lang}-{theme}-{width}")
        text = page.locator("main").inner_text()
        assert not re.search(r"\b(undefined|NaN|null|\[object)", text), path
        missing = re.findall(
            r"\b(?:shell|shared|shows|products|imports|connections|settings|today|metrics)\.\w+", text
        )
        assert missing == [], f"{path} shows the names of messages: {missing}"
    done(page, watch)


def test_an_address_changed_before_the_first_page_is_there_is_followed(browser: Browser, base: str) -> None:
    held: list[Route] = []
    page = context(browser).new_page()
    Fixture().full().on(page)
    page.add_init_script("localStorage.setItem('onair.known', '1')")
    page.route("**/assets/ShowsPage-*.js", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(f"{base}/#/shows")
    until(page, lambda: held, "the first page's own code is asked for")
    page.evaluate("location.hash = '#/products'")
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("商品")
    page.context.close()


def test_first_day_says_what_to_do_next(browser: Browser, base: str) -> None:
    page, watch = opened(browser, base, "/today", Fixture().empty())
    for path in LISTS:
        page.goto(f"{base}/#{path}")
        expect(page.locator("main .empty").first).to_be_visible()  # some pages have two lists
        if path not in ("/imports", "/reports", "/settings/audit"):  # they open with a place to drop files
            expect(page.locator("main .empty button").first).to_be_visible()
    done(page, watch)


@pytest.mark.parametrize("path", LISTS)
def test_a_failed_list_keeps_its_page_and_can_be_asked_again(browser: Browser, base: str, path: str) -> None:
    fixture = Fixture().full()
    api = "/api/v1/" + path.rsplit("/", 1)[-1]
    good = fixture.answers[("GET", api)]
    fixture.answers[("GET", api)] = problem(503, "unavailable", "现在无法保证写入。请稍后重试。")
    page, watch = opened(browser, base, path, fixture)
    watch.allowed = ("503",)
    card = page.get_by_role("alert").filter(has_text="unavailable")
    expect(card).to_be_visible()
    fixture.answers[("GET", api)] = good
    card.get_by_role("button", name="重试").click()
    expect(card).to_be_hidden()
    expect(page.locator("main table").first).to_be_visible()
    watch.faults = [fault for fault in watch.faults if "503" not in fault]
    done(page, watch)


def new_show(page: Page, base: str, title: str) -> None:
    page.goto(f"{base}/#/shows")
    expect(page.locator("main table")).to_be_visible()
    page.keyboard.press("n")
    page.locator(".el-drawer input[name=title]").fill(title)


def test_a_lost_session_keeps_what_was_typed(browser: Browser, base: str) -> None:
    fixture = Fixture().full()
    page, watch = opened(browser, base, "/shows", fixture)
    watch.allowed = ("401",)
    refused = problem(401, "not_signed_in", "请先登录。未提交的内容还在本页。")
    fixture.answers[("POST", "/api/v1/shows")] = refused
    new_show(page, base, "深夜返场")
    page.locator(".el-drawer button[type=submit]").click()
    window = page.get_by_role("dialog", name="登录已过期")
    expect(window).to_be_visible()
    fixture.answers[("POST", "/api/v1/login")] = fixture.answers[("GET", "/api/v1/me")]
    fixture.answers[("POST", "/api/v1/shows")] = (201, SHOWS[1])
    window.locator("input[name=password]").fill("kitchen pots shine")
    window.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SHOWS[1]["title"])
    sent = [body for method, path, body in fixture.seen if (method, path) == ("POST", "/api/v1/shows")]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert "深夜返场" in (sent[1] or "")
    watch.faults = [fault for fault in watch.faults if "401" not in fault]
    done(page, watch)


def test_a_form_says_what_is_wrong_and_survives_a_reload(browser: Browser, base: str) -> None:
    fixture = Fixture().full()
    page, watch = opened(browser, base, "/shows", fixture)
    watch.allowed = ("400",)
    new_show(page, base, "")
    page.locator(".el-drawer button[type=submit]").click()
    expect(page.locator(".el-form-item__error")).to_have_text("标题不能空着，最多 120 字")
    assert ("POST", "/api/v1/shows") not in [(method, path) for method, path, _ in fixture.seen]
    page.locator(".el-drawer input[name=title]").fill("没存完的一场")
    fields = {"planned_end": "早于开播时间"}
    fixture.answers[("POST", "/api/v1/shows")] = problem(
        400, "bad_input", "内容不符合要求。没有保存。", fields=fields
    )
    page.locator(".el-drawer button[type=submit]").click()
    expect(page.get_by_text("早于开播时间")).to_be_visible()
    page.reload()
    expect(page.locator("main table")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".el-drawer input[name=title]")).to_have_value("没存完的一场")
    expect(page.get_by_text("这是你上次没存完的内容。")).to_be_visible()
    done(page, watch)


def test_two_people_at_once_see_the_difference(browser: Browser, base: str) -> None:
    fixture = Fixture().full()
    show = SHOWS[1]
    path = f"/api/v1/shows/{show['id']}"
    both = {"difference": {"title": {"yours": "我的标题", "theirs": "她的标题"}}, "version": 7}
    fixture.answers[("PATCH", path)] = problem(409, "stale", "别人刚刚改过。您的内容没有覆盖它。", **both)
    page, watch = opened(browser, base, f"/shows/{show['id']}", fixture)
    watch.allowed = ("409",)
    page.get_by_role("button", name="编辑").click()
    page.locator(".el-drawer input[name=title]").fill("我的标题")
    page.locator(".el-drawer button[type=submit]").click()
    window = page.get_by_role("dialog", name="别人刚刚改过")
    expect(window).to_contain_text("她的标题")
    fixture.answers[("PATCH", path)] = (200, show | {"title": "我的标题", "version": 8})
    window.get_by_role("button", name="用我的保存").click()
    expect(window).to_be_hidden()
    last = next(body for method, asked, body in reversed(fixture.seen) if (method, asked) == ("PATCH", path))
    assert '"version":7' in (last or "")
    done(page, watch)


def test_a_pulled_cable_is_said_and_heals(browser: Browser, base: str) -> None:
    fixture = Fixture().full()
    page, watch = opened(browser, base, "/products", fixture)
    watch.allowed = ("ERR_CONNECTION_FAILED",)
    expect(page.locator("main table")).to_be_visible()
    fixture.cut = True
    page.locator("input[name=search]").fill("炒锅")
    page.clock.run_for(8000)
    notice = page.get_by_text("与服务器断开，正在重连")
    expect(notice).to_be_visible()
    fixture.cut = False
    page.clock.run_for(3000)
    expect(notice).to_be_hidden()
    expect(page.locator("input[name=search]")).to_have_value("炒锅")
    done(page, watch)


def test_a_deleted_product_comes_back(browser: Browser, base: str) -> None:
    fixture = Fixture().full()
    fixture.answers[("DELETE", "/api/v1/products/p1")] = (204, None)
    page, watch = opened(browser, base, "/products", fixture)
    page.get_by_role("button", name="麦饭石不粘炒锅 32cm").click()
    page.get_by_role("button", name="删除").click()
    bar = page.get_by_role("status").filter(has_text="已删除")
    fixture.answers[("PUT", "/api/v1/products/p1")] = (200, {})
    bar.get_by_role("button").click()
    expect(bar).to_be_hidden()
    put = next(
        body for method, path, body in fixture.seen if (method, path) == ("PUT", "/api/v1/products/p1")
    )
    assert '"price":16900' in (put or "")
    assert '"stock":429' in (put or "")
    done(page, watch)


def test_language_theme_and_keys_without_a_reload(browser: Browser, base: str) -> None:
    page, watch = opened(browser, base, "/shows", Fixture().full())
    page.evaluate("window.unloaded = false")
    search = page.locator("input[name=search]")
    expect(page.locator("main table")).to_be_visible()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    search.fill("返场")
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shows")
    expect(search).to_have_value("返场")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-rise") == "green"
    page.get_by_role("button", name="Dark / light").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("New show")
    assert page.evaluate("window.unloaded") is False
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    done(page, watch)


def test_a_stranger_gets_the_login_page_and_no_error(browser: Browser, base: str) -> None:
    fixture = Fixture()
    page = context(browser).new_page()
    watch = Watch(base).on(page)
    fixture.on(page)
    page.goto(f"{base}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert fixture.seen == []
    page.goto(f"{base}/#/claim?token=abc")
    expect(page.get_by_role("heading", level=1)).to_have_text("领取账号")
    page.get_by_role("button", name="设好并进入").click()
    expect(page.get_by_text("至少 8 个字符，现在 0 个")).to_be_visible()
    done(page, watch)


def test_roles_see_their_own_settings(browser: Browser, base: str) -> None:
    fixture = Fixture().full()
    status, who = fixture.answers[("GET", "/api/v1/me")]  # type: ignore[misc]
    who["person"]["roles"] = ["technician"]
    fixture.answers[("GET", "/api/v1/me")] = (status, who)
    fixture.answers[("GET", "/api/v1/keys")] = items([])
    page, watch = opened(browser, base, "/settings", fixture)
    tabs = page.get_by_role("navigation", name="设置").get_by_role("link")
    expect(tabs).to_have_text(["API 密钥", "偏好"])
    done(page, watch)
