"""The left column of the live console with a rundown that is played, with made data: times, what is in danger, changes."""

import re
from typing import Any

import pytest
from console_browser import until
from made_browser import Looking, looking
from made_playout import panels
from made_server import Stage
from made_show import NOW, SHOW, delta, snapshot
from playwright.sync_api import Browser, expect

from onair.during.broadcast.frames import ActionRow
from onair.during.playout.pieces import Change

pytestmark = pytest.mark.browser
LIVE = f"/#/live/{SHOW}"


def rows(on: Looking, card: str) -> list[str]:
    found = on.page.locator(
        "section.card", has=on.page.get_by_role("heading", name=card, exact=True)
    ).locator("li")
    return [" ".join(text.split()) for text in found.all_inner_texts()]


def sent(on: Looking) -> dict[str, Any]:
    """The action that reached the server."""
    until(on.page, lambda: on.stage.actions, "an action is sent")
    return on.stage.actions[0]


def test_over_and_under_the_next_three_and_promises_are_always_in_sight(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels=panels())), LIVE) as on:
        left = on.page.locator(".col.left")
        expect(left).to_contain_text("第 9 / 15 段 · 全场晚 2:20")
        expect(left).to_contain_text("20:36:00 – 20:48:00")
        assert rows(on, "接下来") == [
            "20:50:20 硅胶铲勺 · 返场 6 分 计划 20:48 ! 库存仅 8 件",
            "20:56:20 可视空气炸锅 5L 16 分 计划 20:54 ! 需压缩 2:20 才守住保温杯秒杀 200 件",
            "21:10:00 保温杯秒杀 200 件 5 分 固定时间 预热已承诺，不可移动",
        ]
        assert rows(on, "已播")[0] == "百洁布 · 剪刀 +01:10"
        assert [text.split()[-1] for text in rows(on, "预热承诺")] == ["兑现", "21:10", "21:25"]
        expect(left).to_contain_text("1 / 3 已兑现")
        expect(on.page.get_by_text("主厨顾师傅到场").last).to_be_in_viewport()
        assert on.heard == []


def test_longer_shows_the_new_times_and_sends_what_was_shown(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels=panels())), LIVE) as on:
        expect(on.page.locator(".col.left")).to_contain_text("全场晚 2:20")
        on.page.keyboard.press("e")
        on.page.keyboard.press("6")
        change = on.page.locator(".change")
        expect(change).to_contain_text(
            "撤硅胶铲勺 · 返场 · 可视空气炸锅 5L缩 1:20 · 21:10 保温杯秒杀 200 件不动"
        )
        on.page.keyboard.press("Enter")
        expect(change).to_have_count(0)
        made = sent(on)
        assert (made["action"], made["data"]) == (
            "slot_extend", {"slot": "s8", "minutes": 5, "changes": {"s10": -80}, "dropped": ["s9"], "rev": 17},
        )  # fmt: skip


def test_a_hard_rule_is_named_and_only_a_reason_goes_past_it(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels=panels())), LIVE) as on:
        expect(on.page.locator(".col.left")).to_contain_text("全场晚 2:20")
        on.page.keyboard.press("w")
        on.page.keyboard.press("2")
        change = on.page.locator(".change")
        expect(change.get_by_role("alert")).to_contain_text("守不住")
        expect(change.get_by_role("button", name=re.compile("仍要执行"))).to_be_disabled()
        change.get_by_role("textbox").fill("品牌方要求提前")
        change.get_by_role("textbox").press("Enter")
        expect(change).to_have_count(0)
        assert sent(on)["data"] | {"changes": 0, "dropped": 0} == {
            "slot": "s9", "with": "s11", "anyway": "品牌方要求提前", "rev": 17, "changes": 0, "dropped": 0,
        }  # fmt: skip


def test_next_goes_by_key_and_what_another_did_is_seen_at_once(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels=panels())), LIVE) as on:
        expect(on.page.locator(".col.left")).to_contain_text("全场晚 2:20")
        on.page.keyboard.press("[")
        assert sent(on)["data"] == {"slot": "s9", "rev": 17}
        skip = Change("x", NOW, "slot_skip", "p1", None, {"slot": "s9"})
        row = ActionRow("x", NOW, "slot_skip", "p1", "周宁", data={"slot": "s9"})
        on.stage.push(delta(panels=panels(skip, rev=18), actions=[row]))
        expect(on.page.locator("footer")).to_contain_text("周宁 跳过 硅胶铲勺 · 返场", timeout=1000)
        expect(on.page.locator(".skipped")).to_contain_text("已跳过 硅胶铲勺 · 返场")
        assert rows(on, "接下来")[0].startswith("20:50:20 可视空气炸锅")
