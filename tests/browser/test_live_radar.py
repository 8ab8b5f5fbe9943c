"""The comment column in a browser: rows with timers and keys, reasons, what hostile viewers write, thousands of rows."""

from typing import Any

import msgspec
import pytest
from console_browser import until
from made_browser import Looking, looking
from made_radar import radar
from made_server import Stage
from made_show import NOW, SHOW, comments, delta, snapshot
from playwright.sync_api import Browser, expect
from tests.payloads import FLAG, PAYLOADS

from onair.during.broadcast.frames import CommentRow
from onair.during.comments.panel import RadarAnswer, RadarPanel, RadarRow, RadarShare, RadarStanding

pytestmark = pytest.mark.browser
LIVE = f"/#/live/{SHOW}"


def shown(panel: RadarPanel | None = None, **more: Any) -> Stage:
    return Stage(snapshot(panels={"radar": panel or radar()}, **more))


def press(on: Looking, *keys: str) -> None:
    for key in keys:
        on.page.keyboard.press(key)


def sent(on: Looking) -> tuple[str, dict[str, Any]]:
    until(on.page, lambda: on.stage.actions, "an act is sent")
    body = on.stage.actions.pop()
    return body["action"], body["data"]


def test_keys_answer_the_first_or_the_picked_row(browser: Browser) -> None:
    with looking(browser, shown(), LIVE) as on:
        rows = on.page.locator(".rows article")
        expect(rows).to_have_count(4)
        expect(rows.nth(0)).to_contain_text("未答 01:4")
        expect(rows.nth(1)).to_contain_text("提问 ×14")
        expect(on.page.locator(".oldest")).to_contain_text("未答最久 01:4")
        press(on, "r")
        assert sent(on)[1] == {
            "answer": "ans_1", "text": "不粘层一年质保，私信订单号，今晚给您安排检测换新。", "to": "prompter", "cluster": "qr1",
            "comments": ["taobao:r1/c110"], "product": "p1", "question": "上次买的锅用两周就粘了，你们这质量行不行啊",
        }  # fmt: skip
        expect(rows).to_have_count(3)  # gone at once
        press(on, "ArrowDown", "l")
        assert sent(on) == ("question_done", {"cluster": "q1", "how": "aloud"})
        press(on, "ArrowDown", "g")
        assert sent(on) == ("ask_host", {"cluster": "q2"})
        press(on, "o")
        on.page.locator("input[name=typed-answer]").fill("送的，下单备注")
        press(on, "Enter")
        act, data = sent(on)
        assert (act, data["text"], data["cluster"], data["to"]) == ("answer", "送的，下单备注", "q2", "both")
        assert on.heard == []


def test_criticism_needs_words_and_a_word_is_blocked_with_a_reason(browser: Browser) -> None:
    with looking(browser, shown(), LIVE) as on:
        expect(on.page.locator(".rows article")).to_have_count(4)
        press(on, "ArrowDown", "h")
        expect(on.page.locator(".guard")).to_contain_text("C26")
        press(on, "2")
        on.page.locator("input[name=moderation-note]").fill("有人身攻击的话")
        press(on, "Enter")
        assert sent(on) == (
            "hide_comment",
            {"comment": "taobao:r1/c110", "reason": "abuse", "note": "有人身攻击的话"},
        )
        press(on, "ArrowDown", "h", "1")
        assert sent(on) == ("hide_row", {"cluster": "q1", "reason": "ads"})
        expect(on.page.locator(".rows article")).to_have_count(3)  # the whole row is gone at once
        press(on, "v", "v")
        expect(on.page.locator(".standing")).to_contain_text("加微信")
        on.page.locator("input[name=block-word]").fill("刷单群")
        press(on, "Enter", "1")
        assert sent(on) == ("block_word", {"word": "刷单群", "reason": "ads"})
        on.page.locator(".standing button", has_text="撤销").first.click()
        assert sent(on) == ("unmute_person", {"user": "taobao:8f3a1c"})


def test_what_it_says_when_there_is_little_or_something_is_wrong(browser: Browser) -> None:
    few = radar(share=RadarShare(1, 5), risks=[], questions=[], oldest=None)
    with looking(browser, shown(few), LIVE, lang="en", theme="light", width=1024) as on:
        expect(on.page.locator(".summary").last).to_contain_text("too few (5/8)")
        expect(on.page.get_by_label("Comments").locator(".none").first).to_contain_text(
            "No question and no risk waits"
        )
        on.stage.push(delta(panels={"radar": RadarPanel("failed")}))
        expect(on.page.get_by_label("Comments").locator(".none").first).to_contain_text("Reading failed")
        wave = radar(share=RadarShare(9, 30, 0.17, 0.45, 0.03, 0.1, wave=NOW))
        on.stage.push(delta(panels={"radar": wave}))
        expect(on.page.locator(".summary .crit")).to_contain_text("Complaints gather")
        assert on.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def hostile_panels() -> list[RadarPanel]:
    def row(i: int, text: str) -> RadarRow:
        answer = RadarAnswer("a", text, 0.9, text, None, text)
        sort: Any = "risk" if i % 2 else "question"
        return RadarRow(f"q{i}", sort, "usage", NOW - 9_000, 3, 3, [text, text], f"s/{i}", "p", text, answer)

    parts = [PAYLOADS[start : start + 20] for start in range(0, len(PAYLOADS), 20)]
    return [
        radar(
            risks=[row(i, text) for i, text in enumerate(part) if i % 2][:8],
            questions=[row(i, text) for i, text in enumerate(part) if not i % 2][:12],
            muted=[RadarStanding("m", NOW, part[0], part[1], "abuse", "k")],
            blocked=[RadarStanding("b", NOW, part[2], part[3], "ads")],
        )
        for part in parts
    ]  # fmt: skip


DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames later: what scrolling asked for is on the screen, however slow the machine is."""


def test_hostile_names_and_texts_are_only_text(browser: Browser) -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 120
    rows = [
        CommentRow(f"s/{i}", NOW - len(PAYLOADS) + i, text, PAYLOADS[-1 - i][:64], intent="usage")
        for i, text in enumerate(PAYLOADS)
    ]
    size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight, document.querySelector('[aria-label=评论].card').offsetHeight]"
    foreign = "[...document.querySelectorAll('[aria-label=评论].card :is(img,script,iframe,svg,style,link,object,embed,video,audio,form[action],dialog,table,base,meta)')].length"
    with looking(browser, shown(comments=[], comment_total=0), LIVE) as on:
        expect(on.page.locator(".rows article")).to_have_count(4)
        before = on.page.evaluate(size)
        for panel in hostile_panels():
            on.stage.push(delta(panels={"radar": panel}))
            expect(on.page.locator(".rows article").first).to_contain_text(
                panel.risks[0].texts[0].strip()[:8]
            )
            assert on.page.evaluate(size) == before
            assert on.page.evaluate(foreign) == 0
            assert on.page.evaluate(
                "[...document.querySelectorAll('.rows article')].every(one => one.scrollWidth <= one.clientWidth + 1)"
            )
        on.stage.push(delta(comments=rows))
        press(on, "v")
        box = on.page.locator(".box")
        expect(box.locator("article, [role=article]").first).to_be_visible()
        seen: set[str] = set()
        for top in range(0, 20_000, 250):
            if box.evaluate("(box, top) => { box.scrollTop = top; return box.scrollTop < top - 250 }", top):
                break
            on.page.evaluate(DRAWN)
            seen |= set(
                box.locator("[role=article]").evaluate_all("rows => rows.map(row => row.dataset.key)")
            )
            assert on.page.evaluate(foreign) == 0
        assert len(seen & {row.id for row in rows}) == len(rows), "every payload was drawn"
        assert on.page.evaluate(size) == before
        assert on.page.evaluate(f"window.{FLAG}") is None
        assert on.heard == []


def test_the_check_of_payloads_bites(browser: Browser) -> None:
    """The negative control: the same texts put in as markup do run."""
    with looking(browser, shown(), LIVE) as on:
        expect(on.page.locator(".rows article")).to_have_count(4)
        on.page.evaluate("text => { document.querySelector('.rows').innerHTML = text }", PAYLOADS[0])
        until(
            on.page,
            lambda: on.page.evaluate(f"window.{FLAG}") == 1 or on.heard,
            "it runs, or the page's policy stops it",
        )


def test_filters_keep_what_was_read(browser: Browser) -> None:
    said = [
        msgspec.structs.replace(row, intent="price") if i % 3 == 0 else row
        for i, row in enumerate(comments(60))
    ]
    with looking(browser, shown(comments=said), LIVE) as on:
        expect(on.page.locator(".rows article")).to_have_count(4)
        press(on, "v")
        expect(on.page.locator("[aria-setsize='60']").first).to_be_attached()
        on.page.get_by_role("button", name="提问", exact=True).click()
        expect(on.page.locator("[aria-setsize='20']").first).to_be_attached()
        on.page.locator("input[name=find-comment]").fill("多少钱")
        until(on.page, lambda: on.page.locator(".box [role=article]").count() < 20, "words narrow it")
