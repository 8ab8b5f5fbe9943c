"""A review behind a link: what leaves the house and what does not, until when, and for whom it is counted."""

import json
from typing import Any

import pytest
from tests.after.desk import START, Desk, desk

from onair.access.secrets import digest
from onair.after.review.sharing import http, service
from onair.after.review.sharing.model import ReviewShare
from onair.events.model import Comment, Gauge, Slot
from onair.kernel.buckets import Buckets
from onair.kernel.clock import DAY_MS

WORD = "canary甲"


async def shared(d: Desk, show: str, **form: Any) -> tuple[dict[str, Any], str]:
    answer = await d.send("POST", f"/api/v1/shows/{show}/shares", {"name": "供应商", **form})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return body, body["url"].rsplit("/r/", 1)[1]


async def opened(d: Desk, secret: str) -> Any:
    return await d.client.get(f"/api/v1/shared/{secret}")


async def test_a_link_shows_numbers_and_nobody(tmp_path):
    said = Comment(id="c", source="sim:room", at=START + 5000, user="u", nick=WORD, text=f"{WORD}怎么卖")
    spend = Gauge(id="g", source="sim:ads", at=START + 6000, name="spend", value=77_777_777)
    named = Slot(
        id="s", source="sim:room/crew", at=START + 1000, slot="x", phase="start", label=f"{WORD}到场"
    )
    async with desk(tmp_path) as d:
        view, truth = await d.past(more=[said, spend, named])
        _, secret = await shared(d, view.id)
        answer = await opened(d, secret)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["metrics"]["gmv"]["value"] == truth.totals.gmv
        assert sum(row["metrics"]["gmv"]["value"] or 0 for row in body["products"]) == truth.totals.gmv
        assert body["funnels"]["core"]
        assert body["slots"]
        own = json.dumps((await d.body(f"/api/v1/shows/{view.id}/review")), ensure_ascii=False)
        assert WORD in own, "the control: the team's own review has it"
        for secret_word in (WORD, "77777777", "spend_live", "阿哲", d.rig.actor.id, view.id, view.tenant):
            assert secret_word not in answer.text
        hosts = {mark["label"] for mark in json.loads(own)["track"] if mark["kind"] == "host"}
        assert hosts
        assert not any(f'"{host}"' in answer.text for host in hosts)
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


async def test_without_money_there_is_no_amount(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        _, secret = await shared(d, view.id, money=False)
        body = (await opened(d, secret)).json()
        assert body["metrics"]["order_paid"]["value"]
        assert not {"gmv", "gpm", "aov_buyer"} & set(body["metrics"])
        assert "gmv" not in body["series"]
        assert all(row["metrics"] and "gmv" not in row["metrics"] for row in body["products"])
        assert not any(word["unit"].startswith("money") for word in body["words"].values())


async def test_it_ends_and_can_be_taken_back_with_clear_words(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        made, secret = await shared(d, view.id, days=1)
        d.rig.clock.now += 1
        _, other = await shared(d, view.id)
        with d.rig.db.read() as tx:
            row = tx.get(ReviewShare, made["id"])
            assert row is not None
            assert row.hash == digest(secret)
            assert secret not in str(vars(row)), "only its hash is stored"
        assert (await opened(d, secret)).status_code == 200
        d.rig.clock.now += DAY_MS
        over = await opened(d, secret)
        assert (over.status_code, over.json()["code"]) == (410, "share_expired")
        assert "到期" in over.json()["detail"]
        assert (await opened(d, other)).status_code == 200, "the control: a longer one goes on"
        listed = (await d.body(f"/api/v1/shows/{view.id}/shares"))["items"]
        assert [(one["state"], one["opened"], one["url"]) for one in listed] == [
            ("live", 1, None),
            ("expired", 1, None),
        ]
        gone = await d.send("DELETE", f"/api/v1/shows/{view.id}/shares/{listed[0]['id']}")
        assert gone.status_code == 204
        back = await opened(d, other)
        assert (back.status_code, back.json()["code"]) == (410, "share_revoked")
        unknown = await opened(d, "0" * 43)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "share_not_found")


async def test_only_the_team_shares_and_openings_are_paced(tmp_path, monkeypatch):
    monkeypatch.setattr(http, "BURST", 2.0)
    monkeypatch.setattr(service, "LIVE_MAX", 1)
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        path = f"/api/v1/shows/{view.id}/shares"
        assert (await d.get(path, who="nobody")).status_code == 401
        assert (await d.get(path, who="other")).status_code == 404
        bad = await d.send("POST", path, {"name": "x", "days": 400})
        assert bad.status_code == 400
        _, secret = await shared(d, view.id)
        full = await d.send("POST", path, {"name": "x"})
        assert (full.status_code, full.json()["code"]) == (409, "too_many_shares")
        answers = [(await opened(d, secret)).status_code for _ in range(3)]
        assert answers == [200, 200, 429]


def test_a_bucket_fills_steadily():
    bucket = Buckets(0.5, 2)
    assert [bucket.take("a", 0) for _ in range(3)] == [0, 0, 2]
    assert bucket.take("b", 0) == 0, "everybody has a bucket of their own"
    assert bucket.take("a", 2) == 0
    assert bucket.take("a", 2) == pytest.approx(2)
