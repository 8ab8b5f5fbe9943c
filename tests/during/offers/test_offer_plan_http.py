"""Planned offers over HTTP, on a whole server: write, check, schedule, publish; what is out stands; report and files."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import openpyxl
import pytest
from tests.browser.planned_evening import Caller
from tests.serving import serving

MINUTE = 60_000


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with serving(tmp_path_factory.mktemp("offerplan")) as server:
        made = Caller(server)
        goods = {
            "title": "=cmd() 示例锅",
            "category": "锅具",
            "price": 16900,
            "stock": 300,
            "role": "hero",
            "currency": "CNY",
        }
        made.call("PUT", "/api/v1/products/pan", goods)
        supply = {"cost": 7000, "commission_rate": 0.05, "version": 0}
        made.call("PUT", "/api/v1/selection/supply/pan", supply)
        yield made
        made.client.close()


def show(caller: Caller, *, on_air: bool = True) -> str:
    now = int(time.time() * 1000)
    room = caller.call("POST", "/api/v1/rooms", {"name": f"示例间{now}", "platform": "taobao"})
    assert (room["market"], room["stock_owner"]) == ("cn", "onair")
    form = {
        "title": "播",
        "room": room["id"],
        "starts_at": now,
        "planned_end": now + 60 * MINUTE,
        "currency": "CNY",
    }
    made = str(caller.call("POST", "/api/v1/shows", form)["id"])
    if on_air:
        caller.call("POST", f"/api/v1/shows/{made}/ready")
        caller.call("POST", f"/api/v1/shows/{made}/start")
    return made


def act(n: int, action: str, **data: Any) -> dict[str, Any]:
    return {"id": f"x{data['offer']}{n}", "action": action, "data": data}


def flash(**change: Any) -> dict[str, Any]:
    return {
        "kind": "flash", "title": "=1+1 示例锅", "product": "pan", "usual_price": 16900, "price": 14900, "stock": 80,
        "per_person": 1, "lasts_s": 600, **change,
    }  # fmt: skip


def other_eyes(caller: Caller) -> httpx.Client:
    """Somebody who may read shows and is none of those to whom costs are told."""
    key = caller.call("POST", "/api/v1/keys", {"name": "墙", "scopes": ["shows:read"]})["secret"]
    return httpx.Client(base_url=caller.client.base_url, headers={"Authorization": f"Bearer {key}"})


def refused(caller: Caller, method: str, path: str, body: Any, status: int) -> Any:
    answer = caller.client.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def until(ask: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    for _ in range(200):
        found = ask()
        if wanted(found):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_from_a_draft_to_the_report(caller: Caller) -> None:
    own = show(caller)
    base = f"/api/v1/shows/{own}/offers"
    made = caller.call("POST", base, flash(reference="listed", reference_amount=22900))
    assert (made["state"], made["version"], made["check"]["refused"]) == ("draft", 1, True)
    finding = made["check"]["findings"][0]
    assert (finding["code"], finding["rule"], finding["article"]) == ("reference_none", "C10", "16")

    actions = f"/api/v1/shows/{own}/actions"
    no = refused(caller, "POST", actions, act(1, "offer_publish", offer=made["id"]), 409)
    assert no["code"] == "offer_refused" and no["data"]["findings"][0]["code"] == "reference_none"
    law = caller.call("POST", f"{base}/check", {"draft": flash(title="示例锅 全网最低价"), "id": None})[
        "findings"
    ]
    assert [(one["code"], one["rule"], one["block"]) for one in law] == [("words", "C01", True)]
    checked = caller.call("POST", f"{base}/check", {"draft": flash(price=5000), "id": made["id"]})
    assert [one["code"] for one in checked["findings"]] == ["price_floor"] and checked["floor"] == 10448
    with other_eyes(caller) as eyes:
        blind = eyes.get(base).json()["items"][0]["check"]
    assert (blind["floor"], blind["margin"], blind["share"], blind["paid"]) == (None, None, None, 14900)
    assert "104.48" not in checked["findings"][0]["say"] + checked["findings"][0]["repair"]

    path = f"/api/v1/offers/{made['id']}"
    kept = caller.call("PUT", path, {"version": 1, "draft": flash()})
    assert (kept["check"]["findings"], kept["version"]) == ([], 2)
    stale = refused(caller, "PUT", path, {"version": 1, "draft": flash(price=13900)}, 409)
    assert stale["code"] == "stale" and stale["data"]["difference"]["price"] == {
        "yours": 13900,
        "theirs": 14900,
    }
    bad = refused(caller, "PUT", path, {"version": 2, "draft": flash(stock=0)}, 400)
    assert bad["data"]["fields"] == {"draft.stock": "不能小于 1"}
    assert (
        refused(caller, "POST", f"{path}/schedule", {"version": 2, "on": True}, 409)["code"]
        == "offer_no_start"
    )

    _what_is_out_stands(caller, base, actions, made["id"])
    _restocked_ended_reported(caller, own, base, made["id"])


def _what_is_out_stands(caller: Caller, base: str, actions: str, offer: str) -> None:
    path = f"/api/v1/offers/{offer}"
    until(
        lambda: caller.client.post(actions, json=act(2, "offer_publish", offer=offer)).status_code,
        lambda code: code == 200,
    )
    live = until(lambda: caller.call("GET", base)["items"][0], lambda one: one["published_at"] is not None)
    assert (live["state"], live["counts"]["left"], live["counts"]["price"]) == ("live", 80, 14900)
    until(
        lambda: (
            caller.client.put(path, json={"version": live["version"], "draft": flash(lasts_s=1200)})
            .json()
            .get("code")
        ),
        lambda code: code == "offer_end_frozen",
    )
    end = refused(
        caller,
        "PUT",
        path,
        {"version": live["version"], "draft": flash(ends_at=live["ends_at"] + MINUTE)},
        409,
    )
    assert "第 20 条" in end["detail"]
    raised = refused(
        caller,
        "PUT",
        path,
        {"version": live["version"], "draft": flash(reference="listed", reference_amount=45900)},
        409,
    )
    assert raised["code"] == "offer_terms_frozen" and "第 49 条" in raised["detail"]
    assert refused(caller, "DELETE", path, None, 409)["code"] == "offer_plan_locked"


def _restocked_ended_reported(caller: Caller, own: str, base: str, offer: str) -> None:
    actions = f"/api/v1/shows/{own}/actions"
    caller.call("POST", actions, act(3, "offer_restock", offer=offer, qty=20, why="第二批"))
    caller.call("POST", actions, act(4, "offer_end", offer=offer, why="挂错了"))
    told = caller.call("GET", f"{base}/report")["items"][0]
    assert (told["state"], told["end_why"], told["counts"]["on_sale"], told["counts"]["restocks"]) == (
        "ended",
        "asked",
        100,
        1,
    )
    again = caller.call("POST", base, flash(title="示例锅再来一次"))
    assert [one["code"] for one in again["check"]["findings"]] == ["countdown_reset"]

    book = openpyxl.load_workbook(io.BytesIO(caller.client.get(f"{base}/export?format=xlsx").content))
    assert book.sheetnames == ["优惠", "价格依据", "发现"]
    csv = caller.client.get(f"{base}/export?format=csv").text
    assert '"\'=1+1 示例锅"' in csv and '"\'=cmd() 示例锅"' in csv
    assert refused(caller, "GET", f"{base}/export?format=pdf", None, 400)["code"] == "offer_unknown_file"


def test_scheduled_by_hand_published_by_the_server(caller: Caller) -> None:
    own = show(caller)
    base = f"/api/v1/shows/{own}/offers"
    soon = int(time.time() * 1000) + 1_500
    made = caller.call("POST", base, flash(title="示例锅定时", starts_at=soon, product="pan"))
    on = caller.call("POST", f"/api/v1/offers/{made['id']}/schedule", {"version": 1, "on": True})
    assert (on["state"], on["version"]) == ("scheduled", 2)
    live = until(lambda: caller.call("GET", base)["items"][0], lambda one: one["published_at"] is not None)
    assert live["state"] == "live" and live["published_at"] >= soon
    assert live["ends_at"] == live["published_at"] + 600_000


def test_what_a_product_grants_and_who_may_say_so(caller: Caller) -> None:
    path = "/api/v1/policies/pan"
    none = caller.call("GET", path)
    assert (none["version"], none["returns_days"], none["legal_days"]) == (0, None, 7)
    kept = caller.call("PUT", path, {"version": 0, "returns_days": 15, "instalments": 6})
    assert (kept["version"], kept["returns_days"], kept["instalments"]) == (1, 15, 6)
    assert refused(caller, "PUT", path, {"version": 0, "returns_days": 7}, 409)["data"]["difference"] == {
        "returns_days": {"yours": 7, "theirs": 15}
    }
    own = show(caller, on_air=False)
    made = caller.call(
        "POST",
        f"/api/v1/shows/{own}/offers",
        flash(kind="instalment", price=16900, lasts_s=None, instalment={"n": 12}, title="示例分期"),
    )
    assert [one["code"] for one in made["check"]["findings"]] == ["instalment_beyond"]
    assert caller.client.delete(f"/api/v1/offers/{made['id']}").status_code == 204
    assert caller.call("GET", f"/api/v1/shows/{own}/offers")["items"] == []
    assert (
        refused(caller, "GET", "/api/v1/shows/shw_00000000000000000000000000/offers", None, 404)["code"]
        == "show_not_found"
    )
