"""The rundown on a real server in a real Chromium: by mouse and keyboard, arranged, mended, with two people at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from console_browser import until
from playwright.sync_api import Route, expect
from rundown_desk import Desk, block, carried, end_of, furnished, grabbed, rows, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with furnished(tmp_path_factory.mktemp("rundown")) as found:
        yield found


def test_a_block_is_dragged_to_another_place_and_by_its_edge_and_taken_back(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    expect(rows(page)).to_have_count(15)
    before = rows(page).all_inner_texts()
    carried(page, 1, 3)
    page.keyboard.press("Escape")
    expect(page.locator("[data-caret]")).to_have_count(0)
    page.mouse.up()
    expect(rows(page)).to_have_text(before)
    carried(page, 1, 3)
    page.mouse.up()
    moved = [before[0], before[2], before[3], before[1], *before[4:]]
    expect(rows(page)).to_have_text(moved)
    first = block(page, 0)
    x, y = grabbed(page, first.locator(".edge"), x=6)
    page.mouse.move(x + 18, y, steps=5)
    expect(first.locator("text.ax")).to_have_text("9")
    page.mouse.up()
    length = page.locator("tr[data-row]").first.locator("td").nth(2)
    expect(length).to_have_text("9 分")
    settled(page, 2)
    assert isinstance(desk.saved(show)["slots"][0]["minutes"], int)
    page.keyboard.press("z")
    expect(length).to_have_text("6 分")
    page.keyboard.press("z")
    expect(rows(page)).to_have_text(before)
    page.keyboard.press("Shift+Z")
    expect(rows(page)).to_have_text(moved)
    assert watch.faults == []


def test_a_drag_of_which_only_both_ends_are_heard_counts(desk: Desk) -> None:
    """As a busy browser tells it: pressed here, let go there, nothing between."""
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    expect(rows(page)).to_have_count(15)
    before = rows(page).all_inner_texts()
    _, y = grabbed(page, block(page, 1))
    expect(page.locator("svg.move")).to_have_count(1)
    there = {"x": end_of(page, 3), "y": y, "button": "left", "clickCount": 1}
    page.context.new_cdp_session(page).send("Input.dispatchMouseEvent", {"type": "mouseReleased", **there})
    expect(rows(page)).to_have_text([before[0], before[2], before[3], before[1], *before[4:]])
    assert watch.faults == []


def test_a_block_dragged_while_somebody_else_saves_is_the_one_that_moves(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    expect(rows(page)).to_have_count(15)
    before = rows(page).all_inner_texts()
    carried(page, 1, 3)
    theirs = desk.editable(show)
    desk.caller.call("PUT", f"/api/v1/shows/{show}/rundown", {"version": 1, "slots": theirs[1:]})
    expect(rows(page)).to_have_count(14)  # looked up by itself, without an edit of one's own
    page.mouse.up()
    expect(rows(page)).to_have_text([before[2], before[3], before[1], *before[4:]])
    assert watch.faults == []


def test_nothing_moves_under_the_pointer_when_answers_come_late(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page("/shows")
    expect(page.get_by_role("heading", level=1)).to_have_text("场次")
    late: list[Route] = []
    names = ("/personas", f"/shows/{show}", f"/shows/{show}/gate")
    page.route(lambda url: url.endswith(names), lambda route: late.append(route))  # noqa: PLW0108
    page.goto(f"{desk.url}/#/rundown/{show}")
    until(page, lambda: len(late) == 3, "all three are asked for")
    expect(rows(page)).to_have_count(0)
    gate = next(one for one in late if one.request.url.endswith("/gate"))
    for one in late:
        if one is not gate:
            one.continue_()
    expect(rows(page)).to_have_count(15)
    where = block(page, 1).locator(".body").bounding_box()
    gate.continue_()
    expect(page.locator(".path li").first).to_be_visible()
    assert block(page, 1).locator(".body").bounding_box() == where
    assert watch.faults == []


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_a_rundown_is_edited_by_keyboard(desk: Desk, lang: str, theme: str) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}", lang, theme)
    expect(rows(page)).to_have_count(15)
    before = rows(page).all_inner_texts()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+ArrowRight")
    expect(rows(page).nth(2)).to_have_text(before[1])
    page.keyboard.press("+")
    expect(page.locator("tr.sel td").nth(2)).to_contain_text("11")
    page.keyboard.press("z")
    page.keyboard.press("z")
    expect(rows(page)).to_have_text(before)
    page.keyboard.press("i")
    expect(rows(page)).to_have_count(16)
    page.keyboard.press("Delete")
    expect(rows(page)).to_have_count(15)
    page.keyboard.press("l")
    expect(page.locator("tr.sel .fx")).to_be_visible()
    settled(page, 2)
    assert [one["title"] for one in desk.saved(show)["slots"]] == before
    assert watch.faults == []


def test_arranging_proposes_and_an_impossible_set_names_its_rules(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    expect(rows(page)).to_have_count(15)
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="自动排")
    expect(dialog.locator("[data-rule]").first).to_be_visible()
    expect(dialog.locator("[data-rule=stock]")).to_contain_text("硅胶铲勺五件套")
    expect(dialog.locator("button[name=take]")).to_be_disabled()
    while dialog.locator("[data-rule]").count():
        left = dialog.locator("[data-rule]").count()
        dialog.locator("[data-rule] .el-button").first.click()
        expect(dialog.locator("[data-rule]")).not_to_have_count(left)
        expect(dialog.locator("[data-rule], .order li").first).to_be_visible()
    expect(dialog.locator("[data-engine]")).to_be_visible()
    expect(dialog.locator(".order li")).to_have_count(15)
    first = dialog.locator(".order li").nth(1).inner_text()
    dialog.locator("button[name=take]").click()
    expect(dialog).to_be_hidden()
    assert rows(page).nth(1).inner_text() in first
    settled(page, 2)
    assert watch.faults == []


def test_without_a_solver_the_dialog_says_so(desk: Desk) -> None:
    """The answer is the server's own with one field changed: this machine has a solver."""
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")

    def absent(route: Any) -> None:
        sent = {
            "version": 1,
            "seconds": 1,
            "off": ["stock", "welfare_rhythm", "leader_cap", "fixed_time", "opener"],
        }
        answer = desk.caller.call("POST", f"/api/v1/shows/{show}/rundown/arrange", sent)
        route.fulfill(json=answer | {"solver": False, "engine": "greedy"})

    page.route("**/rundown/arrange", absent)
    expect(rows(page)).to_have_count(15)
    page.keyboard.press("a")
    expect(page.locator("[data-engine=absent]")).to_contain_text("没有求解器")
    assert watch.faults == []


def test_a_card_marks_what_it_cannot_prove_and_offers_the_way(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    rows(page).nth(8).click()
    expect(page.locator(".voice")).to_contain_text("像邻居")
    claim = page.locator("[data-mark=claim_without_evidence]")
    expect(claim).to_have_count(1)
    claim.get_by_role("button", name="用「少用油也行」").click()
    expect(page.locator("[name=part-value]")).to_have_value(
        "隔着大窗看得见上色，不用一遍遍抽出来。少用油也行，鸡翅 18 分钟出锅。"
    )
    expect(claim).to_have_count(0)
    page.locator("[name=part-value]").fill("304 不锈钢，5L 大容量，1500W，可拆洗")
    expect(page.locator("[data-mark=feature_list]")).to_be_visible()
    page.locator("[name=part-contrast]").fill("全网最低价，你放心，仅剩 8 件")
    expect(page.locator("[data-mark=never_said]")).to_be_visible()
    page.locator("[data-mark=typed_number] button").click()
    expect(page.locator("[name=part-contrast]")).to_have_value("全网最低价，你放心，还剩 {stock} 件")
    page.locator("[data-mark=claim_without_evidence]").get_by_role("button", name="补证据").click()
    evidence = page.locator("[name=proofs-evidence-1]")
    expect(evidence).to_be_focused()
    evidence.fill("a | b")
    page.get_by_text("六步", exact=True).click()
    expect(page.locator(".pt")).to_have_count(6)
    expect(page.locator("[data-mark=part_missing]")).to_have_count(5)
    settled(page, 2)
    card = desk.saved(show)["slots"][8]["card"]
    assert (card["form"], card["proofs"][1]["evidence"]) == ("six", "a | b")
    assert watch.faults == []


def test_each_finding_is_mended_where_it_is_shown(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    row = page.locator("tr[data-row]")
    row.nth(2).locator("[data-mend=unlist]").click()
    expect(row.nth(2).locator(".le")).to_have_count(0)
    row.nth(13).locator("[data-mend=arrived]").click()
    expect(row.nth(13).locator(".lw")).to_have_count(0)
    row.nth(9).locator(".name").click()
    page.locator(".own [data-mend=cap]").click()
    expect(row.nth(9).locator("td").nth(5)).to_have_text("8")
    page.locator(".own [data-mend=stock], .own [data-mend=papers]").first.click()
    expect(page).to_have_url(f"{desk.url}/#/selection/{show}")
    assert watch.faults == []


def test_fields_of_a_slot_are_typed_into_and_a_bad_price_is_said(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    rows(page).nth(1).click()
    page.get_by_text("这一段", exact=True).click()
    page.locator("[name=slot-title]").fill("保温杯 加印")
    page.locator("[name=sheet-forecast]").fill("150")
    price = page.locator("[name=slot-price]")
    price.fill("-5")
    settled(page, 2)  # what is saved meanwhile must not wipe what is being typed
    expect(price).to_have_value("-5")
    price.blur()
    expect(page.get_by_role("alert")).to_contain_text("不能小于 0")
    expect(price).to_have_value("-5")
    price.fill("35.90")
    price.blur()
    expect(page.get_by_role("alert")).to_have_count(0)
    settled(page, 2)
    slot = desk.saved(show)["slots"][1]
    assert (slot["title"], slot["price"], slot["sheet"]["forecast"]) == ("保温杯 加印", 3590, "150")
    assert watch.faults == []


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_the_second_of_two_sees_the_difference_and_loses_nothing(desk: Desk, choice: str) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    watch.allowed = ("409",)
    expect(rows(page)).to_have_count(15)
    slots = desk.editable(show)
    slots[0]["title"] = "开场 · 别人改的"
    desk.caller.call("PUT", f"/api/v1/shows/{show}/rundown", {"version": 1, "slots": slots})
    rows(page).nth(8).click()
    page.locator("[name=part-pain]").fill("我正在写的痛点")
    dialog = page.get_by_role("dialog").filter(has_text="开场 · 别人改的")
    expect(dialog).to_contain_text("我正在写的痛点")
    dialog.get_by_role("button", name="用我的保存" if choice == "mine" else "用现在的").click()
    expect(dialog).to_be_hidden()
    settled(page, 3 if choice == "mine" else 2)
    page.locator("h1").click()
    if choice == "theirs":
        expect(rows(page).first).to_have_text("开场 · 别人改的")
        page.keyboard.press("z")
    rows(page).nth(8).click()
    expect(page.locator("[name=part-pain]")).to_have_value("我正在写的痛点")
    assert watch.faults == []


def test_what_was_typed_outlives_a_lost_line_and_a_reload(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    watch.allowed = ("ERR_FAILED", "Failed to load")
    rows(page).nth(8).click()
    page.route(f"**/shows/{show}/rundown", lambda route: route.abort())
    page.locator("[name=part-pain]").fill("断网时写的")
    expect(page.get_by_role("button", name="重试").first).to_be_visible()
    page.unroute(f"**/shows/{show}/rundown")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(rows(page)).to_have_count(15)
    settled(page, 2)
    assert desk.saved(show)["slots"][8]["card"]["parts"]["pain"] == "断网时写的"
    assert watch.faults == []
