"""Overlay, prompter and wall: small, true, and honest about a cut."""

import gzip
import re
import time
from pathlib import Path

import msgspec
import pytest
from made_browser import Looking, built, looking
from made_server import Stage
from made_show import NOW, snapshot
from playwright.sync_api import Browser, expect

from onair.during.broadcast.frames import CommentRow

pytestmark = pytest.mark.browser
KIB = 1024
ALL = "?parts=product,paid,clock,online,comments"


def weight(root: Path, page: str) -> int:
    """Bytes, gzipped, of everything that a page loads at its start."""
    todo = re.findall(r'(?:src|href)="(/assets/[^"]+)"', (root / f"{page}.html").read_text(encoding="utf-8"))
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        if name.endswith(".js"):
            code = (root / name[1:]).read_text(encoding="utf-8")
            todo += [f"/assets/{part}" for part in re.findall(r'(?:from|import)\s*"\./([^"]+)"', code)]
    return sum(len(gzip.compress((root / name[1:]).read_bytes())) for name in seen)


@pytest.mark.parametrize("page", ["overlay", "prompter", "wall"])
def test_is_light(page: str) -> None:
    assert 10 * KIB < weight(built(), page) <= 100 * KIB


def test_the_console_itself_would_not_pass_as_light() -> None:
    """The measure sees what is loaded."""
    assert weight(built(), "index") > 100 * KIB


def ready(on: Looking, part: str) -> None:
    expect(on.page.locator(part).first).to_be_visible()


def test_overlay_numbers_carry_their_time(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), f"/o/token{ALL}", width=1080, height=1920) as on:
        ready(on, ".product")
        expect(on.page.locator(".paid")).to_contain_text("747")
        expect(on.page.locator(".paid")).to_contain_text("截至 20:47:17")
        expect(on.page.locator(".stock")).to_contain_text("剩 429 件")
        expect(on.page.locator(".stock")).to_contain_text("库存 20:47:12")
        assert on.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
        box = on.page.locator(".product").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 1920 - 280
        assert on.heard == []


def test_overlay_says_the_delay_within_two_seconds_of_a_cut(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), f"/o/token{ALL}", width=1080, height=1920) as on:
        ready(on, ".paid")
        on.page.wait_for_timeout(2500)
        expect(on.page.locator(".late")).to_have_count(0)
        cut = time.monotonic()
        on.stage.hang_up()
        on.page.locator(".late").wait_for(timeout=5000)
        assert time.monotonic() - cut < 2
        expect(on.page.locator(".late")).to_have_text(re.compile(r"^数据延迟 \d+ 秒$"))
        expect(on.page.locator(".paid")).to_have_count(0)
        expect(on.page.locator(".stock")).to_have_count(0)
        expect(on.page.locator("body")).not_to_contain_text("1,936")


def test_overlay_shows_viewers_words_as_words_and_nothing_hidden(browser: Browser) -> None:
    said = [CommentRow("s/1", NOW, "<b>好</b>", "甲**"), CommentRow("s/2", NOW, "坏话", "乙**", hidden=True)]
    with looking(browser, Stage(snapshot(comments=said)), f"/o/token{ALL}", width=1080, height=1920) as on:
        ready(on, ".said li")
        expect(on.page.locator(".said li")).to_have_count(1)
        expect(on.page.locator(".said")).to_contain_text("<b>好</b>")
        expect(on.page.locator("body")).not_to_contain_text("坏话")


def test_a_rehearsal_is_marked_on_every_light_page(browser: Browser) -> None:
    show = msgspec.structs.replace(snapshot().show, origin="rehearsal")
    for path in ("/o/t", "/p/t", "/w/t"):
        with looking(browser, Stage(snapshot(show=show)), path) as on:
            expect(on.page.get_by_text("演练", exact=True)).to_be_visible()


def test_an_address_without_a_token_says_so(browser: Browser) -> None:
    for page, words in (
        ("overlay", "贴片地址不完整"),
        ("prompter", "提词地址不完整"),
        ("wall", "大屏地址不完整"),
    ):
        with looking(browser, Stage(snapshot()), f"/{page}.html") as on:
            expect(on.page.locator("body")).to_contain_text(words)
