"""A rehearsal on a real server in a real Chromium: planned, led from the console by its band and a card, scored."""

from collections.abc import Iterator

import pytest
from console_browser import Watch, context
from planned_evening import Caller
from playwright.sync_api import Browser, Page, expect
from tests.serving import serving

pytestmark = pytest.mark.browser
NOT_TOLD = ("断流", "stream_cut", "Stream cut")


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with serving(tmp_path_factory.mktemp("rehearsal")) as server:
        made = Caller(server)
        yield made
        made.client.close()


def opened(
    browser: Browser, caller: Caller, path: str, lang: str = "zh", theme: str = "auto", width: int = 1440
) -> tuple[Page, Watch]:
    url = str(caller.client.base_url).rstrip("/")
    made = context(browser, lang, theme, width)
    made.add_cookies([caller.cookie])
    page = made.new_page()
    watch = Watch(url).on(page)
    page.goto(f"{url}/#{path}")
    return page, watch


def test_planned_played_answered_and_scored(browser: Browser, caller: Caller) -> None:
    page, watch = opened(browser, caller, "/rehearsal")
    expect(page.locator(".scenarios > li")).to_have_count(6)
    expect(page.locator(".empty")).to_contain_text("还没有演练过")
    page.locator(".scenarios > li").last.get_by_role("button", name="准备").click()
    form = page.locator("form.start")
    form.get_by_label("场次时长（分钟）").fill("20")
    form.get_by_label("进场人数").fill("150")
    form.get_by_label("从第几分钟开始").fill("3")
    form.get_by_role("button", name="加一个故障").click()
    form.get_by_label("第几分钟", exact=True).fill("25")
    form.get_by_role("button", name="开始演练").click()
    expect(form).to_contain_text("bad_fault")  # outside of the show, and what was typed is still there
    watch.faults.clear()
    form.get_by_label("第几分钟", exact=True).fill("10")
    form.get_by_label("持续（秒）").fill("540")
    form.locator("[name=seat-technician]").select_option(label="阿哲")
    form.get_by_role("button", name="开始演练").click()
    expect(page.locator(".run")).to_contain_text("断流")
    page.get_by_role("button", name="进入中控台").click()
    band = page.locator(".band")
    expect(band).to_contain_text("这不是真的直播")
    expect(band).to_contain_text("场次时间")
    band.get_by_role("button", name="到下一个故障").click()
    expect(page.get_by_text("可能原因")).to_be_visible(timeout=60_000)
    band.locator("select").select_option("1")
    expect(page.locator(".live").first).to_contain_text("下一步")  # the server opened the card
    page.keyboard.press("!")
    expect(page.get_by_role("dialog")).to_contain_text("切到备用场景")
    page.keyboard.press("d")
    expect(page.locator("footer").last).to_contain_text("处理步骤")
    page.keyboard.press("Escape")
    band.get_by_role("button", name="停止").click()
    band.get_by_role("button", name="再按一次停止").click()
    band.get_by_role("link", name="看成绩").click()
    expect(page.locator(".points")).to_contain_text("满分 100")
    row = page.locator("tbody tr").filter(has_text="断流").first
    expect(row).to_contain_text("阿哲，做了预案的一步")
    expect(row).to_contain_text("用对：断流")
    with page.expect_download() as got:
        page.get_by_role("link", name="导出 XLSX").click()
    assert got.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{watch.base}/#/rehearsal")
    expect(page.locator("tbody tr").filter(has_text="提前停止")).to_have_count(1)
    assert watch.faults == []


@pytest.mark.parametrize(("lang", "theme", "width"), [("en", "dark", 1024), ("zh", "light", 1440)])
def test_trainees_see_no_secret_and_no_controls(
    browser: Browser, caller: Caller, lang: str, theme: str, width: int
) -> None:
    """The control is the instructor, to whom the same page tells it."""
    trainee, lead = caller.colleague("service", lang), caller.colleague("operator", lang)
    ids = [one.call("GET", "/api/v1/me")["person"]["id"] for one in (trainee, lead)]
    cut = {"kind": "stream_cut", "offset_s": 900, "length_s": 120, "strength": 1.0}
    form = {"minutes": 20, "viewers": 100, "from_s": 540, "speed": 1, "hidden": True, "faults": [cut]}
    seats = {"service": ids[0], "instructor": ids[1]}
    show = lead.call("POST", "/api/v1/trainings", form | {"seats": seats})["show"]
    page, watch = opened(browser, lead, f"/rehearsal/show/{show}", lang, theme, width)
    told = page.locator(".run")
    expect(told).to_contain_text("Stream cut" if lang == "en" else "断流")
    page, watch = opened(browser, trainee, f"/rehearsal/show/{show}", lang, theme, width)
    expect(page.locator(".run")).to_contain_text("secret" if lang == "en" else "故障保密")
    expect(page.locator(".run .bar button")).to_have_count(0)
    assert not any(word in page.locator(".page").inner_text() for word in NOT_TOLD)
    page.goto(f"{watch.base}/#/live/{show}")
    band = page.locator(".band")
    expect(band).to_contain_text("secret" if lang == "en" else "故障保密")
    expect(band.get_by_role("button")).to_have_count(0)
    lead.call("POST", f"/api/v1/trainings/{show}/turn", {"do": "stop"})
    expect(band.get_by_role("link")).to_have_text("See the score" if lang == "en" else "看成绩")
    assert watch.faults == []
    for one in (trainee, lead):
        one.client.close()
