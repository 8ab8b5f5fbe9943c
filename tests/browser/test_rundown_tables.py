"""The rundown on a real server in a real Chromium: tables out and in, other shows, paper, narrow screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from planned_evening import new_show
from playwright.sync_api import expect
from rundown_desk import Desk, furnished, rows, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with furnished(tmp_path_factory.mktemp("rundown")) as found:
        yield found


def test_a_table_goes_out_and_comes_in_unchanged_and_a_bad_one_changes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    watch.allowed = ("400", "409")
    expect(rows(page)).to_have_count(15)
    with page.expect_download() as held:
        page.locator("[name=xlsx]").click()
    file = tmp_path / "out.xlsx"
    held.value.save_as(file)
    before = desk.saved(show)
    page.get_by_role("button", name="导入", exact=True).click()
    page.set_input_files("input[type=file]", file)
    expect(page.locator(".sheet [role=status]")).to_contain_text("已导入 15 段")
    after = desk.saved(show)
    assert (after["version"], after["slots"]) == (2, before["slots"])
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "品名,时长(分),直播价,商品ID\n好的,5,1,cup\n坏的,5,-9,cup\n没有的,5,1,nix\n", encoding="utf-8"
    )
    page.set_input_files("input[type=file]", bad)
    expect(page.locator(".sheet")).to_contain_text("有 2 行不对，没有改动任何内容")
    expect(page.locator(".sheet tbody tr")).to_have_count(2)
    expect(page.locator(".sheet")).to_contain_text("unknown_product")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    page.set_input_files("input[type=file]", broken)
    expect(page.locator(".sheet")).to_contain_text("file_damaged")
    good = tmp_path / "good.csv"
    good.write_text("品名,时长(分)\n只有一段,5\n", encoding="utf-8")
    page.set_input_files("input[type=file]", good)
    expect(rows(page)).to_have_text(["只有一段"])
    page.locator("h1").click()
    page.keyboard.press("z")
    expect(rows(page)).to_have_count(15)
    settled(page, 4)
    assert [one["title"] for one in desk.saved(show)["slots"]] == [one["title"] for one in before["slots"]]
    assert watch.faults == []


def test_a_past_show_is_copied_over_what_stands_and_undone(desk: Desk) -> None:
    source = new_show(desk.caller, "照抄的那一场")
    slots = [{"kind": "opening", "title": "那一场的开场", "minutes": 5, "host": desk.hosts[0]}]
    desk.caller.call("PUT", f"/api/v1/shows/{source}/rundown", {"version": 0, "slots": slots})
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}")
    page.get_by_role("button", name="换模板").click()
    page.locator(".start").get_by_role("combobox").last.fill("照抄")
    page.get_by_role("option", name="照抄的那一场").click()
    page.locator("button[name=copy]").click()
    expect(rows(page)).to_have_text(["那一场的开场"])
    page.locator("h1").click()
    page.keyboard.press("z")
    expect(rows(page)).to_have_count(15)
    settled(page, 3)
    assert watch.faults == []


def test_an_empty_show_begins_with_what_the_selection_sent(desk: Desk) -> None:
    show = new_show(desk.caller, "空的一场")
    picks = {"show": show, "products": ["cup", "wok", "fryer", "meal"], "picked": True}
    desk.caller.call("PUT", "/api/v1/selection/picks", picks)
    page, watch = desk.page(f"/rundown/{show}")
    expect(page.locator(".start")).to_contain_text("选品已送来 4 款")
    page.get_by_text("季节促销", exact=True).click()
    page.locator("button[name=lay]").click()
    expect(rows(page).first).to_be_visible()
    laid = desk.saved(show)
    assert {one["product"] for one in laid["slots"] if one["product"]} == {"cup", "wok", "fryer", "meal"}
    assert "只讲一件" in next(one["note"] for one in laid["slots"] if one["sheet"].get("round") == "1")
    assert watch.faults == []


def test_on_paper_there_is_a_table_and_cards_in_chinese_letters(desk: Desk) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}", theme="dark")
    expect(rows(page)).to_have_count(15)
    page.emulate_media(media="print")
    paper = page.locator(".paper")
    expect(paper.locator("tbody tr")).to_have_count(15)
    expect(paper).to_be_visible()
    expect(paper).to_contain_text("下班八点到家")
    expect(page.locator(".head-acts")).to_be_hidden()
    expect(page.locator("svg g[data-slot]").first).to_be_hidden()
    assert page.locator(".paper button, .paper input").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    printed = page.pdf(prefer_css_page_size=True)
    assert b"CJK" in printed or b"NotoSans" in printed
    assert watch.faults == []


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 1024)])
def test_the_page_fits_and_every_control_can_be_hit(desk: Desk, lang: str, theme: str, width: int) -> None:
    show = desk.planned()
    page, watch = desk.page(f"/rundown/{show}", lang, theme, width)
    expect(rows(page)).to_have_count(15)
    rows(page).nth(8).click()
    expect(page.locator("[name=part-pain]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.rundown-page :is(button, input:not([type=file], [type=radio]), textarea, select, label.el-radio-button)')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 31.5 && !one.closest('.el-select, .el-input-number'))
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    nameless: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.rundown-page :is(input:not([type=file]), textarea, select)')]
            .filter((one) => one.offsetParent && !one.getAttribute('aria-label') && !one.labels?.length).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    assert watch.faults == []
