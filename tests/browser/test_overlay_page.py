"""The overlay in a real Chromium, at both sizes: true numbers with their time, honest within 2 s of a cut, moved by nobody."""

import re
import time
from collections.abc import Callable

import msgspec
import pytest
from made_browser import Looking, looking
from made_overlay import OFFER, PANEL, STATES, offered, overlay, shown
from made_server import Stage
from made_show import NOW, delta
from playwright.sync_api import Browser, expect
from tests.payloads import FLAG, PAYLOADS

from onair.during.broadcast.frames import CommentRow
from onair.during.overlays.panel import OverlayAnswer, OverlayCaption, OverlayComing, OverlaySeller
from onair.during.overlays.token import OverlayValue

pytestmark = pytest.mark.browser
TALL = {"width": 1080, "height": 1920}
WIDE = {"width": 1920, "height": 1080}
BOXES = """() => [...document.querySelectorAll('.box')].map(box => {
  const outer = box.getBoundingClientRect(), card = box.firstElementChild?.getBoundingClientRect();
  return { kind: box.className, ...outer.toJSON(), out: card ? Math.max(0, card.right - outer.right, card.bottom - outer.bottom, outer.left - card.left, outer.top - card.top) : 0 };
})"""

SEEN = """() => new MutationObserver(() => { if (/数据延迟/.test(document.body.textContent)) window.__said ??= performance.now(); })
  .observe(document.body, { subtree: true, childList: true, characterData: true })"""


def stage(name: str = "live") -> Stage:
    return Stage(STATES[name], beat=True)


def ready(on: Looking) -> None:
    expect(on.page.locator(".seller-card")).to_be_visible()


def test_tall_says_every_number_with_its_time_and_leaves_the_bottom_free(browser: Browser) -> None:
    with looking(browser, stage(), "/o/token", **TALL) as on:
        ready(on)
        proof = on.page.locator(".proof")
        expect(proof).to_contain_text("已付款 214 单")
        expect(proof).to_contain_text("截至 20:47:14")
        expect(proof).to_contain_text("只算付款成功")
        card = on.page.locator(".offer-card")
        expect(card).to_contain_text("¥149")
        expect(card).to_contain_text("20:52:32 结束，到点恢复 ¥169")
        expect(card).to_contain_text(re.compile(r"剩 386 件\s*本场上架 600\s*限购 1 件\s*库存 20:47:\d\d"))
        expect(on.page.locator(".seller-card")).to_contain_text("杭州市样品路 1 号")
        expect(on.page.locator(".ai")).to_be_visible()
        assert on.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
        for box in on.page.evaluate(BOXES):
            assert box["bottom"] <= 1920 - 280 and box["out"] == 0, box
        assert on.heard == []


def test_wide_fits_and_follows_what_the_source_is_scaled_to(browser: Browser) -> None:
    with looking(browser, stage(), "/o/token", **WIDE) as on:
        ready(on)
        full = on.page.evaluate(BOXES)
        assert all(
            box["bottom"] <= 1080 - 48 + 1 and box["right"] <= 1920 and box["out"] == 0 for box in full
        )
        on.page.set_viewport_size({"width": 960, "height": 540})
        on.page.wait_for_function("document.documentElement.style.fontSize === '5px'")
        half = on.page.evaluate(BOXES)
        assert [round(box["x"]) for box in half] == [round(box["x"] / 2) for box in full]


def test_at_its_end_the_price_is_the_usual_one_by_the_servers_clock(browser: Browser) -> None:
    """The client's own clock is ten minutes off, and the page is loaded again on the way."""
    with looking(
        browser,
        Stage(overlay(offered(ends_at=NOW + 6_000)), beat=True),
        "/o/token",
        **TALL,
    ) as on:
        on.page.add_init_script("const real = Date.now; Date.now = () => real() + 600_000;")
        on.page.reload()
        ready(on)
        expect(on.page.locator(".time b").first).to_have_text(re.compile(r"^00:0\d$"))
        expect(on.page.locator(".offer-card")).to_have_attribute("data-phase", "ended", timeout=9_000)
        took = (time.monotonic() - on.stage.began) * 1000
        assert abs(took - 6_000) < 1_000 + 700, took  # what Chromium and the test need to look is in it
        expect(on.page.locator(".price b")).to_have_text("¥169")
        expect(on.page.locator(".offer-card")).to_contain_text(re.compile(r"结束，已恢复平时价"))
        expect(on.page.locator(".stock")).to_have_count(0)


@pytest.mark.parametrize(
    "cut", [Stage.hang_up, lambda stage: setattr(stage, "beat", False)], ids=["closed", "silent"]
)
def test_within_two_seconds_of_a_cut_nothing_is_shown_as_live(
    browser: Browser, cut: Callable[[Stage], None]
) -> None:
    with looking(browser, stage(), "/o/token", **TALL) as on:
        ready(on)
        on.page.wait_for_timeout(2_500)
        expect(on.page.locator("[role=status]")).to_have_count(0)  # the control: no cut, nothing said
        on.page.evaluate(SEEN)
        at = on.page.evaluate("performance.now()")
        cut(on.stage)
        expect(on.page.locator(".offer-card")).to_contain_text(re.compile(r"数据延迟 \d+ 秒"), timeout=5_000)
        assert on.page.evaluate("window.__said") - at < 2_000
        expect(on.page.locator(".proof")).to_have_text(re.compile(r"^数据延迟 \d+ 秒"))
        for gone in ("214", "386", "¥149", "05:1"):
            expect(on.page.locator("main")).not_to_contain_text(gone)
        ready(on)  # the seller stays


def test_a_stale_source_takes_its_own_numbers_only(browser: Browser) -> None:
    with looking(browser, stage("orders_stale"), "/o/token", **TALL) as on:
        ready(on)
        expect(on.page.locator(".proof")).to_contain_text(re.compile(r"数据延迟 \d{3} 秒"))
        expect(on.page.locator(".proof")).not_to_contain_text("214")
        expect(on.page.locator(".proof")).to_contain_text("今天补货 2 次")
        expect(on.page.locator(".offer-card")).to_contain_text("386")


def test_scene_nothing_known_and_a_link_taken_back(browser: Browser) -> None:
    with looking(browser, stage("back_soon"), "/o/token", **TALL) as on:
        expect(on.page.locator(".scene")).to_contain_text("马上回来")
        ready(on)
        expect(on.page.locator(".offer-card")).to_have_count(0)
        on.stage.push(
            delta(
                panels={
                    "overlay": shown(
                        values={}, current=None, offers=[], answer=None, coming=None, captions=[]
                    )
                }
            )
        )
        expect(on.page.locator(".scene")).to_have_count(0)
        expect(on.page.locator(".proof .o-card")).to_have_count(0)
        expect(on.page.locator("main")).not_to_contain_text("已付款")
        on.stage.revoked = True
        on.stage._each(b'event: bye\ndata: {"frame":"bye","reason":"revoked"}\n\n')
        expect(on.page.locator("main")).to_have_count(0)
        expect(on.page.locator("body")).to_have_text("")


def test_words_of_strangers_are_words_and_move_nothing(browser: Browser) -> None:
    """S03: nickname, comment, product, question and answer, over all payloads; nothing runs, no box grows."""
    assert len(PAYLOADS) >= 120
    said = [CommentRow(f"s/{i}", NOW, "好", "甲**") for i in range(4)]
    with looking(browser, Stage(overlay(comments=said), beat=True), "/o/token?layout=lay_said", **TALL) as on:
        ready(on)
        on.page.evaluate(
            "() => { window.alert = window.prompt = window.confirm = () => (window.__ran = true); }"
        )
        before = on.page.evaluate(BOXES)
        for place in range(0, len(PAYLOADS), 4):
            four = PAYLOADS[place : place + 4]
            rows = [CommentRow(f"s/{i}", NOW, text, text) for i, text in enumerate(four)]
            bad = four[0]
            panel = shown(answer=OverlayAnswer(NOW, bad, bad), seller=OverlaySeller("店" + bad, bad, bad))
            on.stage.push(delta(comments=rows, panels={"overlay": panel}))
            if place % 20 == 0:
                expect(on.page.locator("li").first).to_be_attached()
        last = PAYLOADS[-4:]
        on.page.wait_for_function(
            "n => document.querySelectorAll('li').length === n", arg=len([t for t in last if t])
        )
        after = on.page.evaluate(BOXES)
        assert [(b["x"], b["y"], b["width"], b["height"]) for b in before] == [
            (b["x"], b["y"], b["width"], b["height"]) for b in after
        ]
        assert all(box["out"] == 0 for box in after)
        assert not on.page.evaluate(f"Boolean(window.__ran || window['{FLAG}'])")
        assert (
            on.page.evaluate(
                "document.querySelectorAll('main script, main iframe, main img, main svg').length"
            )
            == 0
        )
    with looking(browser, stage(), "/o/token", **TALL) as on:
        ready(on)
        before = on.page.evaluate(BOXES)
        for bad in PAYLOADS[::6]:
            offer = msgspec.structs.replace(OFFER, goods=bad, title=bad)
            captions, coming = [OverlayCaption(NOW, bad, True)], OverlayComing(bad, NOW)
            values = {**PANEL.values, "product.name": OverlayValue(bad)}
            on.stage.push(
                delta(
                    panels={
                        "overlay": shown(
                            offers=[offer], captions=captions, coming=coming, values=values, ai=True
                        )
                    }
                )
            )
        on.page.wait_for_function("() => document.querySelector('.box.offer')?.textContent.includes('¥149')")
        after = on.page.evaluate(BOXES)
        assert [(b["x"], b["y"], b["width"], b["height"], b["out"]) for b in before] == [
            (b["x"], b["y"], b["width"], b["height"], b["out"]) for b in after
        ]
        assert on.page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
        )
        assert on.heard == []


def test_the_same_words_as_markup_would_have_run(browser: Browser) -> None:
    """The negative control: each with a flag of its own, put into a page as markup."""
    page = browser.new_page()
    marked = [text.replace(f"window.{FLAG}", f"window.ran{i}") for i, text in enumerate(PAYLOADS)]
    page.evaluate(
        "texts => { for (const text of texts) document.body.appendChild(document.createElement('div')).innerHTML = text }",
        marked,
    )
    page.wait_for_function("Object.keys(window).filter(key => /^ran\\d+$/.test(key)).length >= 5")
    page.close()
