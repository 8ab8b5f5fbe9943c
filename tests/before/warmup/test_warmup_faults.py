"""One item that cannot go out, whatever the cause, keeps nobody else waiting: no item, no team."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from warmup_house import FORM, Post

from onair.access.model import Audit
from onair.before.warmup import running
from onair.before.warmup.items import get_item
from onair.before.warmup.service import Layer, NewItem, WarmupRunner, create_item
from onair.kernel.clock import HOUR_MS
from onair.trade.service import NewShow, create_show
from team import NOW, House

LAST_OF_9999 = 253_402_300_799_000


def planned(home: House, team: str, post: Post, text: str, start: int = NOW + HOUR_MS) -> tuple[str, str]:
    """→ show and item, due now."""
    actor = home.actor(f"owner@{team}")
    with home.db.write() as tx:
        show = create_show(tx, actor, home.clock, NewShow(f"{team}场", starts_at=start, zone="Asia/Shanghai"))
        new = NewItem(Layer.group, "社群", "倒数", text, target="tgt_1", due_at=NOW)
        return show.id, create_item(tx, actor, home.clock, show.id, new, outbox=post).id


def state(home: House, team: str, item: str) -> str:
    with home.db.read() as tx:
        return get_item(tx, home.tenants[team], item).state


def why(home: House, team: str) -> Mapping[str, Any]:
    with home.db.read() as tx:
        mine = select(Audit).where(Audit.tenant_id == home.tenants[team], Audit.action == "warmup.run")
        return json.loads(tx.scalars(mine).one().after or "{}")["why"]


@pytest.mark.asyncio
async def test_a_start_that_no_calendar_can_write_stops_nobody(home: House, post: Post) -> None:
    show, bad = planned(home, "甲", post, "{time} 开播", LAST_OF_9999)
    _, good = planned(home, "乙", post, "{time} 开播")
    assert WarmupRunner(home.db, home.clock, post).run_all() == (1, 1, 0)
    assert (state(home, "甲", bad), state(home, "乙", good)) == ("missed", "handed")
    assert why(home, "甲") == {bad: "start_unknown"}
    async with home.ask("operator@甲") as client:
        told = (await client.get(f"/api/v1/shows/{show}/warmup")).json()["items"][0]["findings"]
        assert "start_unknown" in [one["code"] for one in told]
        late = await client.post("/api/v1/shows", json=FORM | {"starts_at": LAST_OF_9999})
        assert late.status_code == 400
        assert "2099" in late.json()["detail"]


def test_an_item_that_crashes_is_missed_alone(
    home: House, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bad = planned(home, "甲", post, "坏")
    _, fine = planned(home, "甲", post, "好")
    _, other = planned(home, "乙", post, "好")
    honest = running.text_of

    def text_of(item: Any, context: Any) -> str:
        if item.text == "坏":
            raise ZeroDivisionError
        return honest(item, context)

    monkeypatch.setattr(running, "text_of", text_of)
    assert WarmupRunner(home.db, home.clock, post).run_all() == (2, 1, 0)
    assert [state(home, "甲", bad), state(home, "甲", fine), state(home, "乙", other)] == [
        "missed", "handed", "handed",
    ]  # fmt: skip
    assert why(home, "甲") == {bad: "crashed"}


def test_a_team_whose_round_fails_stops_no_other(
    home: House, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for team in ("甲", "乙"):
        planned(home, team, post, "好")
    first = min(home.tenants.values())
    honest = running.run_due

    def run_due(tx: Any, clock: Any, outbox: Any, tenant: str) -> Any:
        if tenant == first:
            raise ZeroDivisionError
        return honest(tx, clock, outbox, tenant)

    monkeypatch.setattr(running, "run_due", run_due)
    assert WarmupRunner(home.db, home.clock, post).run_all().handed == 1
