"""The page of delivery in a real Chromium, in both languages; its answers are made."""

import pytest
from console_browser import context, static_console
from console_fixture import NOW, Fixture
from playwright.sync_api import Browser, Route, expect

pytestmark = pytest.mark.browser
TARGET = {"id": "tgt_1", "kind": "wecom_robot", "name": "值班群", "channel": None, "shown": "qyapi · key …9", "enabled": True,
          "dry_run": False, "trouble": None, "last_sent_at": NOW, "version": 1}  # fmt: skip
ROW = {"id": "out_1", "key": "k", "target": "tgt_1", "kind": "warmup", "category": "staff", "person": None, "title": "今晚八点",
       "due_at": NOW, "state": "unknown", "detail": "restart", "reason": "发送途中程序中断", "attempts": 1, "at": NOW}  # fmt: skip
CONTACT = {"id": "ctc_1", "label": "老客", "points": [{"channel": "sms", "shown": "138****5678"}], "created_at": NOW,
           "consents": [{"channel": "sms", "purpose": "reminder", "state": "granted", "since": NOW, "source": "form"}]}  # fmt: skip
MADE = {
    "delivery/kinds": {"items": [], "next": None},
    "delivery/targets": {"items": [TARGET], "next": None},
    "delivery/switch": {"paused": True, "dry_run": False, "why": None, "by": "阿哲", "at": NOW},
    "delivery/health": {
        "state": "failing",
        "behind": 3,
        "last_sent": NOW - 600_000,
        "fault": {"code": "vault_key_missing", "why": "密钥文件不在", "at": NOW - 1000},
    },
    "delivery/outbox": {"items": [ROW], "next": None, "counts": {"unknown": 1}},
    "contacts": {"items": [CONTACT], "next": None},
    "links": {"items": [], "next": None},
}


@pytest.mark.parametrize(
    ("lang", "stopped", "stuck", "unknown"),
    [
        ("zh", "已全部停发", ("消息发送卡住了", "最近一次发出"), "待核实"),
        ("en", "Everything is stopped", ("Sending is stuck", "The last one left"), "To be checked"),
    ],
)
def test_delivery(browser: Browser, lang: str, stopped: str, stuck: tuple[str, str], unknown: str) -> None:
    with static_console() as base:
        page = context(browser, lang=lang).new_page()
        page.clock.install(time=NOW / 1000)
        Fixture().full().on(page)

        def answer(route: Route) -> None:
            route.fulfill(json=MADE[route.request.url.split("?")[0].split("/api/v1/")[1]])

        for path in MADE:
            page.route(f"**/api/v1/{path}*", answer)
        page.add_init_script("localStorage.setItem('onair.known', '1')")
        page.goto(f"{base}/#/delivery/targets")
        expect(page.get_by_text(stopped, exact=True)).to_be_visible()
        expect(page.get_by_text("值班群")).to_be_visible()
        note = page.locator("[data-sending=failing]")
        for word in (*stuck, "3", "vault_key_missing", "密钥文件不在"):
            expect(note).to_contain_text(word)
        page.goto(f"{base}/#/delivery/outbox")
        expect(page.locator("td, [role=cell]").get_by_text(unknown)).to_be_visible()
        page.goto(f"{base}/#/delivery/contacts")
        expect(page.get_by_text("138****5678")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.context.close()
