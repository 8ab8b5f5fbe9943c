"""The warm-up over the house's own delivery: what is due is in the outbox once, links count, the switch holds."""

from pathlib import Path

import pytest
from warmup_house import FORM, ITEM, made, show_of

from onair.access import http as access_http
from onair.access.service import Actor
from onair.before.warmup import http
from onair.before.warmup.outbox import DeliveryOutbox
from onair.before.warmup.running import WarmupRunner
from onair.before.warmup.service import Layer, NewItem, create_item
from onair.delivery.model import Outgoing
from onair.delivery.switch import set_switch
from onair.delivery.targets import NewTarget, create_target
from onair.delivery.vault import vault_of
from onair.kernel.clock import HOUR_MS, MINUTE_MS
from onair.trade import http as trade_http
from onair.trade.service import NewShow, create_show
from team import BASE, NOW, House, house

MANY = 1000


@pytest.fixture
def home(tmp_path: Path) -> House:
    built = house(tmp_path, [access_http.router, trade_http.router, http.router])
    built.team("甲")
    built.services.put(DeliveryOutbox(BASE))
    return built


def robot(home: House, actor: Actor) -> str:
    config = {
        "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-4000-8000-000000000000"
    }
    with home.db.write() as tx:
        new = NewTarget("wecom_robot", "运营群", None, config)
        return create_target(tx, actor, home.clock, vault_of(home.services), new, private=False).id


def outbox(home: House) -> list[Outgoing]:
    with home.db.read() as tx:
        return tx.query(Outgoing).order_by(Outgoing.id).all()


@pytest.mark.asyncio
async def test_a_due_item_waits_in_the_outbox_once_with_its_link(home: House) -> None:
    target = robot(home, home.actor("owner@甲"))
    runner = WarmupRunner(home.db, home.clock, home.services.get(DeliveryOutbox))
    async with home.ask("operator@甲") as client:
        show = await show_of(client, **(FORM | {"starts_at": NOW + HOUR_MS}))
        path = f"/shows/{show['id']}/warmup"
        form = ITEM | {"text": "{time} 开播 {link}"}
        item = await made(
            client, f"{path}/items", **form, lead_ms=HOUR_MS, target=target, url="https://shop.test/1"
        )
        assert item["link"].startswith(f"{BASE}/l/")
        assert runner.run_all().handed == 1
        assert runner.run_all().handed == 0
        sent = outbox(home)
        assert [(row.key, row.state, row.category) for row in sent] == [
            (f"warmup:{item['id']}", "queued", "staff")
        ]
        assert item["link"] in sent[0].payload["text"]
        assert sent[0].expires_at == NOW + HOUR_MS
        line = (await client.get(f"/api/v1{path}")).json()["items"][0]
        assert (line["state"], line["sending"], line["clicks"]["total"]) == ("handed", {"queued": 1}, 0)
        assert "<svg" in (await client.get(f"/api/v1/warmup/items/{item['id']}/link")).json()["qr_svg"]
    home.db.close()


def test_the_switch_holds_everything_and_many_go_out_in_batches_each_once(home: House) -> None:
    actor = home.actor("owner@甲")
    target = robot(home, actor)
    with home.db.write() as tx:
        shows = [
            create_show(tx, actor, home.clock, NewShow(f"场{n}", starts_at=NOW + HOUR_MS)).id
            for n in range(2)
        ]
        for n in range(MANY):
            new = NewItem(Layer.group, "社群", f"第{n}条", "开播", target=target, due_at=NOW)
            create_item(tx, actor, home.clock, shows[n // 500], new, outbox=home.services.get(DeliveryOutbox))
        set_switch(tx, actor, home.clock, paused=True, dry_run=False, why="试")
    runner = WarmupRunner(home.db, home.clock, home.services.get(DeliveryOutbox))
    assert runner.run_all().handed == 0
    with home.db.write() as tx:
        set_switch(tx, actor, home.clock, paused=False, dry_run=False)
    home.clock.forward(10 * MINUTE_MS)
    assert runner.run_all() == (MANY, 0, 0)
    assert len({row.key for row in outbox(home)}) == len(outbox(home)) == MANY
    home.db.close()


@pytest.mark.asyncio
async def test_an_item_that_cannot_go_out_keeps_nobody_waiting(home: House) -> None:
    """People for a group, nobody for a way to persons, words that grow too long: told before, missed, and passed over."""
    actor, runner = (
        home.actor("owner@甲"),
        WarmupRunner(home.db, home.clock, home.services.get(DeliveryOutbox)),
    )
    group = robot(home, actor)
    config = {"url": "https://sms.example/send", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    with home.db.write() as tx:
        new = NewTarget("signed_webhook", "短信", "sms", config)
        sms = create_target(tx, actor, home.clock, vault_of(home.services), new, private=False).id
    async with home.ask("operator@甲") as client:
        show = await show_of(client, **(FORM | {"starts_at": NOW + HOUR_MS}))
        path = f"/shows/{show['id']}/warmup"
        for n in range(30):
            await made(client, f"{path}/promises", kind="guest", text=f"嘉宾{n}" + "长" * 180)
        forms = [
            {"target": group, "people": ["ctc_1"]}, {"target": sms}, {"target": group, "text": "{promises}"}, {"target": group},
        ]  # fmt: skip
        items = [await made(client, f"{path}/items", **(ITEM | form), lead_ms=HOUR_MS) for form in forms]
        lines = {line["id"]: line for line in (await client.get(f"/api/v1{path}")).json()["items"]}
        errors = [
            [one["code"] for one in lines[item["id"]]["findings"] if one["level"] == "error"]
            for item in items
        ]
        assert errors == [["not_a_group"], ["not_a_person"], ["too_long"], []]
        refused = await client.post(f"/api/v1/warmup/items/{items[0]['id']}/send")
        assert (refused.status_code, refused.json()["code"]) == (409, "warmup_not_sendable")
        ran = runner.run_all()
        assert (ran.handed, ran.missed) == (1, 3)
        assert len(outbox(home)) == 1
    home.db.close()
