"""The wall: true at five metres in every state of a show, in one Chromium page that lives on through all of them."""

from typing import Any

import pytest
from made_browser import Looking, looking
from made_server import Stage
from made_show import MINUTE, NOW, SHOW, START, delta, empty, snapshot
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from onair.during.broadcast.frames import SourceBadge
from onair.during.playout.panels import AgendaItem, AgendaPanel
from onair.during.signal.panel import SignalIncident, SignalPanel

pytestmark = pytest.mark.browser
AGENDA = AgendaPanel(True, 200_000, START + 184 * MINUTE, [AgendaItem("秒杀", NOW + 22 * MINUTE)])
SMALLEST = """Math.min(...[...document.querySelectorAll('.wall *')]
  .filter(e => !(e instanceof SVGElement) && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
OUTSIDE = """[...document.querySelectorAll('.card')].filter(e => e.scrollHeight > e.clientHeight + 1).length
  + (document.documentElement.scrollHeight > innerHeight) + (document.documentElement.scrollWidth > innerWidth)"""


def badge(kind: Any, state: Any, ago: int) -> SourceBadge:
    return SourceBadge(kind, state, NOW - ago, ["a"])


def head(**change: Any) -> Any:
    return replace(snapshot().show, **change)


def fits(on: Looking) -> None:
    for width, height in ((1920, 1080), (1280, 720), (3840, 2160)):
        on.page.set_viewport_size({"width": width, "height": height})
        assert on.page.evaluate(OUTSIDE) == 0, (width, height)
        assert on.page.evaluate(SMALLEST) >= 22 * width / 1920 - 0.1, (width, height)


def test_a_show_from_before_its_start_to_its_end(browser: Browser) -> None:
    """A link, so nobody is signed in; what it has of people it asks for by its token."""
    ready = replace(empty(), show=head(state="ready", started_at=None), clock=START - 10 * MINUTE, sources=[])
    stage = Stage(ready, people=False)
    with looking(browser, stage, "/w/token", width=1920, height=1080) as on:
        text = on.page.locator(".wall")
        expect(text).to_contain_text("计划 19:30 开播")
        expect(on.page.locator(".value").first).to_have_text("—")
        expect(text).to_contain_text("开播后显示")
        assert "0" not in on.page.locator(".steps").inner_text(), "nobody counted anything yet"
        fits(on)

        stage.snapshot = snapshot(panels={"agenda": AGENDA, "signal": SignalPanel()})
        on.page.reload()
        expect(text).to_contain_text("全场晚 03:20")
        expect(on.page.locator(".mark")).to_contain_text("21:09 秒杀")
        expect(on.page.get_by_text("次数，不是人数")).to_be_visible()
        expect(on.page.locator(".steps")).not_to_contain_text("上一步")
        stage.people = True
        on.page.reload()
        expect(on.page.locator(".steps")).to_contain_text("27.2% 上一步")
        expect(on.page.get_by_text("推荐位")).to_be_visible()
        fits(on)

        cut = SignalIncident("i1", "cut", "relay", "high", "main", NOW - 12_000, None)
        stage.push(
            delta(
                sources=[badge("online", "stale", 252_000), badge("orders", "live", 1000)],
                panels={"signal": SignalPanel(state="reconnecting", open=[cut])},
            )
        )
        expect(on.page.locator(".broken")).to_contain_text("断流")
        expect(on.page.locator(".card.old")).to_have_count(1)
        expect(on.page.locator(".card.old")).to_contain_text("停在 20:43:06，已过期")
        fits(on)

        stage.push(
            delta(show=head(state="ended", ended_at=START + 184 * MINUTE), panels={"signal": SignalPanel()})
        )
        expect(text).to_contain_text("共播 03:04:00")
        expect(text).to_contain_text("场次已结束，数字截至")
        expect(on.page.locator(".mark")).to_have_count(0)
        expect(on.page.locator(".broken")).to_have_count(0)
        expect(on.page.locator(".card.old")).to_have_count(0)


def test_two_frames_a_second_change_numbers_and_nothing_else(browser: Browser) -> None:
    """An evening of 8 h in frames, as fast as they go: no node is made anew, none is left behind, a cut comes back."""
    stage = Stage(snapshot(panels={"agenda": AGENDA}))
    with looking(
        browser, stage, f"/wall.html?show={SHOW}&theme=light&lang=en", width=1920, height=1080
    ) as on:
        expect(on.page.locator(".steps")).to_contain_text("27.2% of prior")
        assert on.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(243, 245, 247)"
        on.page.evaluate(
            """() => { window.made = 0; new MutationObserver(list => list.forEach(m => { window.made += [...m.addedNodes].filter(n => n.nodeType === 1).length; }))
              .observe(document.querySelector('.wall'), { childList: true, subtree: true }) }"""
        )
        nodes = "document.querySelectorAll('*').length"
        before = on.page.evaluate(nodes)
        tiles, frames = snapshot().tiles, 8 * 60 * 60 * 2
        for n in range(1, frames // 40):  # a fortieth of the frames, each a minute's worth of change
            fresh = {
                "gmv": replace(tiles["gmv"], value=6_504_500 + n * 100),
                "online": replace(tiles["online"], value=1936 + n % 90),
            }
            stage.push(delta(clock=NOW + n * 500, tiles=fresh))
        expect(on.page.locator(".value").first).to_have_text(
            f"¥{65_045 + frames // 40 - 1:,}", timeout=60_000
        )
        assert on.page.evaluate(nodes) <= before + 10
        assert on.page.evaluate("window.made") < 60, "parts of the page were drawn anew"
        assert on.page.evaluate("performance.memory.usedJSHeapSize") < 60e6
        stage.hang_up()
        expect(on.page.locator("footer")).to_contain_text("cut off for")
        expect(on.page.locator(".late")).to_have_count(1)
        stage.cut = False
        expect(on.page.locator(".late")).to_have_count(0, timeout=30_000)
        assert [one for one in on.heard if "503" not in one and "Failed to load" not in one] == []
