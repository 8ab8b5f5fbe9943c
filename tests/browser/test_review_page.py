"""The review in a browser, with made numbers that add up."""

from typing import Any

import pytest
from made_browser import Looking, looking
from made_changes import asked, carried
from made_diagnosis import diagnosis
from made_effects import effects
from made_playout import reported
from made_review import review
from made_server import Stage
from made_show import SHOW, snapshot
from made_warmup import attribution
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
REVIEW = f"/#/review/{SHOW}"


def ready(on: Looking) -> None:
    expect(on.page.locator(".tile.review").first).to_be_visible()


def stage(made: dict[str, Any] | None = None) -> Stage:
    return Stage(snapshot(), review=made or review())


@pytest.mark.parametrize(("lang", "theme"), [("zh", "auto"), ("en", "dark")])
def test_nothing_to_complain(browser: Browser, lang: str, theme: str) -> None:
    with looking(browser, stage(), REVIEW, lang=lang, theme=theme) as on:
        ready(on)
        expect(on.page.locator("canvas")).to_be_visible()
        assert on.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert on.heard == []


def test_it_opens_with_what_was_changed_and_whether_that_helped(browser: Browser) -> None:
    made = stage()
    made.carried, made.asked = carried(), asked()
    with looking(browser, made, REVIEW) as on:
        ready(on)
        rows = on.page.get_by_role("region", name="上场改了什么，有没有用").locator("li")
        expect(rows).to_have_count(4)
        for row, said in enumerate(("有用", "看不出差别", "更差了", "没法判定")):
            expect(rows.nth(row)).to_contain_text(said)
        expect(rows.first).to_contain_text("比之前 14 场都好；凭运气这样的机会约 6.7%")
        expect(rows.first).to_contain_text("95.3%；之前 14 场中位 91.4%，[89.6%，93.1%]")
        expect(rows.nth(3)).to_contain_text("没有出现在那场的计划里")
        first, second = (on.page.locator(one).first.bounding_box() for one in (".verdict", ".tile.review"))
        assert first and second and first["y"] < second["y"]
        asks = on.page.get_by_role("region", name="下一场要改的")
        expect(asks.locator("li")).to_contain_text("空气炸锅排到第二个商品")
        expect(asks.get_by_role("button", name="答应改")).to_be_visible()
        assert on.heard == []


def test_outside_the_band_is_said_in_words(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        expect(on.page.locator(".tile", has_text="订单支付率")).to_contain_text("带外")
        expect(on.page.locator(".tile", has_text="直播间成交金额")).to_contain_text("带内")
        assert on.page.locator(".tiles .dot.outside").count() == 1


def test_too_few_shows_are_not_compared(browser: Browser) -> None:
    few = stage(review(shows=2))
    few.diagnosis = diagnosis("few")
    with looking(browser, few, REVIEW) as on:
        ready(on)
        expect(on.page.locator(".tile.review").first).to_contain_text("需要 5 场，已有 2 场")
        expect(on.page.locator(".sentence")).to_contain_text("本间可比场次满 5 场才作比较，已有 2 场")
        assert on.page.locator(".dot.outside").count() == 0
        assert on.page.get_by_text("▲").count() == 0


def test_the_sentence_holds_only_what_the_rows_hold(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        text = on.page.locator(".sentence p").first.inner_text()
        for part in (
            "¥190,344",
            "14 场",
            "多 ¥19,799",
            "26,480 人",
            "1,398 人（5.3%）",
            "1,842 单里 215 单",
            "11.7%",
        ):
            assert part in text


def test_the_total_row_is_the_tile(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        total = on.page.locator("#review-products tfoot tr").inner_text().split()
        assert {"190,344", "135,400", "10,312", "1,842", "1,627", "88.3%"} <= set(total)


def test_a_missing_stage_is_said_and_never_drawn_as_zero(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        funnel = on.page.locator("#review-funnel")
        expect(funnel).to_contain_text("26,480")
        expect(funnel).not_to_contain_text("来源未提供")
        funnel.get_by_role("button", name="平台口径").click()
        expect(funnel.get_by_text("来源未提供")).to_have_count(2)
        expect(funnel).not_to_contain_text("人没有上一步0")


def test_every_chart_has_its_table_and_a_file(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        curves = on.page.locator(".axis")
        with on.page.expect_download() as png:
            curves.get_by_role("button", name="PNG").click()
        assert png.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        curves.get_by_role("button", name="看表格").click()
        expect(curves.locator("tbody tr").first).to_contain_text("19:30")
        expect(curves.locator("tbody tr", has_text="20:31")).to_contain_text("—")
        with on.page.expect_download() as csv:
            on.page.locator("#review-products").get_by_role("button", name="导出所见").click()
        text = csv.value.path().read_text(encoding="utf-8-sig")
        assert text.splitlines()[-1].startswith("合计,")
        assert '"190,344"' in text


def test_columns_are_remembered(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        products = on.page.locator("#review-products")
        products.get_by_role("button", name="列", exact=True).click()
        products.get_by_label("加购件").uncheck()
        expect(products.locator("thead")).not_to_contain_text("加购件")
        on.page.reload()
        expect(products.locator("thead")).to_contain_text("成交额")
        expect(products.locator("thead")).not_to_contain_text("加购件")


def test_files_of_the_show_are_linked(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        links = [a.get_attribute("href") for a in on.page.locator(".buttons a").all()]
        assert links == [f"/api/v1/shows/{SHOW}/export?format={f}" for f in ("xlsx", "csv", "parquet")]


def test_definition_opens_by_keyboard(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        on.page.locator(".tile", has_text="订单支付率").focus()
        tip = on.page.get_by_role("tooltip")
        expect(tip).to_contain_text("14 场中位 91.4%")
        expect(tip).to_contain_text("1,627")
        on.page.keyboard.press("Escape")
        expect(tip).to_have_count(0)


def test_data_quality_names_what_is_left_out(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        quality = on.page.locator("#review-quality")
        for part in ("开播前", "41", "comment 40", "人均观看时长", "taobao:r1"):
            expect(quality).to_contain_text(part)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("没有条目认领", "末次触达")), ("en", ("No item claims these", "Last touch"))]
)
def test_the_warm_up_is_told_item_by_item_with_its_rule(
    browser: Browser, lang: str, words: tuple[str, str]
) -> None:
    with looking(
        browser, Stage(snapshot(), review=review(), attribution=attribution()), REVIEW, lang=lang
    ) as on:
        ready(on)
        card = on.page.locator("#review-warmup")
        for part in (*words, "预告二：说出承诺", "812", "6,698", "190", "24,172", "48", "41", "389"):
            expect(card).to_contain_text(part)
        assert on.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert on.heard == []


def test_a_source_without_entries_attributes_nothing_and_says_so(browser: Browser) -> None:
    with looking(
        browser, Stage(snapshot(), review=review(), attribution=attribution(blind=True)), REVIEW
    ) as on:
        ready(on)
        card = on.page.locator("#review-warmup")
        expect(card).to_contain_text("来源没有提供进场")
        cells = card.locator("tbody tr").first.locator("td").all_inner_texts()
        assert cells[3:5] == ["812", "431"]
        assert cells[5:9] == ["—"] * 4, "unknown, never 0"


def test_a_show_without_a_warm_up_has_no_such_card(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        expect(on.page.locator("#review-quality")).to_be_visible()
        expect(on.page.locator("#review-warmup")).to_have_count(0)


def test_paper_is_light_and_shows_nothing_to_press(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW, theme="dark") as on:
        ready(on)
        expect(on.page.locator("canvas")).to_be_visible()
        on.page.emulate_media(media="print")
        on.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(on.page.locator("html")).to_have_attribute("data-theme", "light")
        for part in ("nav", ".skip", ".review-page .tools button", ".review-page .buttons a"):
            assert on.page.locator(f"{part}:visible").count() == 0, part
        chart = on.page.locator(".review-page canvas").evaluate(
            "c => [c.clientWidth, c.parentElement.clientWidth]"
        )
        assert chart[0] == chart[1] < 1276
        on.page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(on.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_counts_of_quality_are_the_same_in_both_languages(browser: Browser) -> None:
    counts = []
    for lang in ("zh", "en"):
        with looking(browser, stage(), REVIEW, lang=lang) as on:
            ready(on)
            counts.append(on.page.locator("#review-quality .counts dt").count())
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("计划与实际", "撤下", "流程外", "每轮五个数")),
        ("en", ("Plan and real", "dropped", "not planned")),
    ],
)
def test_plan_against_real_slot_by_slot(browser: Browser, lang: str, words: tuple[str, ...]) -> None:
    with looking(browser, Stage(snapshot(), review=review(), playout=reported()), REVIEW, lang=lang) as on:
        ready(on)
        card = on.page.locator("#review-playout")
        for part in words:
            expect(card).to_contain_text(part)
        wok = card.locator("tbody tr", has_text="麦饭石不粘炒锅 32cm").first.locator("td").all_inner_texts()
        assert wok[2:8] == ["20:36:00", "20:38:20", "+02:20", "12:00", "17:40", "+05:40"]
        assert "阿哲 20:47" in wok[8]
        game = (
            card.locator("table")
            .last.locator("tbody tr", has_text="福袋互动")
            .locator("td")
            .all_inner_texts()
        )
        assert game[2:7] == ["04:00", "−24.0%", "—", "18:00", "1"], "payments that nobody told are not 0"
        assert on.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert on.heard == []


def test_a_show_without_a_rundown_has_no_such_card(browser: Browser) -> None:
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        expect(on.page.locator("#review-quality")).to_be_visible()
        expect(on.page.locator("#review-playout")).to_have_count(0)


def test_actions_stand_with_their_effects_on_one_line_around_zero(browser: Browser) -> None:
    made = stage()
    made.effects = effects()
    with looking(browser, made, REVIEW) as on:
        ready(on)
        card = on.page.locator("#review-effects")
        expect(card).to_contain_text("5 个动作，测出 3 个")
        row = card.locator("tbody tr", has_text="点击突增")
        for part in ("规则 · 点击突增 · 阿哲", "点击", "+22%", "[+6%，+40%]", "对照", "212", "有提升"):
            expect(row).to_contain_text(part)
        assert card.locator("svg.up").count() == 1 and card.locator("svg.down").count() == 1
        assert card.locator("svg.open").count() == 1, "hollow where the interval crosses zero"
        lost = card.locator("tbody tr", has_text="置顶")
        expect(lost).to_contain_text("不可分离")
        expect(lost).to_contain_text("—")
        assert lost.locator("svg").count() == 0, "no figure without an interval"
        expect(card.locator("tbody tr", has_text="成交停滞")).to_contain_text("样本不足")
        assert on.heard == []
    with looking(browser, stage(), REVIEW) as on:
        ready(on)
        expect(on.page.locator("#review-effects")).to_have_count(0)


def test_it_opens_with_the_diagnosis(browser: Browser) -> None:
    """The sentence, the chain with its table, the cause with its rows, the one change; usual, few and failing."""
    stands = stage()
    with looking(browser, stands, REVIEW) as on:
        ready(on)
        told = on.page.locator("#review-diagnosis")
        expect(told).to_contain_text("比平时多 ¥19,799")
        expect(told).to_contain_text("但「下单-付款率」吃掉 −¥8,568（80% 区间 [−¥10,168，−¥6,968]）")
        expect(told).to_contain_text("没有「商品曝光」的数据，已并入相邻一环")
        expect(told.locator("figure .column")).to_have_count(10)
        told.get_by_role("button", name="看表格").click()
        expect(told.locator("tr", has_text="下单-付款率").first).to_contain_text("突出")
        expect(told.locator(".next")).to_contain_text("订单支付率 87.2% → ≥ 91.4%")
        told.get_by_role("button", name="按商品").click()
        expect(told.locator("tr", has_text="可视空气炸锅 5L")).to_contain_text("−¥6,754")
        told.get_by_role("link", name="去看商品").click()
        expect(on.page.locator("#review-products")).to_be_in_viewport()
        stands.diagnosis = diagnosis("normal")
        on.page.reload()
        expect(told).to_contain_text("每一环都在本间平时的波动之内")
        stands.diagnosis = diagnosis("few")
        on.page.reload()
        expect(told).to_contain_text("本间可比场次满 5 场才能比较，已有 2 场")
        expect(told.locator("figure")).to_have_count(0)
        stands.diagnosis = None
        on.page.reload()
        expect(told).to_contain_text("log_damaged")
        expect(on.page.locator(".tile.review").first).to_be_visible()
