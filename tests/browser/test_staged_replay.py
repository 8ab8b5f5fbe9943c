"""The main job on real input: three real logs on one clock, replayed at ×60 in a real Chromium. The curve
moves, the table counts, and when it is over the review says what the live page said."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright
from tests.serving import Running, command, serving

pytestmark = [pytest.mark.real, pytest.mark.browser]
STAGE = "2026-11-22T20:00:00+08:00"
LOGS = {
    "taobao_userbehavior_2h/user_behavior.csv.gz": "2017-11-26T09:00:00+08:00",
    "tmall_orders_202002/tmall_order_report.csv.gz": "2020-02-25T20:00:00+08:00",
    "douyin_live_roomA/roomA.jsonl.gz": None,
}
SPEED = 60
PATIENCE_S = 60
MINUTES = 73.3
CLICKS = 51_999
LONGEST_S = 400
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a long enough phrase 7"


def stage(running: Running, data: Path) -> str:
    show = ""
    for name, t0 in LOGS.items():
        words = ["import", str(data / name), "--show", "拼接", "--stage", STAGE, "--json"]
        done = command(running.env, *words, *(["--t0", t0] if t0 else []))
        assert done.returncode in (0, 2), done.stderr
        show = json.loads(done.stdout)["show"]
    return show


def numbers(running: Running, show: str) -> dict[str, Any]:
    done = command(running.env, "review", show, "--json")
    assert done.returncode == 0, done.stderr
    return {name: value["value"] for name, value in json.loads(done.stdout)["metrics"].items()}


def sign_in(page: Page, running: Running) -> None:
    with httpx.Client(base_url=running.url, trust_env=False) as client:
        claim = {"token": running.claim, "name": "场控", "login": "c@onair.example", "password": PASSWORD}
        assert client.post("/api/v1/claim", json=claim).status_code in (200, 201, 204)
    page.goto(running.url)
    page.fill("input[autocomplete=username]", "c@onair.example")
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today**")


def seen(page: Page, show: str) -> dict[str, Any]:
    """What the live answer says now, and what is drawn."""
    body = page.evaluate("id => fetch(`/api/v1/shows/${id}/numbers`).then(answer => answer.json())", show)
    text = page.locator("body").inner_text()
    return {
        "clicks": body["metrics"]["prod_click_pv"]["value"],
        "online": body["series"].get("online", []),
        "text": text,
    }


def state_of(page: Page, show: str) -> Any:
    return page.evaluate("id => fetch(`/api/v1/shows/${id}`).then(a => a.json()).then(b => b.state)", show)


def watched(page: Page, show: str) -> list[dict[str, Any]]:
    """Looks until the replay is over, some five minutes of the show apart, each in which the table has counted on."""
    looks: list[dict[str, Any]] = []
    until = time.monotonic() + LONGEST_S
    while state_of(page, show) == "on_air":
        assert time.monotonic() < until, "the replay did not end"
        look = seen(page, show)
        if look["clicks"] is not None and (not looks or look["clicks"] != looks[-1]["clicks"]):
            looks.append(look)
        page.wait_for_timeout(5_000)
    return looks


ASK = """async ([method, path, body]) => {
  const me = await (await fetch("/api/v1/me")).json();
  const headers = { "content-type": "application/json", "x-onair-csrf": me.csrf };
  return (await fetch(path, { method, headers, body: body && JSON.stringify(body) })).json();
}"""


def rehearsed(page: Page, source: str) -> dict[str, Any]:
    """The last seven minutes of the show once more at ×60, with hostile comments; → the score."""
    raid = {"kind": "hostile_comments", "offset_s": 4_020, "length_s": 240, "strength": 60.0}
    form = {"source_show": source, "speed": 60, "from_s": 3_960, "faults": [raid]}
    made = page.evaluate(ASK, ["POST", "/api/v1/trainings", form])["show"]
    until = time.monotonic() + PATIENCE_S
    while page.evaluate(ASK, ["GET", f"/api/v1/trainings/{made}"])["state"] == "running":
        assert time.monotonic() < until, "the rehearsal did not end"
        page.wait_for_timeout(500)
    score: dict[str, Any] = page.evaluate(ASK, ["GET", f"/api/v1/trainings/{made}/score"])
    return score


def test_three_real_logs_replayed(tmp_path: Path, real_data: Path, chromium: str) -> None:
    problems: list[str] = []
    with serving(tmp_path) as running, sync_playwright() as driver:
        source = stage(running, real_data)
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.on(
            "request",
            lambda r: None if r.url.startswith((running.url, "data:", "blob:")) else problems.append(r.url),
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        sign_in(page, running)
        begun = time.monotonic()
        made = json.loads(command(running.env, "replay", source, "--speed", str(SPEED), "--json").stdout)[
            "show"
        ]
        page.goto(f"{running.url}/#/live/{made}")
        page.get_by_text("演练").first.wait_for()
        looks = watched(page, made)
        counts = [look["clicks"] for look in looks]
        assert len(looks) >= 4 and counts == sorted(counts), "the table did not count on"
        assert len(looks[-1]["online"]) > len(looks[0]["online"]), "the curve did not move"
        assert all(look["text"] != looks[0]["text"] for look in looks[1:]), "the page did not move"
        took = time.monotonic() - begun
        live, review = numbers(running, made), numbers(running, source)
        score = rehearsed(page, source)
        page.goto(f"{running.url}/#/review/{made}")
        page.get_by_text(f"{CLICKS:,}").first.wait_for(timeout=20_000)
        browser.close()
    assert counts[-1] <= CLICKS, "what lies after the end was counted while it ran"
    assert took >= MINUTES * 60 / SPEED * 0.9, "faster than ×60"
    assert live == review
    assert score["own_s"] == pytest.approx(7, abs=0.5)
    assert score["wall_s"] < score["own_s"] * 1.2 + 1, "the rehearsal fell behind"
    assert (review["order_created"], review["order_paid"]) == (263 + 1254, 228 + 1254)
    assert review["prod_click_pv"] == CLICKS
    assert review["gmv"] == 2_211_140
    assert problems == []
