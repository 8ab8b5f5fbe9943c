"""Proposals in the live console: the next decision with its evidence, answered by one key; nothing invented."""

import pytest
from made_browser import looking
from made_proposals import feed, proposals
from made_server import Stage
from made_show import SHOW, empty, snapshot
from playwright.sync_api import Browser, expect

from onair.during.playbook.panel import ProposalsPanel

pytestmark = pytest.mark.browser
LIVE = f"/#/live/{SHOW}"


def test_the_first_is_open_with_its_evidence_and_the_others_are_one_line(browser: Browser) -> None:
    stage = Stage(snapshot(panels={"proposals": proposals()}, actions=feed()))
    with looking(browser, stage, LIVE) as on:
        card = on.page.locator("article", has=on.page.locator("h3", has_text="炒锅延长 6 分钟"))
        expect(card.locator(".main")).to_have_text("2.45 倍")
        expect(card.locator(".range")).to_have_text("[2.07，2.90]")
        expect(card).to_contain_text("n 412")
        why = card.get_by_role("link", name="规则 20").get_attribute("href") or ""
        assert why.startswith(f"#/library/rules/click_surge/trace?show={SHOW}&at=")
        expect(card).to_contain_text("21:10 秒杀不动")
        expect(card).to_contain_text("贴片还没有启用")
        expect(card).to_contain_text("同类 23 次：点击 +17% [+8%，+27%] 对照")
        assert card.locator("rect").count() == 12
        expect(on.page.locator("button.row")).to_have_count(2)
        expect(on.page.locator(".row.done")).to_contain_text("周宁 20:45:48")
        expect(on.page.locator(".row.done")).to_contain_text("在线 +9% [−2%，+22%] 对照 · 看不出")
        expect(on.page.locator("footer .row").first).to_have_text(
            "20:47:08 效果 耳语 在线 +9% [−2%，+22%] 对照"
        )
        on.page.locator("button.row", has_text="电磁炉").click()
        expect(on.page.locator("h3", has_text="14 人问电磁炉")).to_be_visible()
        expect(on.page.locator("article")).to_contain_text("暂无：采纳过 2 次，都测不出（不可分离 2）")
        on.page.locator("button.row", has_text="铲勺").click()
        expect(on.page.locator("article")).to_contain_text("暂无：还没有采纳过")
        assert on.heard == []


def test_one_key_each(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels={"proposals": proposals()})), LIVE) as on:
        expect(on.page.locator("article h3")).to_be_visible()
        on.page.keyboard.press("d")
        expect(on.page.get_by_text("为什么忽略？")).to_be_visible()
        on.page.keyboard.press("Escape")
        expect(on.page.get_by_text("为什么忽略？")).to_have_count(0)
        with on.page.expect_response("**/actions"):
            on.page.keyboard.press("a")
        with on.page.expect_response("**/actions"):
            on.page.keyboard.press("s")
        on.page.keyboard.press("d")
        expect(on.page.get_by_text("为什么忽略？")).to_be_visible()
        with on.page.expect_response("**/actions"):
            on.page.keyboard.press("2")
        asked = [
            (one["action"], one["data"].get("reason"), one["data"]["proposal"]) for one in on.stage.actions
        ]
        assert asked == [
            ("proposal_accept", None, "p:1"), ("proposal_snooze", None, "p:1"), ("proposal_dismiss", "known", "p:1"),
        ]  # fmt: skip


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "dark", 1024), ("en", "light", 1440)])
def test_all_keys_fit(browser: Browser, lang: str, theme: str, width: int) -> None:
    stage = Stage(snapshot(panels={"proposals": proposals()}))
    with looking(browser, stage, LIVE, lang=lang, theme=theme, width=width) as on:
        expect(on.page.locator("article h3")).to_be_visible()
        box = on.page.locator("article").bounding_box()
        assert box is not None
        for button in on.page.locator("article footer button").all():
            inner = button.bounding_box()
            assert (
                inner is not None
                and inner["x"] + inner["width"] <= box["x"] + box["width"]
                and inner["height"] >= 32
            )


def test_without_proposals_it_says_who_watches_or_that_there_is_nothing_to_see(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(panels={"proposals": ProposalsPanel(watching=21)})), LIVE) as on:
        expect(on.page.get_by_text("21 条规则在看")).to_be_visible()
    with looking(browser, Stage(empty()), LIVE) as on:
        expect(on.page.get_by_text("还没有数据可看")).to_be_visible()
