"""What is no longer true does not leave: a moved or cancelled show takes back what waits. What never left brought nobody."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from test_warmup_delivery import outbox, robot
from warmup_house import FORM, ITEM, made, show_of

from onair.access import http as access_http
from onair.before.gate.sources import Sources
from onair.before.warmup import http
from onair.before.warmup.counts import went_out
from onair.before.warmup.items import items_of
from onair.before.warmup.outbox import DeliveryOutbox
from onair.before.warmup.ports import SentView
from onair.before.warmup.running import WarmupRunner
from onair.before.warmup.sweep import forgotten
from onair.delivery.model import Outgoing
from onair.delivery.outbox import NotUnknown, settle_by_hand
from onair.kernel.clock import HOUR_MS
from onair.trade import http as trade_http
from onair.trade.service import cancel_show, get_show
from team import BASE, NOW, House, house

pytestmark = pytest.mark.asyncio


@pytest.fixture
def home(tmp_path: Path) -> House:
    built = house(tmp_path, [access_http.router, trade_http.router, http.router])
    built.team("甲")
    post = built.services.put(DeliveryOutbox(BASE))
    built.services.put(WarmupRunner(built.db, built.clock, post))
    return built


async def handed(home: House, client: Any) -> tuple[dict[str, Any], str]:
    """→ a show and its item, which waits in the outbox."""
    show = await show_of(client, **(FORM | {"starts_at": NOW + HOUR_MS}))
    form = ITEM | {"text": "{time} 开播", "target": robot(home, home.actor("owner@甲"))}
    item = await made(client, f"/shows/{show['id']}/warmup/items", **form, lead_ms=HOUR_MS)
    assert home.services.get(WarmupRunner).run_all().handed == 1
    return show, item["id"]


def state(home: House, show: str) -> tuple[str, int]:
    with home.db.read() as tx:
        [item] = items_of(tx, home.tenants["甲"], show)
        return item.state, item.due_at


async def test_a_moved_show_says_its_new_time(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show, _ = await handed(home, client)
        [before] = outbox(home)
        assert before.state == "queued"
        same = {"version": show["version"], "note": "别的"}
        show = (await client.patch(f"/api/v1/shows/{show['id']}", json=same)).json()
        assert outbox(home)[0].state == "queued", "what is still true stays"
        later = {"version": show["version"], "starts_at": NOW + 3 * HOUR_MS}
        assert (await client.patch(f"/api/v1/shows/{show['id']}", json=later)).status_code == 200
        assert [(row.state, row.detail) for row in outbox(home)] == [("cancelled", "recalled")]
        assert state(home, show["id"]) == ("planned", NOW + 2 * HOUR_MS)
        home.clock.forward(2 * HOUR_MS)
        assert home.services.get(WarmupRunner).run_all().handed == 1
        [after] = outbox(home)
        assert (after.state, after.not_before) == ("queued", NOW + 2 * HOUR_MS)
        assert after.payload["text"] != before.payload["text"]
    home.db.close()


async def test_a_cancelled_show_sends_nothing(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show, _ = await handed(home, client)
        assert (await client.delete(f"/api/v1/shows/{show['id']}")).status_code == 204
    assert [(row.state, row.detail) for row in outbox(home)] == [("cancelled", "recalled")]
    assert state(home, show["id"])[0] == "missed"
    home.db.close()


@pytest.mark.parametrize("swept", [True, False], ids=["swept", "control: nobody sweeps"])
async def test_a_process_that_died_between_cancel_and_its_listener_sends_nothing(
    home: House, swept: bool
) -> None:
    """The kill: the show is cancelled for good, and no listener ever hears of it."""
    async with home.ask("operator@甲") as client:
        show, _ = await handed(home, client)
        await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, lead_ms=HOUR_MS // 2)
        kept = await show_of(client, **(FORM | {"starts_at": NOW + HOUR_MS}))
        await made(client, f"/shows/{kept['id']}/warmup/items", **ITEM, lead_ms=HOUR_MS // 2)
    with home.db.write() as tx:
        cancel_show(tx, home.actor("operator@甲"), home.clock, show["id"])
    post = home.services.get(DeliveryOutbox)
    fresh = WarmupRunner(home.db, home.clock, post)  # what a start makes
    if swept:
        await fresh.start()
        await fresh.stop()
    stopped = [row.state for row in outbox(home)] == ["cancelled"]
    with home.db.read() as tx:
        states = {item.state for item in items_of(tx, home.tenants["甲"], show["id"])}
        assert {item.state for item in items_of(tx, home.tenants["甲"], kept["id"])} == {"planned"}
        assert (forgotten(tx, post, NOW) == []) is swept
    assert (stopped, states == {"missed"}) == (swept, swept)
    assert fresh.sweep() == (0 if swept else 2)
    assert fresh.sweep() == 0, "what was stopped is not stopped again"
    home.db.close()


async def test_messages_that_left_before_the_cancel_are_left_alone(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show, _ = await handed(home, client)
    with home.db.write() as tx:
        tx.execute(update(Outgoing).values(state="sent", at=NOW))
        cancel_show(tx, home.actor("operator@甲"), home.clock, show["id"])
    assert home.services.get(WarmupRunner).sweep() == 0
    assert state(home, show["id"])[0] == "handed"
    home.db.close()


async def test_what_a_dry_run_kept_brought_nobody_is_told_at_the_gate_and_can_still_go(home: House) -> None:
    post, actor = home.services.get(DeliveryOutbox), home.actor("operator@甲")
    async with home.ask("operator@甲") as client:
        show, _ = await handed(home, client)
    [row] = outbox(home)
    told = {}
    for held in ("dry", "unknown", "sent"):
        with home.db.write() as tx:
            tx.execute(update(Outgoing).values(state=held, at=NOW + 5))
            [item] = items_of(tx, actor.tenant, show["id"])
            chores = Sources(post).chores(tx, get_show(tx, actor.tenant, show["id"]), NOW)
            told[held] = (
                went_out(item, post.states(tx, actor.tenant, item.keys)),
                chores.dry,
                chores.unknown,
            )
    assert told == {"dry": (None, 1, 0), "unknown": (None, 0, 1), "sent": (NOW + 5, 0, 0)}
    assert went_out(item, {item.keys[0]: SentView("confirm_wait", NOW)}) == NOW
    with pytest.raises(NotUnknown), home.db.write() as tx:
        settle_by_hand(tx, actor, home.clock, row.id, "again")
    for held, detail in (("dry", "dry_run"), ("blocked", "cap_day")):
        with home.db.write() as tx:
            tx.execute(update(Outgoing).values(state=held, detail=detail))
            settle_by_hand(tx, actor, home.clock, row.id, "again")
            assert tx.scalars(select(Outgoing.state)).one() == "queued"
    with pytest.raises(NotUnknown), home.db.write() as tx:
        tx.execute(update(Outgoing).values(state="blocked", detail="withdrawn"))
        settle_by_hand(tx, actor, home.clock, row.id, "again")
    home.db.close()
