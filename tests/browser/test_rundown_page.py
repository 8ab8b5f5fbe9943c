"""The page of the rundown in a real Chromium: edited by keyboard, saved by itself, undone, in both languages."""

import json
from typing import Any

import pytest
from console_browser import Watch, chromium, context, static_console
from console_fixture import NOW, SHOWS, Fixture
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SHOW = SHOWS[1]["id"]
PATH = f"/api/v1/shows/{SHOW}/rundown"


def answer(version: int, sent: list[dict[str, Any]]) -> dict[str, Any]:
    slots, at = [], 0
    for slot in sent:
        more = {
            "at": at,
            "starts_at": NOW,
            "category": None,
            "shown_price": None,
            "units": None,
            "stock": None,
        }
        slots.append({**slot, **more, "margin": None, "marks": []})
        at += slot["minutes"]
    figures = {
        "currency": "CNY", "minutes": at, "total": 180, "roles": [], "gmv": None, "gmv_low": None, "gmv_high": None,
        "margin": None, "margin_floor": 0.28, "talks": 0, "priced": 0, "costed": 0,
    }  # fmt: skip
    return {
        "id": "r", "show": SHOW, "theme": None, "version": version, "starts_at": NOW, "zone": "Asia/Shanghai",
        "total": 180, "limits": {}, "slots": slots, "findings": [], "broken": [], "figures": figures,
        "promises": [], "curve_shows": 0, "updated_at": NOW, "updated_by": "周宁",
    }  # fmt: skip


def slot(number: int, title: str, minutes: int) -> dict[str, Any]:
    return {
        "id": f"slt_{number:026d}", "kind": "product", "title": title, "minutes": minutes, "product": None, "host": None,
        "helpers": [], "role": None, "price": None, "pin": None, "card": {"form": "three"}, "sheet": {}, "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_a_rundown_is_edited_by_keyboard(lang: str, theme: str) -> None:
    sent: list[dict[str, Any]] = []
    held = {"body": answer(1, [slot(1, "甲", 5), slot(2, "乙", 10)])}

    def put(request: Any) -> tuple[int, Any]:
        sent.append(json.loads(request.post_data))
        held["body"] = answer(len(sent) + 1, sent[-1]["slots"])
        return 200, held["body"]

    fixture = Fixture().full()
    fixture.answers |= {("GET", PATH): lambda _: (200, held["body"]), ("PUT", PATH): put}
    fixture.answers |= {
        ("GET", f"/api/v1/{name}"): (200, {"items": [], "next": None}) for name in ("personas", "themes")
    }
    with chromium() as browser, static_console() as base:
        page = context(browser, lang=lang, theme=theme).new_page()
        watch = Watch(base).on(page)
        fixture.on(page)
        page.goto(f"{base}/#/rundown/{SHOW}")
        rows = page.locator("tr[data-row] .name")
        expect(rows).to_have_text(["甲", "乙"])
        page.keyboard.press("Alt+ArrowRight")
        expect(rows).to_have_text(["乙", "甲"])
        page.keyboard.press("+")
        expect(page.locator("tr.sel td").nth(2)).to_contain_text("6")
        page.keyboard.press("z")
        page.keyboard.press("z")
        expect(rows).to_have_text(["甲", "乙"])
        expect(page.get_by_role("status").first).to_contain_text("v")
        page.wait_for_timeout(900)
        assert [one["title"] for one in sent[-1]["slots"]] == ["甲", "乙"]
        page.context.close()
    assert watch.faults == []
