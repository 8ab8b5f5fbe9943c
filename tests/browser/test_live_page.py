"""The live console in a browser, with made data: what is shown, what is said when it is stale, and every action."""

import re

import msgspec
import pytest
from console_browser import until
from made_browser import Looking, looking
from made_server import Stage
from made_show import NOW, SHOW, comments, delta, empty, snapshot
from playwright.sync_api import Browser, expect

from onair.during.broadcast.frames import ActionRow, CommentRow

pytestmark = pytest.mark.browser
LIVE = f"/#/live/{SHOW}"
TILES = ("online", "view_uv", "interact_online", "prod_click_5m", "order_paid", "gmv", "spend")


def ready(on: Looking) -> None:
    expect(on.page.locator(".tile.online .value")).to_be_visible()


@pytest.mark.parametrize(("lang", "theme"), [("zh", "auto"), ("en", "light")])
def test_all_on_one_screen_without_a_complaint(browser: Browser, lang: str, theme: str) -> None:
    with looking(browser, Stage(snapshot()), LIVE, lang=lang, theme=theme) as on:
        ready(on)
        for part in (".tile.gmv", ".axis canvas", "tfoot td", ".box", "footer"):
            expect(on.page.locator(part).first).to_be_in_viewport()
        assert on.page.evaluate(
            "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
        )
        assert on.heard == []


def test_numbers_and_total_row_are_one(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        values = {name: on.page.locator(f".tile.{name} .value").inner_text() for name in TILES}
        assert values == {
            "online": "1,936", "view_uv": "12,964", "interact_online": "11.8%", "prod_click_5m": "610", "order_paid": "747",
            "gmv": "¥6.50万", "spend": "¥1,286",
        }  # fmt: skip
        total = on.page.locator("tfoot tr").inner_text().split()
        assert {"合计", "57,520", "4,544", "1,370", "822", "747", "65,045"} <= set(total)


def test_low_stock_and_the_product_on_air_are_marked(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        expect(on.page.locator("tbody tr", has_text="硅胶铲勺五件套").locator(".low")).to_have_text("! 8")
        expect(on.page.locator("tbody tr.current")).to_contain_text("麦饭石不粘炒锅")
        assert on.page.locator("tbody .low").count() == 1


def test_missing_is_never_zero(browser: Browser) -> None:
    with looking(browser, Stage(empty()), LIVE) as on:
        ready(on)
        for name in TILES:
            expect(on.page.locator(f".tile.{name} .value")).to_have_text("—")
            expect(on.page.locator(f".tile.{name}")).to_contain_text("来源未提供")
        expect(on.page.get_by_text("现在没有提案", exact=True)).to_be_visible()
        expect(on.page.get_by_text("没有推流监测来源")).to_be_visible()


def test_a_stale_source_says_when_it_stopped(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        expect(on.page.locator(".tile.spend")).to_have_class(re.compile(r"\bstale\b"))
        expect(on.page.locator(".tile.spend")).to_contain_text("停在 20:43:06")
        expect(on.page.locator(".sources .bright")).to_have_count(1)
        expect(on.page.locator(".sources .bright")).to_contain_text("投放 4 分 1")
        expect(on.page.locator(".tile.online")).not_to_have_class(re.compile(r"\bstale\b"))


def test_a_cut_makes_every_number_stale(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        expect(on.page.locator(".tile.stale")).to_have_count(1)
        on.stage.hang_up()
        expect(on.page.locator(".tile.stale")).to_have_count(len(TILES), timeout=3000)
        expect(on.page.locator(".notice.crit")).to_contain_text("与服务器断开")


def test_dropped_frames_are_counted_in_frames(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        reading = on.page.locator("dl div", has_text="丢帧").locator("dd")
        expect(reading).to_have_text(re.compile(r"^\s*2\s*帧\s*$"))


def test_a_show_that_does_not_open_says_so_and_leads_back(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(), cut=True), LIVE) as on:
        expect(on.page.locator(".notice.crit")).to_contain_text("这一场没有打开")
        on.page.get_by_role("button", name="去场次").click()
        expect(on.page).to_have_url(re.compile("#/shows$"))


def test_a_note_is_posted_once_with_an_id_of_its_own(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        on.page.keyboard.press("n")
        on.page.locator("#live-line").fill("顾师傅到楼下")
        on.page.keyboard.press("Enter")
        until(on.page, lambda: on.stage.actions, "the note arrives")
        assert [(a["action"], a["data"]) for a in on.stage.actions] == [("note", {"text": "顾师傅到楼下"})]
        assert re.fullmatch(r"act_[0-9a-f]{24}", on.stage.actions[0]["id"])


def test_a_refused_action_stays_as_an_error_and_is_sent_again_as_the_same(browser: Browser) -> None:
    stage = Stage(snapshot(), refuse=True)
    with looking(browser, stage, LIVE) as on:
        ready(on)
        on.page.keyboard.press("n")
        on.page.locator("#live-line").fill("记一笔")
        on.page.keyboard.press("Enter")
        expect(on.page.locator("footer .failed")).to_contain_text("场次不接收动作")
        assert stage.actions == []
        stage.refuse = False
        on.page.locator("footer .failed button").first.click()
        expect(on.page.locator("footer .failed")).to_have_count(0)
        assert len(stage.actions) == 1


def test_hiding_takes_a_reason_shows_at_once_and_is_taken_back_when_refused(browser: Browser) -> None:
    stage = Stage(snapshot())
    with looking(browser, stage, LIVE) as on:
        ready(on)
        expect(on.page.locator(".box .row").last).to_be_visible()
        before = on.page.locator(".box .row.hidden").count()
        on.page.keyboard.press("ArrowUp")
        on.page.keyboard.press("h")
        on.page.keyboard.press("1")
        expect(on.page.locator(".box .row.hidden")).to_have_count(before + 1)
        until(on.page, lambda: stage.actions, "the hiding arrives")
        assert stage.actions[0]["data"] == {"comment": "taobao:r1/c119", "reason": "ads"}
        stage.refuse = True
        on.page.keyboard.press("ArrowUp")
        on.page.keyboard.press("h")
        on.page.keyboard.press("2")
        expect(on.page.locator("footer .failed")).to_have_count(1)
        expect(on.page.get_by_role("article").filter(has=on.page.locator(".picked"))).not_to_contain_text(
            "已隐藏"
        )


def test_somebody_elses_action_is_seen_within_a_second(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        on.page.wait_for_timeout(500)
        on.stage.push(delta(actions=[ActionRow("act_x", NOW, "note", "p1", "周宁", data={"text": "换机位"})]))
        expect(on.page.locator("footer")).to_contain_text("周宁 写场记 「换机位」", timeout=1000)


def test_five_thousand_comments_leave_the_page_light(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(comments=comments(5000), comment_total=9000)), LIVE) as on:
        ready(on)
        expect(on.page.locator("[aria-setsize='5000']").first).to_be_attached()
        assert on.page.locator(".box [role=article]").count() < 60
        first = on.page.locator(".box [role=article]").first
        seen: set[str | None] = set()
        for top in (0, 60_000, 120_000):
            on.page.locator(".box").evaluate("(box, top) => { box.scrollTop = top }", top)
            until(on.page, lambda: first.get_attribute("aria-posinset") not in seen, "other rows are drawn")
            assert 5 < on.page.locator(".box [role=article]").count() < 60
            seen.add(first.get_attribute("aria-posinset"))
        assert len(seen) == 3


def test_the_reader_is_not_carried_away_by_new_comments(browser: Browser) -> None:
    with looking(browser, Stage(snapshot(comments=comments(300))), LIVE) as on:
        ready(on)
        first = on.page.locator(".box [role=article]").first
        drawn = first.get_attribute("aria-posinset")
        on.page.locator(".box").evaluate("box => { box.scrollTop = 2000 }")
        until(on.page, lambda: first.get_attribute("aria-posinset") != drawn, "other rows are drawn")
        top = on.page.locator(".box").evaluate("box => box.scrollTop")
        on.stage.push(delta(comments=[CommentRow("taobao:r1/new", NOW + 500, "新的一条", "甲")]))
        expect(on.page.locator(".newest")).to_contain_text("1 条新评论")
        assert abs(on.page.locator(".box").evaluate("box => box.scrollTop") - top) < 4
        on.page.locator(".newest").click()
        expect(on.page.locator(".box")).to_contain_text("新的一条")


def test_viewer_text_is_only_text(browser: Browser) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><b>粗</b>"
    with looking(browser, Stage(snapshot(comments=[CommentRow("s/1", NOW, evil, "<i>名</i>")])), LIVE) as on:
        ready(on)
        expect(on.page.locator(".box p")).to_have_text(evil)
        assert on.page.locator(".box img, .box b, .box i").count() == 0
        assert "owned" not in on.page.title()


def test_an_ended_show_leads_to_its_review(browser: Browser) -> None:
    made = snapshot()
    show = msgspec.structs.replace(made.show, state="ended", ended_at=NOW)
    with looking(browser, Stage(snapshot(show=show)), LIVE) as on:
        ready(on)
        on.page.get_by_role("button", name="去复盘").click()
        expect(on.page).to_have_url(re.compile(rf"#/review/{SHOW}$"))


def test_the_language_changes_without_losing_the_page(browser: Browser) -> None:
    with looking(browser, Stage(snapshot()), LIVE) as on:
        ready(on)
        on.page.keyboard.press("n")
        on.page.locator("#live-line").fill("写到一半")
        on.page.get_by_role("button", name="中 / EN").click()
        expect(on.page.locator(".tile.online")).to_contain_text("Online")
        expect(on.page.locator("#live-line")).to_have_value("写到一半")
