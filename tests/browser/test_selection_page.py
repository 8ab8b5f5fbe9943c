"""The page of the selection in a real Chromium on a real server: filled by file, ranked, weighed, questioned, sent on."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, claimed, context
from console_fixture import problem
from playwright.sync_api import Browser, Locator, Page, Route, expect
from stocked_pool import HOSTILE, SHEET, call, shows, tell
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.7\n% a report\n%%EOF"
SMALLEST = """() => {
    const found = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()
        && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 11);
    return found.map((e) => e.textContent.trim().slice(0, 40));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("selection")) as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Running, browser: Browser) -> Iterator[Page]:
    yield claimed(browser, server.url, server.claim)


@pytest.fixture(scope="module")
def show(page: Page) -> str:
    return shows(page)[0]


@pytest.fixture(autouse=True)
def _faultless(server: Running, page: Page) -> Iterator[None]:
    watch = Watch(server.url, allowed=("400", "Failed to load resource")).on(page)
    yield
    assert watch.faults == []


def at(page: Page, server: Running, path: str) -> None:
    page.goto(f"{server.url}/#{path}")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def give(where: Locator, name: str, body: bytes | str, kind: str = "text/csv") -> None:
    file = {"name": name, "mimeType": kind, "buffer": body.encode() if isinstance(body, str) else body}
    where.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]


def row(page: Page, text: str) -> Locator:
    return page.locator("main tbody tr").filter(has_text=text)


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("ONAIR_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def fits(page: Page) -> None:
    """The roles stand in sight, nothing scrolls sideways, nothing is smaller than 11 px."""
    wide, seen = page.locator(".scroll").evaluate("(e) => [e.scrollWidth, e.clientWidth]")
    assert wide <= seen
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(SMALLEST) == []


def test_from_empty_through_bad_files_to_a_pool(server: Running, page: Page) -> None:
    at(page, server, "/selection")
    expect(page.get_by_text("选品池还是空的。")).to_be_visible()
    keep(page, "selection-empty-zh-light")
    drop = page.locator(".import")
    give(drop, "排品表.xlsx", b"PK\x03\x04 broken")
    expect(drop).to_contain_text("file_damaged")
    give(drop, "没有编号.csv", "品名,价格\n锅,1\n")
    expect(drop).to_contain_text("columns_missing")
    give(drop, "负价.csv", "商品ID,品名,直播价\nz1,锅,-5\nz2,,3\n")
    expect(drop.locator(".rejected")).to_contain_text("negative")
    expect(drop.locator(".rejected tbody tr")).to_have_count(2)
    expect(page.get_by_text("选品池还是空的。")).to_be_visible()  # nothing of it was kept
    give(drop, "排品表.csv", SHEET.encode("gb18030"))
    expect(row(page, "麦饭石不粘炒锅")).to_be_visible()
    assert page.title() != "1"
    expect(row(page, HOSTILE)).to_contain_text("没有曝光记录")
    expect(row(page, HOSTILE).locator("td").nth(6)).to_have_text("—")  # no history is no expected value


def test_the_ranked_pool_by_keyboard(server: Running, page: Page, show: str) -> None:
    past = shows(page)[1]
    tell(server.home, page, past)
    at(page, server, f"/selection/{show}")
    expect(row(page, "手持打蛋器")).to_contain_text("流量陷阱")
    expect(row(page, "珐琅铸铁锅")).to_contain_text("样本不足")
    expect(row(page, "手持打蛋器")).to_contain_text("! 8")
    expect(row(page, "电热饭盒")).to_contain_text("资质已过期")
    fits(page)
    page.keyboard.press("t")
    expect(page.locator("main thead")).to_contain_text("总分\u00a0↓")
    page.keyboard.press("g")
    expect(page.locator("main thead")).to_contain_text("¥\u00a0↓")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("main tbody tr.picked")
    expect(first).to_contain_text("可视空气炸锅")
    expect(page.locator("main div.side")).to_contain_text("点击率（次数）")
    expect(page.locator("main div.side")).to_contain_text(re.compile("建议"))
    page.keyboard.press("x")
    expect(first.get_by_role("checkbox")).to_be_checked()
    page.locator("main tbody tr.picked select").select_option("hero")
    expect(page.locator(".mix")).to_contain_text("主推 1")
    keep(page, "selection-full-zh-light")
    page.get_by_role("button", name=re.compile("^陷阱 1")).click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^全部 7")).click()
    page.keyboard.press("/")
    page.keyboard.type("空气")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_weights_by_slider_pairs_and_data(server: Running, page: Page, show: str) -> None:
    at(page, server, f"/selection/{show}")
    save = page.get_by_role("button", name="保存权重")
    slider = page.locator("input[name=weight-value]")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("50")
    save.press("Enter")
    expect(page.get_by_text("权重已保存")).to_be_visible()
    page.get_by_text("两两比较", exact=True).click()
    pairs = page.locator(".pair input")
    for place, key in ((0, "Home"), (1, "End"), (3, "Home")):
        pairs.nth(place).press(key)
    expect(page.locator(".ratio")).to_contain_text("互相矛盾，先改「")
    expect(save).to_be_disabled()
    keep(page, "selection-pairs-zh-light")
    for place in range(6):
        pairs.nth(place).press("Home" if place in (0, 1, 2) else "End")
        for _ in range(8 if place > 2 else 6):
            pairs.nth(place).press("ArrowRight" if place < 3 else "ArrowLeft")
    expect(page.locator(".ratio")).to_contain_text("一致，可以保存")
    save.press("Enter")
    expect(page.get_by_text("权重已保存")).to_be_visible()
    for method in ("熵权", "CRITIC"):
        page.get_by_text(method, exact=True).click()
        expect(save).to_be_enabled()
        expect(page.locator(".found b")).to_have_count(4)
        save.press("Enter")
        expect(page.get_by_text("权重已保存")).to_be_visible()
    held = call(page, "GET", "/api/v1/selection/weights")
    assert (held["method"], round(sum(held["weights"].values()), 6)) == ("critic", 100)


def test_evidence_history_and_papers(server: Running, page: Page, show: str) -> None:
    at(page, server, f"/selection/{show}")
    row(page, "麦饭石不粘炒锅").locator(".name").click()
    page.keyboard.press("e")
    drawer = page.locator(".el-drawer")
    expect(drawer).to_contain_text("总分 = 各项 分 × 占比 之和")
    drawer.locator("summary").filter(has_text="点击率").click()
    expect(drawer.locator("details[open]")).to_contain_text("会员日")
    expect(drawer.locator("summary.missing").filter(has_text="清晰度")).to_contain_text(
        "上传一张商品图就能量"
    )
    drawer.get_by_role("tab", name="供应").click()
    drawer.locator("input[name=cost]").fill("-3")
    expect(drawer).to_contain_text("写成数字，如 12 或 3.5")
    drawer.locator("input[name=cost]").fill("120")
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_role("button", name="保存")).to_be_disabled()
    drawer.get_by_role("tab", name="历史").click()
    expect(drawer.locator("ol > li").first).to_contain_text("毛利")
    expect(drawer.locator("ol > li").first).to_contain_text("▼")
    drawer.get_by_role("tab", name="资质").click()
    papers(drawer)
    drawer.get_by_role("tab", name="图片与评分").click()
    give(
        drawer.get_by_role("tabpanel", name="图片与评分"), "主图.png", b"\x89PNG\r\n\x1a\nbroken", "image/png"
    )
    expect(drawer).to_contain_text("not_a_picture")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(
        page.get_by_role("button", name="缺资质 6")
    ).to_be_visible()  # the report that holds stands for the old one


def papers(drawer: Locator) -> None:
    """A scan that is none, a report that holds, a certificate that is over."""
    panel = drawer.get_by_role("tabpanel", name="资质")
    give(panel, "证书.pdf", "<html>", "application/pdf")
    expect(panel).to_contain_text("not_a_scan")
    for number, day, state in (("QC-1", "2031-12-31", "有效"), ("QC-0", "2020-01-31", "已过期")):
        panel.locator("input[name=number]").fill(number)
        panel.locator(".el-date-editor input").fill(day)
        panel.locator(".el-date-editor input").press("Enter")
        give(panel, f"{number}.pdf", PDF, "application/pdf")
        expect(panel.get_by_text(f"{number}.pdf")).to_be_visible()
        panel.get_by_role("button", name="加一份资质").click()
        held = panel.locator("li").filter(has_text=number)
        expect(held).to_contain_text(state)
        expect(held).to_contain_text(f"至 {day}")
        expect(held.get_by_role("link", name="下载扫描件")).to_have_attribute(
            "href", re.compile(r"/scans/[0-9a-f]{64}\.pdf")
        )


def test_english_dark_narrow_and_what_goes_wrong(
    server: Running, browser: Browser, page: Page, show: str
) -> None:
    held = context(browser, lang="en", theme="dark", width=1024)
    held.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    narrow = held.new_page()
    watch = Watch(server.url, allowed=("503", "Failed to load resource")).on(narrow)
    narrow.goto(f"{server.url}/#/selection/{show}")
    expect(row(narrow, "手持打蛋器")).to_contain_text("traffic trap")
    expect(row(narrow, "磁吸刀架")).to_contain_text("never exposed")
    narrow.keyboard.press("j")
    expect(narrow.locator("main div.side")).to_contain_text("Click rate")
    fits(narrow)
    keep(narrow, "selection-full-en-dark-1024")

    def late(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"late": True})

    narrow.route("**/api/v1/selection?*", late)
    narrow.reload()
    expect(narrow.get_by_text(re.compile("the scores are old"))).to_be_visible()
    keep(narrow, "selection-stale-en-dark-1024")
    narrow.unroute("**/api/v1/selection?*")
    status, body = problem(
        503, "database_busy", "The database stayed busy. Nothing was changed; try again shortly."
    )
    narrow.route("**/api/v1/selection?*", lambda route: route.fulfill(status=status, json=body))
    narrow.reload()
    expect(narrow.get_by_text("database_busy")).to_be_visible()
    keep(narrow, "selection-error-en-dark-1024")
    narrow.unroute("**/api/v1/selection?*")
    narrow.get_by_role("button", name="Try again").click()
    expect(row(narrow, "手持打蛋器")).to_be_visible()
    held.close()
    assert watch.faults == []


def test_what_was_picked_goes_to_the_rundown(server: Running, page: Page, show: str) -> None:
    at(page, server, f"/selection/{show}")
    row(page, "电热饭盒").get_by_role("checkbox").check()
    expect(page.get_by_role("button", name="送入流程（2）")).to_be_enabled()
    page.get_by_role("button", name="送入流程（2）").click()
    expect(page).to_have_url(re.compile(f"#/rundown/{show}"))
    assert len(call(page, "GET", f"/api/v1/selection?show={show}&view=picked")["items"]) == 2
