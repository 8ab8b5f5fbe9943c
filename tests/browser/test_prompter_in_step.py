"""The host's screen and the console in two windows on a real server: the same slot and the same over and under, through a
kill -9 and a cut line; what was acknowledged stays acknowledged, what was tapped meanwhile arrives."""

import re
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from console_browser import until
from planned_evening import CARD, GOODS, Caller
from playwright.sync_api import Browser, Page, expect
from tests.serving import Running, serving

pytestmark = [pytest.mark.browser, pytest.mark.fault]
SECOND = 1000
DEAF = """delete window.SharedWorker; delete window.BroadcastChannel; const Real = window.EventSource;
window.EventSource = class extends Real { addEventListener(type, hear) { super.addEventListener(type, type === 'delta' ? () => 0 : hear); } };"""
"""A page that stays as it was opened: what being out of step looks like."""


def evening(caller: Caller) -> str:
    for name in ("wok", "cup"):
        title, category, price, stock, role, _ = GOODS[name]
        goods = {
            "title": title,
            "category": category,
            "price": price,
            "stock": stock,
            "role": role,
            "currency": "CNY",
        }
        caller.call("PUT", f"/api/v1/products/{name}", goods)
    now = round(time.time() * SECOND)
    form = {"title": "返场", "starts_at": now, "planned_end": now + 3_600 * SECOND, "currency": "CNY"}
    show = str(caller.call("POST", "/api/v1/shows", form)["id"])
    slots = [
        {"kind": "opening", "title": "开场", "minutes": 5},
        {"kind": "product", "title": "炒锅", "minutes": 12, "product": "wok", "role": "hero", "card": CARD},
        {"kind": "product", "title": "保温杯", "minutes": 10, "product": "cup", "role": "traffic"},
    ]
    caller.call("PUT", f"/api/v1/shows/{show}/rundown", {"version": 0, "slots": slots})
    caller.call("POST", f"/api/v1/shows/{show}/ready", {})
    caller.call("POST", f"/api/v1/shows/{show}/start", {})
    return show


def seconds(text: str) -> int:
    found = re.search(r"(?:(\d+):)?(\d+):(\d\d)", text)
    return -1 if found is None else sum(int(n or 0) * f for n, f in zip(found.groups(), (3600, 60, 1)))


class Evening:
    """Control at the console, the host at the prompter."""

    def __init__(self, browser: Browser, running: Running) -> None:
        self.caller, self.browser, self.running = Caller(running), browser, running
        self.show = evening(self.caller)
        self.link = self.caller.call(
            "POST", f"/api/v1/shows/{self.show}/tokens", {"view": "prompter", "name": "主播平板"}
        )["token"]
        desk = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        desk.add_cookies([self.caller.cookie])
        self.console = desk.new_page()
        self.console.goto(f"{running.url}/#/live/{self.show}")
        self.host = self.prompter()

    def close(self) -> None:
        self.caller.client.close()

    def prompter(self, script: str = "") -> Page:
        context = self.browser.new_context(
            viewport={"width": 1024, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(f"{self.running.url}/p/{self.link}")
        return page

    def act(self, action: str, **data: Any) -> None:
        body = {"id": f"t{uuid.uuid4().hex}", "action": action, "data": data}
        self.caller.call("POST", f"/api/v1/shows/{self.show}/actions", body)

    def apart(self, host: Page) -> float:
        """Seconds between what both say is left of the slot; a thousand where they show different slots."""
        slot = host.locator("h1").inner_text()
        if slot not in self.console.locator(".col.left h3").first.inner_text():
            return 1000.0
        theirs = seconds(self.console.locator(".times div").last.inner_text())
        mine = seconds(host.locator(".time b").inner_text())
        return abs(theirs - mine) if min(theirs, mine) >= 0 else 1000.0

    def late(self) -> Callable[[], bool]:
        """Both say the same of the show: late or early, within a second."""

        def agree() -> bool:
            mine = self.host.locator(".time small").inner_text()
            theirs = self.console.locator(".col.left header").first.inner_text()
            same = all(word in mine and word in theirs for word in ("早",)) or (
                "晚" in mine and "晚" in theirs
            )
            return same and abs(seconds(mine.rpartition(" ")[2]) - seconds(theirs.rpartition("全场")[2])) <= 1

        return agree


def test_both_keep_in_step_through_a_restart_and_a_cut(tmp_path: Path, browser: Browser) -> None:
    with serving(tmp_path) as running, closing(Evening(browser, running)) as on:
        console, host = on.console, on.host
        on.act("slot_next")
        on.act("slot_next")
        expect(host.locator("h1")).to_have_text("炒锅")
        until(console, lambda: on.apart(host) <= 1, "the same slot and the same time left")
        until(console, on.late(), "the show is as early on both")
        console.keyboard.press("t")
        console.keyboard.insert_text("先答电磁炉")
        console.keyboard.press("Enter")
        expect(host.locator(".whisper")).to_contain_text("先答电磁炉")
        host.get_by_role("button", name="知道了").click()
        piece = console.get_by_role("region", name="主播屏")
        expect(piece).to_contain_text("知道了 · 主播平板")
        expect(console.locator("footer")).to_contain_text("主播平板 知道了 「先答电磁炉」")

        running.kill()
        expect(host.locator(".banner.warn")).to_have_text(
            re.compile(r"^断线 · 数字停在 \d\d:\d\d:\d\d$"), timeout=5_000
        )
        expect(host.locator(".of-price b")).to_have_class(re.compile(r"\bold\b"))
        host.get_by_role("button", name="上链接").click()
        running.restart()
        expect(host.locator(".banner.warn")).to_have_count(0)
        until(console, lambda: on.apart(host) <= 1, "in step again after kill -9")
        until(console, on.late(), "the show is as early on both again")
        expect(host.locator(".of-price b")).not_to_have_class(re.compile(r"\bold\b"))
        expect(host.locator(".whisper")).to_have_count(0)
        expect(piece).to_contain_text("知道了 · 主播平板")
        expect(piece).to_contain_text("上链接")
        on.act("pin", product="wok")
        expect(host.get_by_role("button", name=re.compile("上链接 ✓"))).to_be_visible()

        host.context.set_offline(True)
        expect(host.locator(".banner.warn")).to_contain_text("断线")
        host.context.set_offline(False)
        expect(host.locator(".banner.warn")).to_have_count(0)

        deaf = on.prompter(DEAF)
        expect(deaf.locator("h1")).to_have_text("炒锅")
        until(console, lambda: on.apart(deaf) <= 1, "as it was opened it is right")
        on.act("slot_extend", minutes=2)
        until(
            console, lambda: on.apart(host) <= 1 and on.apart(deaf) > 60, "the measure tells in step from not"
        )
