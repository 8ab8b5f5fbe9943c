"""Library → rules on a real server in a real Chromium: the list, the editor with the server's sentence in both languages,
why a rule spoke, a back-test over past shows, what became of proposals."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from console_browser import Watch, context
from planned_evening import Caller
from playwright.sync_api import Browser, Page, expect
from ruled_team import T0, TICK, past_shows
from tests.serving import serving

pytestmark = pytest.mark.browser
RULES = "/api/v1/playbook/rules"


@dataclass
class Desk:
    caller: Caller
    shows: dict[str, str]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with serving(tmp_path_factory.mktemp("rules")) as server:
        caller = Caller(server)
        yield Desk(caller, past_shows(server, caller))
        caller.client.close()


def opened(
    browser: Browser, caller: Caller, path: str, lang: str = "zh", theme: str = "light", width: int = 1440
) -> tuple[Page, Watch]:
    url = str(caller.client.base_url).rstrip("/")
    made = context(browser, lang, theme, width)
    made.add_cookies([caller.cookie])
    page = made.new_page()
    watch = Watch(url).on(page)
    page.goto(f"{url}/#{path}")
    return page, watch


def keep(page: Page, name: str) -> None:
    """A picture for people, when asked for by ONAIR_SHOTS=folder."""
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"{name}.png")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def close(page: Page, watch: Watch) -> None:
    page.context.close()
    assert watch.faults == []


def test_the_list_is_found_switched_and_let_to_act(browser: Browser, desk: Desk) -> None:
    page, watch = opened(browser, desk.caller, "/library/rules")
    lines = page.locator("article[data-rule]")
    expect(lines).to_have_count(21)
    expect(page.locator("[data-rule=guide_click_surge]")).not_to_contain_text("还没有启用")
    expect(page.locator("[data-rule=orders_below]")).to_contain_text(
        "场控 · 经验 · 公开的规则文件 · 2026-11-22"
    )
    keep(page, "rules-list-zh")
    page.locator("[name=find-rule]").fill("人多单少")
    expect(lines).to_have_count(1)
    page.locator("[name=find-rule]").fill("")
    drop = page.locator("[data-rule=online_drop]")
    drop.locator(".el-switch").click()
    expect(drop).to_contain_text("改过")
    expect(drop).to_contain_text("全部房间都关")
    page.locator(".undo button").click()
    expect(drop).not_to_contain_text("全部房间都关")
    drop.locator(".sum").click()
    dialog = page.get_by_role("dialog")
    room = dialog.locator("fieldset").first
    room.get_by_label("自动执行").click()
    expect(room.locator(".ask")).to_contain_text("以后条件一到，不再问人")
    keep(page, "rules-auto-zh")
    room.locator("button[name=let]").click()
    expect(room.get_by_label("自动执行")).to_be_checked()
    expect(room).to_contain_text("阿哲")
    dialog.locator("fieldset").nth(1).get_by_label("关", exact=True).click()
    expect(drop).to_contain_text("1 间自动 · 1 间关")
    assert len(desk.caller.call("GET", f"{RULES}/online_drop")["auto"]) == 1
    close(page, watch)
    seller = desk.caller.colleague("controller", "list")
    page, watch = opened(browser, seller, "/library/rules", "en", "dark", 1024)
    page.locator("[data-rule=online_drop] .sum").click()
    expect(page.get_by_role("dialog")).to_contain_text("Only operators let a rule act by itself")
    expect(page.get_by_role("dialog").get_by_label("acts by itself").first).to_be_disabled()
    page.keyboard.press("Escape")
    keep(page, "rules-list-en-dark-1024")
    fits(page)
    close(page, watch)
    seller.client.close()


def test_a_rule_is_written_with_the_servers_sentence_in_both_languages(browser: Browser, desk: Desk) -> None:
    page, watch = opened(browser, desk.caller, "/library/rules/orders_below")
    said = page.locator("[data-said]")
    expect(said.first).to_contain_text("近 10 分钟的")
    expect(said.last).to_contain_text("over 10 min")
    expect(page.locator("[data-condition='0']")).to_contain_text("还没有从过去的场次里算过")
    page.locator("[name=limit-0]").fill("0.8")
    expect(said.first).to_contain_text("0.8 倍")
    page.locator("[name=clear-0]").fill("0.5")
    expect(page.locator("[data-condition='0'] .fault", has_text="安全一侧")).to_be_visible()
    page.reload()
    expect(page.locator("[name=clear-0]")).to_have_value("0.5")
    page.locator("[name=clear-0]").fill("1.1")
    expect(page.locator(".said")).to_contain_text("可以保存")
    keep(page, "rules-edit-zh")
    held = desk.caller.call("GET", f"{RULES}/orders_below")
    body = {"version": held["version"], "rule": {**held["rule"], "cooldown_s": 777}}
    desk.caller.call("PUT", f"{RULES}/orders_below", body)
    watch.allowed = ("409",)
    page.locator("button[name=save-rule]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("777")
    dialog.get_by_role("button", name="用我的保存").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".undo")).to_contain_text("保存了「人多单少」")
    kept = desk.caller.call("GET", f"{RULES}/orders_below")["rule"]
    assert (kept["conditions"][0]["limit"], kept["cooldown_s"]) == (0.8, 900)
    page.locator("button[name=reset-rule]").click()
    expect(page.locator("[name=limit-0]")).to_have_value("1")
    close(page, watch)


def test_a_rule_of_ones_own_out_of_a_file_is_saved_and_removed(browser: Browser, desk: Desk) -> None:
    text = desk.caller.call("GET", f"{RULES}/low_ctr/text")["text"]
    page, watch = opened(browser, desk.caller, "/library/rules", "en", "dark")
    bring = page.locator("[name=bring]")
    broken = text.replace('reading = "prod_ctr_pv"', 'reading = "prod_ctr_pv", colour = 3')
    bring.set_input_files({"name": "mine.toml", "mimeType": "text/plain", "buffer": broken.encode()})
    expect(page.get_by_role("alert")).to_contain_text("colour")
    expect(page.get_by_role("alert")).to_contain_text("the rules in force run on")
    keep(page, "rules-broken-en-dark")
    own = text.replace('id = "low_ctr"', 'id = "my_ctr"').replace("number = 9\n", "")
    bring.set_input_files({"name": "mine.toml", "mimeType": "text/plain", "buffer": own.encode()})
    expect(page.locator("[name=id]")).to_have_value("my_ctr")
    percent = page.locator("[name=limit-0]")
    expect(percent).to_have_value("5")
    percent.fill("4.5")
    expect(page.locator("[data-said=en]")).to_contain_text("4.5 %")
    page.locator("[name=text-0-zh]").fill("")
    page.get_by_role("button", name="people online").first.click()
    expect(page.locator("[name=text-0-zh]")).to_have_value("{online}")
    keep(page, "rules-new-en-dark")
    page.locator("button[name=save-rule]").click()
    page.wait_for_url("**/library/rules/my_ctr")
    assert desk.caller.call("GET", f"{RULES}/my_ctr")["rule"]["conditions"][0]["limit"] == 0.045
    with page.expect_download() as taken:
        page.locator("button[name=take-rule]").click()
    assert taken.value.suggested_filename == "my_ctr.toml"
    page.locator("button[name=remove-rule]").click()
    page.wait_for_url("**/library/rules")
    expect(page.locator("article[data-rule]")).to_have_count(21)
    page.locator(".undo button").click()
    expect(page.locator("[data-rule=my_ctr]")).to_contain_text("own")
    close(page, watch)


def test_a_switchback_is_begun_and_stopped_by_an_operator(browser: Browser, desk: Desk) -> None:
    page, watch = opened(browser, desk.caller, "/library/rules/online_peak/score")
    card = page.locator("section", has_text="对照实验")
    expect(card).to_contain_text("不提示的每一次都记在动作里")
    card.locator("[name=trial-moments]").fill("8")
    card.locator("button[name=trial-start]").click()
    expect(card.locator(".trial")).to_contain_text("进行中")
    expect(card.locator(".trial")).to_contain_text("8 个时刻来了 0 个")
    keep(page, "rules-trial-zh")
    fits(page)
    other = desk.caller.colleague("controller", "trial")
    theirs, watch_theirs = opened(browser, other, "/library/rules/online_peak/score", "en", "dark", 1024)
    expect(theirs.locator(".trial")).to_contain_text("0 of 8 moments")
    expect(theirs.get_by_text("Operators start and stop it.")).to_be_visible()
    expect(theirs.locator("button[name=trial-start]")).to_have_count(0)
    keep(theirs, "rules-trial-en-dark-1024")
    fits(theirs)
    close(theirs, watch_theirs)
    other.client.close()
    card.get_by_role("button", name="停止并给出结果").click()
    expect(card.locator(".trial")).to_contain_text("停止时一个时刻都没有来，没有结果")
    close(page, watch)


def test_why_it_spoke_and_what_it_would_have_done_in_past_shows(browser: Browser, desk: Desk) -> None:
    show = desk.shows["双十一返场"]
    fell = T0 + 42 * TICK
    trace = f"/library/rules/online_drop/trace?show={show}"
    page, watch = opened(browser, desk.caller, f"{trace}&at={fell}")
    expect(page.locator("[data-why=fired]")).to_contain_text("0.6 倍")
    expect(page.locator("[data-why=fired] tbody tr").first).to_contain_text("低于 0.7 倍")
    keep(page, "rules-trace-zh")
    page.get_by_role("button", name="−1 分").click()
    expect(page.locator("[data-why=not_met]")).to_contain_text("不满足")
    page.goto(f"{watch.base}/#/library/rules/stock_low/trace?show={show}&at={fell}")
    expect(page.locator("article, section[data-why], .empty").first).to_be_visible()
    page.goto(f"{watch.base}/#/library/rules/orders_below/trace?show={show}&at={fell}")
    expect(page.locator("[data-why=unknown]")).to_contain_text("没有常态")
    page.goto(f"{watch.base}/#/library/rules/online_drop")
    limit = page.locator("[name=limit-0]")
    limit.fill("0.55")
    expect(page.locator("[data-said=zh]")).to_contain_text("0.55 倍")
    page.goto(f"{watch.base}/#/library/rules/online_drop/backtest")
    for one in desk.shows.values():
        expect(page.locator(f"[data-show={one}] input")).to_be_checked()
    page.locator("button[name=test-both]").click()
    line = page.locator("tbody tr", has=page.get_by_role("button", name="双十一返场"))
    expect(line).to_contain_text("2 次")
    expect(line).to_contain_text("1 次")
    firings = page.locator(f"[data-tested={show}] tbody tr")
    expect(firings).to_have_count(3)
    expect(page.locator(f"[data-tested={show}] canvas").first).to_be_visible()
    keep(page, "rules-backtest-zh")
    page.reload()
    expect(firings).to_have_count(3)
    firings.first.get_by_role("link").click()
    expect(page.locator("[data-why=fired]")).to_be_visible()
    close(page, watch)
    page, watch = opened(
        browser, desk.caller, f"/library/rules/online_drop/trace?show={show}&at={fell}", "en", "dark", 1024
    )
    expect(page.locator("[data-why=fired]")).to_contain_text("holds")
    keep(page, "rules-trace-en-dark-1024")
    fits(page)
    page.goto(f"{watch.base}/#/library/rules/online_drop/score")
    expect(page.get_by_text("No show of a room is over yet")).to_be_visible()
    keep(page, "rules-score-en-dark-1024")
    fits(page)
    page.goto(f"{watch.base}/#/library/rules/online_drop/backtest")
    page.locator("button[name=test-saved]").click()
    expect(page.locator(f"[data-tested={show}] canvas").first).to_be_visible()
    keep(page, "rules-backtest-en-dark-1024")
    fits(page)
    page.goto(f"{watch.base}/#/library/rules/none_such")
    watch.allowed = ("404",)
    expect(page.get_by_text("There is no such rule")).to_be_visible()
    page.context.close()
