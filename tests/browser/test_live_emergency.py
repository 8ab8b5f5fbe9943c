"""Emergencies in the live console: one line that says what is next, one dialog, every step by key; and the review."""

import pytest
from made_browser import Looking, looking
from made_emergency import book, calm, emergency, recovered, reported
from made_server import Stage
from made_show import SHOW, delta, snapshot
from playwright.sync_api import Browser, expect

from onair.during.emergency.setup import RoomSetup

pytestmark = pytest.mark.browser
LIVE = f"/#/live/{SHOW}"


def asked(on: Looking) -> list[tuple[str, dict[str, object]]]:
    return [(one["action"], {k: v for k, v in one["data"].items() if k != "run"}) for one in on.stage.actions]


def press(on: Looking, *keys: str) -> None:
    for key in keys:
        on.page.keyboard.press(key)


def sent(on: Looking, key: str) -> None:
    with on.page.expect_response("**/actions"):
        on.page.keyboard.press(key)


def test_what_is_open_says_what_is_next_and_each_step_has_its_key(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels={"emergency": emergency()})), LIVE) as on:
        line = on.page.locator(".strip button")
        expect(line).to_contain_text("断流")
        expect(line).to_contain_text("下一步 · 画面上显示「马上回来」 · 技术")
        press(on, "!")
        dialog = on.page.locator("dialog")
        expect(dialog.locator("blockquote")).to_contain_text("画面马上恢复")
        expect(dialog.locator("li").nth(0)).to_contain_text("完成")
        expect(dialog.locator("li").nth(4)).to_contain_text("没做成")
        sent(on, "Enter")
        expect(dialog.locator("li.picked")).to_contain_text("通知群机器人")
        expect(dialog.locator("li.picked")).to_contain_text("没有选要通知的群机器人")
        press(on, "n")
        on.page.keyboard.type("已在群里说")
        sent(on, "Enter")
        expect(dialog.locator("input:focus, textarea:focus")).to_have_count(0)  # keys are keys again
        press(on, "6")
        expect(dialog.locator("li.picked")).to_contain_text("换备用网络")
        sent(on, "s")
        press(on, "r")
        dialog.locator("input[name=said]").fill("买一送二")
        dialog.locator("input[name=right]").fill("买一送一")
        sent(on, "Enter")
        press(on, "c")
        sent(on, "2")
        press(on, "e", "k", "Escape")
        expect(dialog).to_have_count(0)
        expect(on.page.locator("form")).to_have_count(0)  # the page's own keys rested meanwhile
        assert asked(on) == [
            ("emergency_do", {"step": "text", "lang": "zh"}),
            ("emergency_step", {"step": "notify", "outcome": "done", "note": "已在群里说"}),
            ("emergency_step", {"step": "hotspot", "outcome": "skipped"}),
            ("put_right", {"said": "买一送二", "text": "买一送一"}),
            ("emergency_close", {"outcome": "false_alarm"}),
        ]
        assert on.heard == []


def test_two_digits_open_a_card_and_a_refusal_stays_in_sight(browser: Browser) -> None:
    stage = Stage(snapshot(panels={"emergency": calm()}))
    with looking(browser, stage, LIVE) as on:
        expect(on.page.locator(".tiles, .tile").first).to_be_visible()
        expect(on.page.locator(".strip")).to_have_count(0)
        on.page.evaluate(
            "window.dispatchEvent(new KeyboardEvent('keydown', { key: '！' }))"
        )  # a Chinese keyboard's
        expect(on.page.locator("dialog section")).to_have_count(5)
        press(on, "3")
        sent(on, "2")
        assert asked(on) == [("emergency_open", {"card": "slip_of_tongue"})]
        stage.refuse = True
        press(on, "o", "l", "5")
        sent(on, "1")
        expect(on.page.locator("dialog .failed")).to_contain_text("场次已结束")
        stage.push(delta(panels={"emergency": emergency(recovered())}))
        expect(on.page.locator("dialog .restore")).to_contain_text("放回原样")
        expect(on.page.locator("li.picked")).to_contain_text("切回原来的场景")


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "light", 1024), ("en", "dark", 1440)])
def test_it_fits(browser: Browser, lang: str, theme: str, width: int) -> None:
    stage = Stage(snapshot(panels={"emergency": emergency(book(drill=True), RoomSetup())}))
    with looking(browser, stage, LIVE, lang=lang, theme=theme, width=width) as on:
        expect(on.page.locator(".strip button.drill")).to_contain_text("演练" if lang == "zh" else "Drill")
        press(on, "!")
        dialog = on.page.locator("dialog")
        box = dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        for button in dialog.locator("button:visible").all():
            inner = button.bounding_box()
            assert inner is not None
            assert inner["height"] >= 32
            assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1


def test_the_review_tells_when_who_how_late_and_what_was_left(browser: Browser) -> None:
    stage = Stage(snapshot(), emergencies=reported())
    with looking(browser, stage, f"/#/review/{SHOW}") as on:
        card = on.page.locator("#review-emergencies")
        expect(card).to_contain_text("应急 1 次")
        row = card.locator("tbody tr").first
        expect(row).to_contain_text("00:01")
        expect(row).to_contain_text("已恢复 · 换了网线")
        expect(row).to_contain_text("重启推流")
        expect(card.locator("details li")).to_have_count(8)
        expect(card).to_contain_text("把应急话术发给主播：完成 · 陈露")
        expect(card).to_contain_text("重启推流：没做成 · 系统")
        expect(card).to_contain_text("买一送二")
        assert on.heard == []
