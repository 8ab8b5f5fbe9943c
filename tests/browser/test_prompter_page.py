"""The host's screen with made data: the card whole, true numbers with their age, whispers, cues, and a line that breaks."""

import re
from typing import Any

import pytest
from console_browser import until
from made_browser import Looking, looking
from made_prompter import CARD, acked, asked, card, did, host, panels
from made_server import Stage
from made_show import NOW, delta, empty, snapshot, sources
from msgspec import structs
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
TABLET: dict[str, Any] = {"width": 1180, "height": 820}
PHONE: dict[str, Any] = {"width": 390, "height": 844}
OLD = [
    structs.replace(b, state="stale", last_at=NOW - 400_000) if b.kind == "stock" else b for b in sources()
]
NO_WAKE = "Object.defineProperty(Navigator.prototype, 'wakeLock', {value: undefined}); delete Navigator.prototype.wakeLock;"


def ready(on: Looking) -> None:
    expect(on.page.locator(".say")).to_be_visible()


def part(on: Looking, n: int) -> None:
    on.page.locator(".steps button").nth(n).click()


def test_the_card_in_three_parts_by_tap_and_by_key(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels=panels())), "/p/token", **TABLET) as on:
        ready(on)
        expect(on.page.locator("h1")).to_have_text("麦饭石不粘炒锅 32cm")
        expect(on.page.locator(".role")).to_have_text("主推 · 第 2 轮")
        expect(on.page.locator(".time")).to_contain_text("全场 晚 2:20")
        expect(on.page.locator(".time b")).to_have_text(re.compile(r"0[23]:[05]\d"))
        expect(on.page.locator(".steps button")).to_have_text(["痛点", "价值", "对比", "比价", "问答"])
        expect(on.page.locator(".say")).to_contain_text("煎个蛋")
        expect(on.page.locator(".after")).to_have_text("接着（价值）：煎蛋少放油，晃一晃就滑走。")
        on.page.keyboard.press("Space")
        expect(on.page.locator(".say em")).to_have_text(["¥169", "429"])
        on.page.keyboard.press("ArrowRight")
        expect(on.page.locator(".say")).to_have_text(CARD["parts"]["contrast"])
        for _ in range(9):
            on.page.keyboard.press("PageDown")
        expect(on.page.locator(".say")).to_contain_text("燃气、电磁、电陶炉都能用")
        expect(on.page.locator(".after")).to_have_text("下一段：硅胶铲勺 · 返场 · 20:50:20")
        on.page.keyboard.press("ArrowLeft")
        expect(on.page.locator(".steps [aria-selected=true]")).to_have_text("比价")
        expect(on.page.locator(".must li")).to_have_text(CARD["must"])
        expect(on.page.locator(".never li")).to_have_text(CARD["never"])
        expect(on.page.locator("footer .next")).to_contain_text("硅胶铲勺 · 返场　20:50:20")
        on.stage.push(delta(panels={"card": card(slot="s9", title="铲勺")}))
        expect(on.page.locator(".say")).not_to_contain_text("燃气")
        assert on.heard == []


def test_over_is_told_as_over_and_rolls_on_the_show(browser: Browser) -> None:
    later = snapshot(panels=panels(over=400), clock=NOW + 400_000)
    with looking(browser, Stage(later), "/p/token", **TABLET) as on:
        ready(on)
        expect(on.page.locator(".time")).to_contain_text("超时")
        expect(on.page.locator(".time b")).to_have_text(re.compile(r"03:[34]\d"))
        expect(on.page.locator(".time small")).to_have_text(re.compile(r"全场 晚 5:5\d|全场 晚 6:0\d"))


def test_a_stale_number_is_never_shown_as_live(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels=panels(), sources=OLD)), "/p/token", **TABLET) as on:
        ready(on)
        part(on, 1)
        expect(on.page.locator(".of-stock b")).to_have_class(re.compile(r"\bold\b"))
        expect(on.page.locator(".of-stock small")).to_have_text("截至 20:47:12")
        expect(on.page.locator(".say em")).to_have_text(["¥169", "—"])
        on.stage.push(delta(panels=panels(), sources=sources()))
        expect(on.page.locator(".say em")).to_have_text(["¥169", "429"])
        expect(on.page.locator(".of-stock b")).not_to_have_class(re.compile(r"\bold\b"))
        on.stage.hang_up()
        expect(on.page.locator(".banner")).to_have_text("断线 · 数字停在 20:47:19", timeout=3000)
        expect(on.page.locator(".say em")).to_have_text(["—", "—"])
        expect(on.page.locator(".of-price b")).to_have_class(re.compile(r"\bold\b"))
        on.stage.cut = False
        expect(on.page.locator(".banner")).to_have_count(0, timeout=10_000)
        expect(on.page.locator(".say em").first).to_have_text("¥169")


def test_missing_is_missing_and_an_old_price_in_the_rundown_is_told(browser: Browser) -> None:
    with looking(browser, Stage(empty()), "/p/token", **PHONE) as on:
        expect(on.page.locator(".of-stock b")).to_have_text("—")
        expect(on.page.locator(".of-price b")).to_have_text("—")
        expect(on.page.locator(".say")).to_have_text("现在没有在播的段")
        told = {**panels(), "card": card(price=14900)}
        on.stage.push(delta(panels=told, track=snapshot().track, products=snapshot().products))
        expect(on.page.locator(".of-price b")).to_have_text("¥169")
        expect(on.page.locator(".of-price small")).to_have_text("流程写的是 ¥149")


def test_a_whisper_is_acknowledged_once_and_an_ack_outlives_a_cut_and_a_reload(browser: Browser) -> None:
    whispers = [asked(), asked("报库存", "w2", 5)]
    stage = Stage(snapshot(panels=panels(*whispers)))
    with looking(browser, stage, "/p/token", **TABLET) as on:
        ready(on)
        whisper = on.page.locator(".whisper")
        expect(whisper).to_contain_text("阿哲　20:47:00　还有 1 条")
        on.page.keyboard.press("Enter")
        expect(whisper).to_contain_text("报库存")
        until(on.page, lambda: stage.actions, "the ack is sent")
        assert (stage.actions[0]["action"], stage.actions[0]["data"]) == ("whisper_ack", {"whisper": "w1"})
        told = panels(*whispers, acked())
        stage.push(delta(panels=told))
        stage.snapshot = snapshot(panels=told)
        expect(whisper).not_to_contain_text("还有")
        stage.hang_up()
        expect(on.page.locator(".banner")).to_be_visible()
        on.page.route("**/actions", lambda route: route.abort("connectionfailed"))
        whisper.get_by_role("button").click()
        expect(whisper.get_by_role("button")).to_have_text("没送到，联网后自动重发")
        stage.cut = False
        on.page.unroute("**/actions")
        on.page.reload()
        until(on.page, lambda: len(stage.actions) == 2, "the ack is sent again")
        assert stage.actions[1]["data"] == {"whisper": "w2"}
        stage.push(delta(panels=panels(*whispers, acked(), acked("w2"))))
        expect(whisper).to_have_count(0)


def test_cues_count_down_are_taken_back_and_say_how_soon_they_were_done(browser: Browser) -> None:
    cue = did("c1", "host_cue", 0, text="上链接", kind="pin", lead_s=3, screen="主播平板")
    pin = did("p", "pin", -4, by="p0", product="p1")
    stage = Stage(snapshot(panels=panels()))
    with looking(browser, stage, "/p/token", **TABLET) as on:
        ready(on)
        button = on.page.locator(".cues button").first
        expect(button).to_have_text("上链接")
        button.click()
        until(on.page, lambda: stage.actions, "the cue is sent")
        assert stage.actions[0]["data"] == {"text": "上链接", "kind": "pin", "lead_s": 3}
        stage.push(delta(panels={"host": host(cue)}, clock=NOW + 1000))
        expect(button).to_have_text(re.compile(r"上链接\s*[12]"))
        expect(button).to_have_text(re.compile(r"上链接\s*晚 1"), timeout=6000)
        button.click()
        until(on.page, lambda: len(stage.actions) == 2, "it is taken back")
        assert stage.actions[1]["data"] == {"cue": "c1", "outcome": "dropped"}
        stage.push(delta(panels={"host": host(cue, pin, now=NOW + 5000)}, clock=NOW + 5000))
        expect(button).to_have_text(re.compile(r"上链接\s*✓ 4.0 秒"))
        on.page.get_by_role("button", name="自定义口令").click()
        on.page.get_by_placeholder("如：上 3 号链接").fill("<b>上 3 号</b>")
        on.page.keyboard.press("Enter")
        expect(on.page.get_by_role("button", name="<b>上 3 号</b>")).to_be_visible()
        on.page.reload()
        expect(on.page.get_by_role("button", name="<b>上 3 号</b>")).to_be_visible()
        on.page.locator(".must button").nth(1).click()
        until(on.page, lambda: len(stage.actions) == 3, "the line is ticked")
        assert stage.actions[2]["data"] == {"slot": "s8", "line": "每人限购 1 口", "said": True}
        said = did("m", "must_said", 0, slot="s8", line="每人限购 1 口")
        stage.push(delta(panels={"host": host(said)}))
        expect(on.page.locator(".must button").nth(1)).to_have_attribute("aria-checked", "true")


def test_refusals_an_emergency_and_the_end_are_told(browser: Browser) -> None:
    line = {"emergency_line": {"text": "画面断了：先聊天，不要报价", "since": NOW - 12_000}}
    stage = Stage(snapshot(panels={**panels(asked()), **line}), refuse=True)
    with looking(browser, stage, "/p/token", **PHONE) as on:
        ready(on)
        expect(on.page.get_by_role("alert")).to_contain_text("画面断了：先聊天，不要报价")
        on.page.locator(".whisper button").click()
        expect(on.page.locator(".banner.warn")).to_have_text("场次已结束。")
        expect(on.page.locator(".whisper button")).to_have_text("知道了")
        ended = structs.replace(snapshot().show, state="ended", ended_at=NOW)
        stage.push(delta(show=ended, panels={"emergency_line": {"text": None}}))
        expect(on.page.locator(".say")).to_have_text("本场已结束")
        expect(on.page.locator(".cues")).to_have_count(0)
        expect(on.page.locator(".whisper")).to_have_count(0)
        stage.revoked = True
        stage.hang_up()
        on.page.reload()
        expect(on.page.get_by_role("alert")).to_contain_text("这个提词链接已停用", timeout=5000)


@pytest.mark.parametrize("size", [PHONE, {"width": 844, "height": 390}, {"width": 1024, "height": 768}])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_with_touch_sized_controls(browser: Browser, size: dict[str, Any], lang: str) -> None:
    """The words of a part are in sight whole, smaller if need be; nothing is wider than the screen or under 11 px."""
    with looking(browser, Stage(snapshot(panels=panels(asked()))), "/p/token", lang=lang, **size) as on:
        ready(on)
        part(on, 1)
        for box in [b.bounding_box() for b in on.page.locator("button:visible").all()]:
            assert box is not None
            assert box["height"] >= 44
        assert on.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert on.page.evaluate("(el => el.scrollHeight <= el.clientHeight)(document.querySelector('.talk'))")
        smallest = on.page.evaluate(
            "Math.min(...[...document.querySelectorAll('.page *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 11


def test_size_mirror_and_theme_are_remembered(browser: Browser) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.page')).getPropertyValue('--k'))"
    with looking(browser, Stage(snapshot(panels=panels())), "/p/token", **TABLET) as on:
        ready(on)
        on.page.get_by_role("button", name="A+").click()
        on.page.keyboard.press("m")
        on.page.get_by_role("button", name="浅色").click()
        on.page.reload()
        ready(on)
        assert on.page.evaluate(size) == 1.1
        mirror = "getComputedStyle(document.querySelector('.page')).transform"
        assert on.page.evaluate(mirror) == "matrix(-1, 0, 0, 1, 0, 0)"
        assert on.page.evaluate("document.documentElement.dataset.theme") == "light"


def test_kept_awake_by_lock_else_by_a_film_of_our_own_else_it_says_so(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), "/p/token", **TABLET) as on:
        expect(on.page.locator(".awake")).to_have_text("常亮")
        on.page.add_init_script(NO_WAKE)
        on.page.reload()
        expect(on.page.locator(".awake")).to_have_text("常亮（视频）", timeout=10_000)
        playing = "(v => !v.paused && v.loop && v.muted && v.readyState >= 2 && v.src.startsWith('blob:'))(document.querySelector('.awake-film'))"
        assert on.page.evaluate(playing)
        on.page.add_init_script("delete window.MediaRecorder")
        on.page.reload()
        expect(on.page.locator(".awake")).to_have_text("常亮不可用", timeout=10_000)
        expect(on.page.get_by_text("请在系统设置里把自动锁屏改为永不")).to_be_visible()
        assert on.heard == []
