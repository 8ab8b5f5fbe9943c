"""One walk over the console on a real server: from the one-time link to shows, products, imports, people."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_browser import Watch, chromium, context
from playwright.sync_api import Page, expect
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
PASSWORD = "kitchen pots shine"
GOODS = (
    "商品ID,商品名称,类目,价格,库存\np2,硅胶铲勺五件套,厨具,49.9,8\np3,,清洁,9.9,1\np4,保鲜盒,收纳,一百,2\n"
)


def chat() -> str:
    rows = [
        f"2026-11-21 19:{i % 60:02d}:0{i % 6},u{i % 7},第{i}句,{'评论' if i % 3 else '进入'}"
        for i in range(60)
    ]
    return "\n".join(["时间,会员名,内容,行为", *rows, "坏时间,u1,x,评论"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("console")) as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Running) -> Iterator[Page]:
    """One browser, in which the owner claims the account first; faults are looked at after each test."""
    with chromium() as browser:
        opened = context(browser).new_page()
        opened.set_default_timeout(30_000)
        opened.goto(f"{server.url}/#/claim?token={server.claim}")
        for field, value in {
            "name": "阿哲",
            "login": "azhe",
            "password": PASSWORD,
            "repeat": PASSWORD,
        }.items():
            opened.fill(f"input[name={field}]", value)
        opened.get_by_role("button", name="设好并进入").click()
        expect(opened.get_by_role("heading", level=1)).to_have_text("今日")
        yield opened


@pytest.fixture(autouse=True)
def _faultless(server: Running, page: Page) -> Iterator[None]:
    watch = Watch(server.url).on(page)
    yield
    assert watch.faults == []


def at(page: Page, server: Running, path: str) -> None:
    page.goto(f"{server.url}/#{path}")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def save(page: Page) -> None:
    page.locator(".el-drawer button[type=submit]").click()


def upload(page: Page, name: str, text: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def test_a_show_from_plan_to_air(server: Running, page: Page) -> None:
    at(page, server, "/shows?new=1")
    page.get_by_role("button", name="新建直播间").click()
    page.get_by_placeholder("直播间名称").fill("青禾厨房旗舰店")
    page.locator(".make").get_by_role("button", name="保存").click()
    expect(page.locator(".room .line .el-select")).to_contain_text("青禾厨房旗舰店")
    page.fill(".el-drawer input[name=title]", "秋冬厨房焕新")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("秋冬厨房焕新")
    page.get_by_role("button", name="标为就绪").click()
    expect(page.get_by_role("button", name="开播", exact=True)).to_be_visible()
    page.get_by_role("button", name="生成链接").first.click()
    expect(page.locator(".once")).to_contain_text(f"{server.url}/p/")
    page.get_by_role("button", name="编辑").click()
    page.fill(".el-drawer input[name=title]", "秋冬厨房焕新 · 返场")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("秋冬厨房焕新 · 返场")
    page.get_by_role("button", name="复制一场").click()
    page.get_by_role("status").get_by_role("button", name=re.compile("撤销")).click()
    at(page, server, "/shows")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_products_by_hand_and_by_file(server: Running, page: Page) -> None:
    at(page, server, "/products")
    page.locator(".page-head").get_by_role("button", name="新建商品").click()
    for field, value in {"id": "p1", "title": "麦饭石不粘炒锅 32cm", "price": "169", "stock": "429"}.items():
        page.fill(f".el-drawer input[name={field}]", value)
    save(page)
    expect(page.locator("main tbody")).to_contain_text("¥169")
    page.get_by_role("button", name="导入商品").click()
    upload(page, "goods.csv", GOODS)
    expect(page.locator(".result")).to_contain_text("新增 1，更新 0，隔离 2")
    expect(page.locator(".rejected")).to_contain_text("bad_money")
    expect(page.locator("main")).to_contain_text("¥49.90")
    page.get_by_role("button", name="麦饭石不粘炒锅 32cm").click()
    page.get_by_role("button", name="删除").click()
    page.get_by_role("status").get_by_role("button", name=re.compile("撤销")).click()
    expect(page.get_by_role("button", name="麦饭石不粘炒锅 32cm")).to_be_visible()


def test_an_unknown_table_is_learnt_once(server: Running, page: Page) -> None:
    at(page, server, "/imports")
    page.fill("input[name=title]", "聊天一场")
    upload(page, "聊天.csv", chat())
    expect(page.locator(".wizard")).to_be_visible()
    page.get_by_role("button", name="按这样导入").click()
    expect(page.locator(".sums")).to_contain_text("60")
    expect(page.locator(".rejected")).to_contain_text("bad_time")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载隔离行").click()
    assert "bad_time" in Path(download.value.path()).read_text("utf-8-sig")
    at(page, server, "/imports")
    page.fill("input[name=title]", "聊天一场")
    upload(page, "聊天再来.csv", chat())
    expect(page.locator(".sums")).to_contain_text("60")  # duplicates now; nobody was asked again
    expect(page.locator(".wizard")).to_have_count(0)


def test_connections_people_keys_and_audit(server: Running, page: Page) -> None:
    at(page, server, "/connections")
    page.locator(".page-head").get_by_role("button", name="新建接入").click()
    page.fill(".el-drawer input[name=name]", "抖音桥接")
    page.locator(".el-drawer .room .el-select").click()
    page.locator(".el-select-dropdown__item:visible").first.click()
    save(page)
    expect(page.get_by_role("dialog", name="接入密钥")).to_contain_text("whsec_")
    at(page, server, "/settings/people")
    page.get_by_role("button", name="邀请成员").click()
    page.fill(".el-drawer input[name=name]", "周宁")
    page.locator(".el-drawer label:has-text('场控')").click()
    save(page)
    expect(page.get_by_role("dialog", name="一次性邀请链接")).to_contain_text("/#/claim?token=")
    at(page, server, "/settings/keys")
    page.get_by_role("button", name="新建密钥").first.click()
    page.fill(".el-drawer input[name=name]", "桥")
    save(page)
    expect(page.get_by_role("dialog", name="密钥", exact=True)).to_contain_text("onair_")
    at(page, server, "/settings/audit")
    expect(page.locator("main tbody")).to_contain_text("key.create")
    page.get_by_role("button", name="校验整条链").click()
    expect(page.locator(".verdict")).to_contain_text("链条完整")


def test_an_overlay_is_edited_and_a_typed_number_is_refused(server: Running, page: Page) -> None:
    """On a page of its own: a refusal is a 400, which the browser writes into its console."""
    page = page.context.new_page()
    at(page, server, "/overlays")
    page.get_by_role("button", name="复制一份").click()
    expect(page.get_by_label("名称")).to_have_value(re.compile("副本"))
    frame = page.frame_locator("iframe")
    expect(frame.locator(".seller-card")).to_contain_text("示例厨房用品店")
    page.get_by_role("button", name=re.compile("^成交与补货")).click()
    line = page.get_by_label("第 2 行", exact=True)
    line.fill("本款已售5000件")
    expect(page.locator("[data-rule=C15]")).to_contain_text("反不正当竞争法 9, 25")
    page.get_by_role("button", name="保存并播出").click()
    expect(page.locator(".desk .side")).to_contain_text("overlay_layout_refused")
    page.get_by_role("button", name="换成 {show.paid_orders}").click()
    expect(line).to_have_value("本款已售{show.paid_orders}件")
    expect(page.locator("[data-rule=C15]")).to_have_count(0)
    expect(frame.locator(".proof")).to_contain_text("本款已售214件")
    page.get_by_role("button", name=re.compile("^最新问答")).press("ArrowDown")
    expect(page.get_by_role("button", name=re.compile("^最新问答"))).to_have_attribute(
        "aria-label", re.compile("2, 24")
    )
    page.get_by_role("button", name="保存并播出").click()
    expect(page.locator(".desk .side")).to_contain_text("已保存，开着的页面已换上")
    page.locator(".list .el-select").click()
    page.locator(".el-select-dropdown__item:visible").first.click()
    page.get_by_role("button", name="生成链接").click()
    address = page.locator(".once code").inner_text()
    opened = page.context.new_page()
    opened.set_viewport_size({"width": 1080, "height": 1920})
    opened.goto(address)
    expect(opened.locator("main")).to_have_attribute("data-size", "tall")
    expect(page.locator(".token")).to_contain_text("1 个页面开着", timeout=12_000)
    page.get_by_role("button", name="收回").click()
    expect(opened.locator("main")).to_have_count(0)
    opened.close()
    page.locator(".desk").get_by_role("button", name="删除", exact=True).first.click()
    expect(page.locator(".list li")).to_have_count(4)
    form = page.get_by_role("form", name="全团队的贴片设置")
    form.get_by_label("成交数最小值").fill("20")
    for name, said in (("叫什么", "测试号（示例）"), ("来源", "douyin:room-1"), ("平台用户编号", "10086")):
        form.get_by_label(re.compile(f"^{name}")).fill(said)
    form.get_by_role("button", name="保存设置").click()
    expect(form).to_contain_text("已保存，开着的贴片已按它显示")
    page.reload()
    expect(form.get_by_label("成交数最小值")).to_have_value("20")
    expect(form).to_contain_text("测试号（示例）已登记")
    expect(form).not_to_contain_text("10086")
    page.close()


def test_the_dictionary_is_the_servers(server: Running, page: Page) -> None:
    at(page, server, "/metrics?q=order_paid")
    expect(page.locator("main article")).to_have_count(1)
    page.fill("input[name=search]", "")
    assert page.locator("main article").count() > 50


def test_out_and_in_again(server: Running, page: Page) -> None:
    at(page, server, "/products")
    page.get_by_role("button", name="账号菜单").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.fill("input[name=login]", "azhe")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("商品")
