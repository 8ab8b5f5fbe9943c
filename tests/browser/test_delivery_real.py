"""Delivery on a real server against a capture server: wrong secret, dead line, consents from a file, rules, staff tasks."""

from collections.abc import Iterator

import pytest
from console_browser import Watch, claimed, context
from playwright.sync_api import Browser, Locator, Page, expect
from tests.delivery.capture import DINGTALK_SECRET, Capture, capturing, robot_urls
from tests.serving import Running, serving

pytestmark = pytest.mark.browser
LIST = (
    "称呼,手机号,企业微信,同意用途,同意时间\n"
    "老客甲,13800000001,,营销推广,2026-01-01 10:00\n"
    "老客乙,13800000002,wmDemo000002,营销推广、服务通知,2026-01-02\n"
    "没说同意,13800000003,,,2026-01-02\n"
)
TABS = ("targets", "outbox", "contacts", "rules", "links")


@pytest.fixture(scope="module")
def shop() -> Iterator[Capture]:
    with capturing() as capture:
        yield capture


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("delivery")
    with serving(folder, ONAIR_ALLOW_PRIVATE_TARGETS="on") as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Running, browser: Browser) -> Iterator[Page]:
    yield claimed(browser, server.url, server.claim)


@pytest.fixture(autouse=True)
def _faultless(server: Running, page: Page) -> Iterator[None]:
    watch = Watch(server.url).on(page)
    yield
    assert [
        fault for fault in watch.faults if "400 (Bad Request)" not in fault
    ] == []  # refusals are on purpose


def at(page: Page, server: Running, tab: str) -> None:
    page.goto(f"{server.url}/#/delivery/{tab}")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def fill(page: Page, kind: str, name: str, **config: str) -> Locator:
    """The form of a new target, filled and sent. → the drawer."""
    page.get_by_role("button", name="新建通道").first.click()
    drawer = page.locator(".el-drawer").filter(has_text="新建通道")
    drawer.locator(".el-select").first.click()
    page.get_by_role("option", name=kind).click()
    for field, value in {"name": name, **config}.items():
        drawer.locator(f"input[name={field}]").fill(value)
    drawer.locator("button[type=submit]").click()
    return drawer


QUIET = """async ([from, to]) => {
  const told = async (path, more) => (await fetch(`/api/v1/${path}`, more)).json();
  const headers = { "Content-Type": "application/json", "X-OnAir-CSRF": (await told("me")).csrf };
  const rules = { ...(await told("contacts-rules")), quiet_from: from, quiet_to: to };
  return (await fetch("/api/v1/contacts-rules", { method: "PUT", headers, body: JSON.stringify(rules) })).status;
}"""
"""Equal minutes of the day: no quiet hours, so that a test says the same at any hour."""


def newest(page: Page, target: str) -> Locator:
    return page.locator("tbody tr").filter(has_text=target).first


def test_a_wrong_secret_is_said_and_the_right_one_arrives(server: Running, page: Page, shop: Capture) -> None:
    shop.say = lambda _capture, _path: (200, {"errcode": 310000, "errmsg": "sign not match"}, {})
    at(page, server, "targets")
    urls = robot_urls(shop.url, "a")["dingtalk_robot"]
    drawer = fill(page, "钉钉自定义机器人", "值班钉钉", url="没有这个地址", secret="SECwrong")
    expect(drawer).to_contain_text("不是网址")
    drawer.locator("input[name=url]").fill(urls["url"])
    drawer.locator("button[type=submit]").click()
    expect(drawer).to_be_hidden()
    page.locator("tbody tr").filter(has_text="值班钉钉").get_by_role("button", name="发测试").click()
    expect(newest(page, "值班钉钉")).to_contain_text("签名不对")
    expect(newest(page, "值班钉钉")).to_contain_text("失败")
    shop.say = None
    at(page, server, "targets")
    row = page.locator("tbody tr").filter(has_text="值班钉钉")
    row.get_by_role("button", name="改设置").click()
    change = page.locator(".el-drawer").filter(has_text="密钥不会显示")
    change.locator("input[name=url]").fill(urls["url"])
    change.locator("input[name=secret]").fill(DINGTALK_SECRET)
    change.locator("button[type=submit]").click()
    expect(change).to_be_hidden()
    row.get_by_role("button", name="发测试").click()
    expect(newest(page, "值班钉钉")).to_contain_text("已发出")
    assert shop.wrong == []
    assert len(shop.texts) == 1


def test_a_dead_line_is_said_and_tried_again(server: Running, page: Page) -> None:
    at(page, server, "targets")
    drawer = fill(
        page, "企业微信群机器人", "断线的群", url="http://127.0.0.1:9/cgi-bin/webhook/send?key=dead"
    )
    expect(drawer).to_be_hidden()
    page.locator("tbody tr").filter(has_text="断线的群").get_by_role("button", name="发测试").click()
    expect(newest(page, "断线的群")).to_contain_text("连不上对方")
    newest(page, "断线的群").get_by_role("button", name="取消").click()
    expect(newest(page, "断线的群")).to_contain_text("已取消")


def test_a_list_comes_in_with_consents_and_a_withdrawal_counts_at_once(server: Running, page: Page) -> None:
    at(page, server, "contacts")
    page.get_by_role("button", name="导入名单").click()
    file = {"name": "名单.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.locator("input[type=file]").set_input_files([file])
    expect(page.get_by_role("status").filter(has_text="导入完成")).to_contain_text(
        "新增 2，补充 0，已有 0，隔离 1"
    )
    expect(page.get_by_text("没有写明对方同意的用途")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("13800000003")
    page.fill("input[name=contact-search]", "0001")
    rows = page.locator("tbody tr").filter(has_text="老客")
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name="同意记录").click()
    drawer = page.locator(".el-drawer").filter(has_text="老客甲")
    drawer.get_by_role("button", name="撤回「短信 · 营销推广」").press("Enter")
    expect(drawer).to_contain_text("没有联系方式了")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.fill("input[name=contact-search]", "查无此人")
    expect(page.get_by_text("没有找到。")).to_be_visible()


def test_a_task_for_customers_awaits_the_employee(server: Running, page: Page, shop: Capture) -> None:
    at(page, server, "targets")
    assert page.evaluate(QUIET, [0, 0]) == 200
    config = robot_urls(shop.url, "a")["wecom_customer"]
    drawer = fill(page, "企业微信客户群发", "林姐的客户", **config)
    expect(drawer).to_be_hidden()
    row = page.locator("tbody tr").filter(has_text="林姐的客户")
    row.get_by_role("button", name="发测试").click()
    dialog = page.get_by_role("dialog", name="测试发给哪位联系人")
    dialog.locator(".el-select").click()
    page.get_by_role("option", name="老客乙").click()
    dialog.get_by_role("button", name="发测试").click()
    message = newest(page, "林姐的客户")
    expect(message).to_contain_text("待员工确认")
    expect(message).not_to_contain_text("已送达")
    assert [task["external_userid"] for task in shop.tasks] == [["wmDemo000002"]]
    message.get_by_role("button", name="员工已发").click()
    expect(message).to_contain_text("已发出")
    assert page.evaluate(QUIET, [22 * 60, 8 * 60]) == 200


def test_quiet_hours_and_caps_are_kept(server: Running, page: Page) -> None:
    at(page, server, "rules")
    page.fill("input[name=quiet_from]", "9pm")
    expect(page.get_by_text("写成 22:00 这样的 24 小时制")).to_be_visible()
    page.fill("input[name=quiet_from]", "21:30")
    page.locator("button[type=submit]").click()
    expect(page.get_by_text("已保存，从下一条起生效")).to_be_visible()
    page.reload()
    expect(page.locator("input[name=quiet_from]")).to_have_value("21:30")


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 1024)])
def test_every_tab_fits_in_both_languages(
    server: Running, page: Page, browser: Browser, lang: str, theme: str, width: int
) -> None:
    other = context(browser, lang, theme).new_page()
    other.set_viewport_size({"width": width, "height": 900})
    other.context.add_cookies(page.context.cookies())
    watch = Watch(server.url).on(other)
    for tab in TABS:
        at(other, server, tab)
        expect(other.get_by_role("heading", level=1)).to_have_text("发送" if lang == "zh" else "Delivery")
        expect(other.locator("section.card, .card").first).to_be_visible()
        assert other.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, tab
    assert watch.faults == []
    other.context.close()
