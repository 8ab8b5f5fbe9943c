"""A connection is broken or merely quiet, and a restart does not forget which."""

from dataclasses import replace

import pytest
from sqlalchemy import event
from tests.during.live import Live, live
from tests.during.test_webhooks import connect, deliver, envelope, restart

from onair.before.gate.service import FeedFact
from onair.during.intake.health import Condition, Feeds, condition
from onair.during.intake.pulse import ORDERS, Heard
from onair.during.intake.start import webhooks_of
from onair.kernel.clock import DAY_MS, HOUR_MS, FixedClock, system_clock
from onair.store.db import Database
from onair.trade.service import ShowView, State, get_show

NOW = 1_795_334_400_000
ON = ShowView(
    "shw_1", "t", "早场", None, "CNY", "Asia/Shanghai", State.on_air, NOW - HOUR_MS, None, NOW - HOUR_MS, None, False, "live",
    False, False, None, 1,
)  # fmt: skip
OVER = replace(ON, state=State.ended, started_at=NOW - DAY_MS, ended_at=NOW - 22 * HOUR_MS)
OLD = NOW - 9 * DAY_MS
CASES: list[tuple[str, Heard, list[ShowView], Condition]] = [
    ("nothing ever", Heard(since=OLD), [], Condition("quiet", "never", None)),
    ("nothing is on", Heard(NOW - HOUR_MS, since=OLD), [], Condition("quiet", "idle", NOW - HOUR_MS)),
    ("it flows", Heard(NOW - 1, since=OLD), [ON], Condition("ok", "hearing", NOW - 1)),
    ("just short", Heard(NOW - ORDERS.cut + 1, since=OLD), [ON], Condition("ok", "hearing", NOW - ORDERS.cut + 1)),
    ("silent", Heard(NOW - ORDERS.cut, since=OLD), [ON], Condition("broken", "silent", NOW - ORDERS.cut)),
    ("silent from the start", Heard(OLD, since=OLD), [ON], Condition("broken", "silent", NOW - HOUR_MS)),
    ("made while on air", Heard(since=NOW - 1), [ON], Condition("ok", "hearing", None)),
    ("a rehearsal is no show", Heard(OLD, since=OLD), [replace(ON, staged=True)], Condition("quiet", "idle", OLD)),
    ("missed", Heard(OLD, since=OLD), [OVER], Condition("broken", "missed", NOW - DAY_MS)),
    ("heard in it", Heard(NOW - 23 * HOUR_MS, since=OLD), [OVER], Condition("quiet", "idle", NOW - 23 * HOUR_MS)),
    ("not there yet", Heard(since=NOW - HOUR_MS), [OVER], Condition("quiet", "never", None)),
    ("refused", Heard(NOW - 9, NOW - 8, "bad_signature.signature", OLD), [ON], Condition("broken", "refused", NOW - 8)),
    ("good again", Heard(NOW - 7, NOW - 8, "bad_signature.signature", OLD), [ON], Condition("ok", "hearing", NOW - 7)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("heard", "shows", "wanted"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_broken_or_quiet(heard: Heard, shows: list[ShowView], wanted: Condition) -> None:
    found = condition(heard, shows, NOW)
    assert found == wanted
    assert found.why(heard).zh
    assert found.why(heard).en


async def told(client) -> dict[str, object]:
    (item,) = (await client.get("/api/v1/connections", headers={"accept-language": "en"})).json()["items"]
    return item


def at_the_gate(here: Live) -> FeedFact:
    with here.services.get(Database).read() as tx:
        show = get_show(tx, here.tenant, here.show)
        (fact,) = Feeds(here.services).feeds(tx, show, here.services.clock())
    return fact


@pytest.mark.parametrize("written", [True, False], ids=["kept", "control: never written"])
async def test_a_restart_keeps_the_last_datum_and_the_last_refusal(tmp_path, written: bool):
    clock = FixedClock(system_clock())
    async with live(tmp_path, clock=clock) as here, here.client() as client:
        made = await connect(here, client)
        clock.forward(1_000)
        heard = clock()
        await deliver(here, client, made["url"], made["secret"], envelope("c1", heard))
        clock.forward(1_000)
        await deliver(here, client, made["url"], "whsec_" + "A" * 32, envelope("c2", clock()))
        before = await told(client)
        assert (before["health"], before["reason"], before["last_at"]) == ("broken", "refused", heard)
        assert before["error_code"] == "bad_signature.signature"
        if written:
            await webhooks_of(here.services).flush()
        restart(here)
        after = await told(client)
        same = ("health", "reason", "reason_at", "last_at", "error_at", "error_code", "why")
        assert ([after[one] for one in same] == [before[one] for one in same]) is written
        assert after["events"] == 0
        if written:
            assert "signature" in str(after["why"])
            fact = at_the_gate(here)
            assert (fact.health, fact.last_at) == ("broken", heard)
            clock.forward(1_000)
            await deliver(here, client, made["url"], made["secret"], envelope("c3", clock()), "wh_3")
            assert ((await told(client))["health"], at_the_gate(here).health) == ("ok", "ok")


async def test_every_kind_of_refusal_is_remembered(tmp_path):
    clock = FixedClock(system_clock())
    async with live(tmp_path, clock=clock) as here, here.client() as client:
        made = await connect(here, client)
        seen = []
        for body, head in (
            (b"not json", {}),
            (envelope("a", clock(), "comment.created", user_id=7, text={}), {}),
            (b"x" * (1024 * 1024 + 1), {}),
            (envelope("a", clock()), {"webhook-timestamp": "1"}),
        ):
            clock.forward(10)
            await deliver(here, client, made["url"], made["secret"], body, **head)
            seen.append((await told(client))["error_code"])
        assert seen == ["bad_cloudevent", "rejected", "too_large", "bad_signature.timestamp"]
        await client.post("/api/v1/webhooks/con_none", content=b"x" * (1024 * 1024 + 1))
        assert set(webhooks_of(here.services).pulses._heard) == {made["id"]}


async def test_many_deliveries_are_one_write(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        updates: list[str] = []
        engine = here.services.get(Database).writer
        event.listen(
            engine, "before_cursor_execute", lambda *seen: updates.append(seen[2]) if "UPDATE connection" in seen[2] else None
        )  # fmt: skip
        for i in range(30):
            await deliver(
                here, client, made["url"], made["secret"], envelope(f"n{i}", here.services.clock()), f"w{i}"
            )
        await webhooks_of(here.services).flush()
        assert 1 <= len(updates) <= 3


async def test_a_write_that_failed_is_done_with_the_next(tmp_path):
    from onair.kernel.errors import Unavailable

    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        hooks = webhooks_of(here.services)
        good, fails = hooks.pulses._keep, iter([True])

        def keep(heard):
            if next(fails, False):
                raise Unavailable
            good(heard)

        hooks.pulses._keep = keep
        await deliver(here, client, made["url"], made["secret"], envelope("c1", here.services.clock()))
        await hooks.flush()
        kept = here.services.get(Database)
        assert read_last(kept, made["id"]) is None
        await hooks.flush()
        assert read_last(kept, made["id"]) is not None


def read_last(db: Database, connection: str) -> int | None:
    from onair.during.intake.model import Connection

    with db.read() as tx:
        return tx.get_one(Connection, connection).last_at
