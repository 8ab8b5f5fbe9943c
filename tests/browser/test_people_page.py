"""The people page in a real Chromium: by stage, by keyboard, one person with rows behind each field, empty and broken."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from console_browser import static_console
from console_fixture import Fixture, problem
from made_people import NOTHING, PEOPLE, detail, listed
from playwright.sync_api import Browser, expect
from test_console_pages import done, keep, opened

pytestmark = pytest.mark.browser
LIST = ("GET", "/api/v1/profiles")
LAST = PEOPLE[-1]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with static_console() as url:
        yield url


def team() -> Fixture:
    fixture = Fixture().full()
    fixture.answers[LIST] = (200, listed())
    for row in PEOPLE:
        fixture.answers["GET", f"/api/v1/profiles/{quote(row['person'], safe='')}"] = (200, detail(row))
    return fixture


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 1024)])
def test_from_the_list_to_a_person(browser: Browser, base: str, lang: str, theme: str, width: int) -> None:
    page, watch = opened(browser, base, "/people", team(), lang=lang, theme=theme, width=width)
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(len(PEOPLE))
    expect(rows.nth(0)).to_contain_text("—")
    expect(rows.nth(6)).to_contain_text("¥12,863")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    keep(page, f"people-{lang}-{theme}-{width}")
    for _ in PEOPLE:
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.locator(".el-drawer")
    expect(panel).to_contain_text(LAST["person"])
    expect(panel.locator("dl > div").nth(1)).to_contain_text("—")
    expect(panel.locator("table").first).to_contain_text("<img src=x")
    panel.locator("dt button").first.click()
    expect(panel.locator("dd.note")).to_be_visible()
    keep(page, f"person-{lang}-{theme}-{width}")
    done(page, watch)


def test_before_the_first_show_and_when_the_server_cannot(browser: Browser, base: str) -> None:
    fixture = team()
    fixture.answers[LIST] = (200, NOTHING)
    page, watch = opened(browser, base, "/people", fixture)
    watch.allowed = ("503", "404")
    expect(page.locator("main .empty")).to_contain_text("还没有可读的场次")
    fixture.answers[LIST] = (200, listed(stale=True, modelled=False, making=True))
    page.reload()
    for words in ("超过两天", "按天数判断", "正在更新"):
        expect(page.locator(".as-of")).to_contain_text(words)
    fixture.answers[LIST] = problem(503, "unavailable", "现在无法读取。请稍后重试。")
    page.reload()
    expect(page.get_by_role("alert").filter(has_text="unavailable")).to_be_visible()
    page.goto(f"{base}/#/people/taobao:{'0' * 32}")
    expect(page.locator(".el-drawer").get_by_role("alert")).to_be_visible()
    watch.faults = [fault for fault in watch.faults if "503" not in fault and "404" not in fault]
    done(page, watch)
