"""The page of technical checks in a real Chromium on a real server: a recording becomes a report, by keyboard too."""

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, context
from playwright.sync_api import Browser, Page, Route, expect
from tests.before.techcheck.cards import card_clip
from tests.before.techcheck.clips import Clip, encode
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
PASSWORD = "kitchen pots shine"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("techcheck"), ONAIR_ALLOW_PRIVATE_TARGETS="on") as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(server: Running, browser: Browser) -> dict:
    """The owner's session and one room, made as people make them."""
    held = context(browser)
    page = held.new_page()
    page.goto(f"{server.url}/#/claim?token={server.claim}")
    for field, value in {"name": "阿哲", "login": "azhe", "password": PASSWORD, "repeat": PASSWORD}.items():
        page.fill(f"input[name={field}]", value)
    page.get_by_role("button", name="设好并进入").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")
    made = page.evaluate(
        """async () => {
            const me = await (await fetch('/api/v1/me')).json();
            const answer = await fetch('/api/v1/rooms', {method: 'POST', body: JSON.stringify({name: '一号间', platform: 'douyin'}),
                headers: {'Content-Type': 'application/json', 'X-OnAir-CSRF': me.csrf}});
            return answer.status;
        }"""
    )
    assert made == 201
    state = held.storage_state()
    held.close()
    return dict(state)


def opened(
    browser: Browser, server: Running, state: dict, lang: str, theme: str, width: int = 1440
) -> tuple[Page, Watch]:
    held = context(browser, lang=lang, theme=theme, width=width)
    held.add_cookies(state["cookies"])
    page = held.new_page()
    watch = Watch(server.url).on(page)
    page.goto(f"{server.url}/#/techcheck")
    return page, watch


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_recording_in_chinese(server: Running, browser: Browser, signed_in: dict, tmp_path: Path) -> None:
    clip = encode(Clip("coffee.png", 1200, 5, fault="freeze", width=640, height=480), tmp_path / "试录.mp4")
    page, watch = opened(browser, server, signed_in, "zh", "light")
    expect(page.get_by_role("heading", level=1)).to_have_text("技术检测")
    page.get_by_role("button", name="按品类补齐").first.click()
    expect(page.get_by_text("拍手一次，核对声画同步")).to_be_visible()
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 / 6")).to_be_visible()
    page.get_by_role("button", name="测上行").click()
    expect(page.get_by_text(re.compile("上行约"))).to_be_visible()
    page.locator("input[type=file]").set_input_files(clip)
    report = page.get_by_role("region", name="看报告")
    expect(report.get_by_text("不合格", exact=True).first).to_be_visible(timeout=60_000)
    expect(report.get_by_text(re.compile("画面冻结：00:01"))).to_be_visible()
    expect(report.get_by_text("检查 HDMI 线和采集卡，重插后重录")).to_be_visible()
    expect(page.locator(".stills img")).to_have_count(6)
    page.wait_for_function(  # the report is there before its pictures are
        "() => [...document.querySelectorAll('.stills img')].every((i) => i.complete && i.naturalWidth > 0)"
    )
    expect(page.locator("table").get_by_text("试录.mp4")).to_be_visible()
    keep(page, "techcheck-zh-light")
    page.context.close()
    assert watch.faults == []


def test_a_broken_file_and_a_dead_input_in_english(
    server: Running, browser: Browser, signed_in: dict
) -> None:
    page, watch = opened(browser, server, signed_in, "en", "dark")
    watch.allowed = ("400", "Failed to load resource")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tech check")
    page.fill("input[name=live-url]", "file:///etc/passwd")
    page.keyboard.press("Enter")
    expect(page.get_by_text("techcheck_bad_address")).to_be_visible()
    broken = {"name": "notes.mp4", "mimeType": "video/mp4", "buffer": b"no film " * 500}
    page.locator("input[type=file]").set_input_files(broken)  # type: ignore[arg-type]
    expect(page.get_by_role("region", name="Report").get_by_text("techcheck_unreadable")).to_be_visible(
        timeout=60_000
    )
    page.get_by_role("button", name="Colour card").click()
    expect(page.get_by_text("24 colours", exact=True)).to_be_visible()
    page.locator("textarea[name=card]").fill("#123456")
    expect(page.get_by_text("Exactly 24 colours, one a line")).to_be_visible()
    page.keyboard.press("Escape")
    keep(page, "techcheck-en-dark")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()
    assert watch.faults == []


def test_a_colour_card_on_a_narrow_screen(
    server: Running, browser: Browser, signed_in: dict, tmp_path: Path
) -> None:
    """Category chosen, card found and outlined on its picture, each figure on its meter; nothing runs over."""
    clip = card_clip((1.0, 0.85, 0.6), tmp_path / "card.mp4", seconds=3.2)
    page, watch = opened(browser, server, signed_in, "en", "dark", 1024)
    page.locator(".el-select.profile").click()
    page.get_by_role("option", name="Apparel").click()
    expect(page.locator(".profile")).to_contain_text("Apparel")
    page.locator("input[type=file]").set_input_files(clip)
    report = page.get_by_role("region", name="Report")
    expect(report.get_by_role("heading", name="Colour card")).to_be_visible(timeout=60_000)
    expect(report.get_by_text("The colour card is off: mean")).to_be_visible()
    expect(report.get_by_label(re.compile("^Patch "))).to_have_count(24)
    expect(report.locator(".seen polygon")).to_have_attribute("points", re.compile(r"^([\d.]+,[\d.]+ ?){4}$"))
    low = report.locator(".row", has_text="Short side px")
    expect(low.locator("small")).to_have_text("≥ 720")
    expect(low.locator(".at")).to_be_attached()
    expect(report.locator(".row.fail", has_text="Noise floor dBFS")).to_be_visible()
    page.wait_for_function(
        "[...document.querySelectorAll('.seen img')].every((i) => i.complete && i.naturalWidth > 0)"
    )
    keep(page, "techcheck-card-en-dark-1024")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()
    assert watch.faults == []


def test_a_check_under_way_is_cancelled_by_keyboard(
    server: Running, browser: Browser, signed_in: dict
) -> None:
    """A peer that takes the call and says nothing."""
    page, watch = opened(browser, server, signed_in, "zh", "dark")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        page.fill("input[name=live-url]", f"rtmp://127.0.0.1:{silent.getsockname()[1]}/live/key")
        page.keyboard.press("Enter")
        report = page.get_by_role("region", name="看报告")
        expect(report.get_by_text("检测中", exact=True)).to_be_visible()
        expect(report.get_by_role("progressbar")).to_be_visible()
        keep(page, "techcheck-running-zh-dark")
        report.get_by_role("button", name="取消").focus()
        page.keyboard.press("Enter")
        expect(report.get_by_text("已取消", exact=True)).to_be_visible()
    expect(page.locator("table")).to_contain_text(re.compile("rtmp://127.0.0.1:\\d+/live/…"))
    assert "live/key" not in page.content()
    page.context.close()
    assert watch.faults == []


def test_without_the_programs_the_page_says_how_to_get_them(
    server: Running, browser: Browser, signed_in: dict
) -> None:
    """What the server says when it lacks them is tested there; here its answer is made to say so."""
    page, watch = opened(browser, server, signed_in, "zh", "light", 1024)

    def lacking(route: Route) -> None:
        told = route.fetch().json() | {
            "lacking": [{"program": "ffmpeg", "install": "apt-get install ffmpeg"}]
        }
        route.fulfill(json=told)

    page.route("**/api/v1/techcheck", lacking)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("缺 ffmpeg，在服务器上运行：apt-get install ffmpeg")
    expect(page.locator("button", has_text="选择文件")).to_be_disabled()
    expect(page.locator("input[name=live-url]")).to_be_disabled()
    keep(page, "techcheck-lacking-zh-light-1024")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()
    assert watch.faults == []


TWO_ROOMS = """async () => {
    const {csrf} = await (await fetch('/api/v1/me')).json();
    const send = async (path, body) => (await (await fetch('/api/v1' + path, {method: 'POST', body: JSON.stringify(body),
        headers: {'Content-Type': 'application/json', 'X-OnAir-CSRF': csrf}})).json());
    const room = await send('/rooms', {name: '二号间', platform: 'douyin'});
    const show = (title, hours, place) => send('/shows', {title, currency: 'CNY', room: place, starts_at: Date.now() + hours * 3600000});
    const first = (await (await fetch('/api/v1/rooms')).json()).items.find((one) => one.id !== room.id);
    const later = await show('后天的一场', 48, first.id);
    const next = await show('今晚的一场', 2, room.id);
    return {room: room.id, first: first.id, next: next.id, later: later.id};
}"""


def test_it_opens_for_the_room_of_the_next_show_or_of_the_one_named(
    server: Running, browser: Browser, signed_in: dict
) -> None:
    """The control is the other room: the page stands in it when the address names that room's show."""
    page, watch = opened(browser, server, signed_in, "zh", "light")
    expect(page.locator(".room")).to_contain_text("一号间")  # no show yet: the only room
    made = page.evaluate(TWO_ROOMS)
    for asked, room, show, name in (
        ("", made["room"], made["next"], "二号间"),
        (f"?show={made['later']}", made["first"], made["later"], "一号间"),
    ):
        page.goto(
            f"{server.url}/#/techcheck{asked}"
        )  # from the page itself, whose answers are older than the shows
        page.wait_for_url(f"**/#/techcheck/{room}?show={show}")
        expect(page.locator(".room")).to_contain_text(name)
        expect(page.get_by_role("navigation", name="备播到哪一步")).to_contain_text("技术检测")
        keep(page, f"techcheck-opened-{name}")
    page.context.close()
    assert watch.faults == []
