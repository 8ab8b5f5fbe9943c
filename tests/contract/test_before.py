"""Delivery, consent, warm-up and gate on both engines: two at once never send twice, chains never fork."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from together import at_once

from onair.access.roles import Actor, system
from onair.access.service import create_tenant
from onair.access.web import Services
from onair.before.gate import marks
from onair.before.gate.gates import gates_from
from onair.before.warmup.items import NewItem, create_item
from onair.before.warmup.kinds import Layer
from onair.before.warmup.outbox import DeliveryOutbox
from onair.before.warmup.running import run_due
from onair.compliance.service import (
    Rules,
    RulesStale,
    Said,
    consent_state,
    put_rules,
    record,
    verify_consents,
)
from onair.connectors.ports import Answer, Parcel
from onair.connectors.wire import Wire
from onair.delivery import contacts, outbox, rotation, targets
from onair.delivery.claim import claim, recover
from onair.delivery.courier import Courier
from onair.delivery.links import Hit, clicks_of, count, make_link
from onair.delivery.links import Link as NewLink
from onair.delivery.switch import set_switch
from onair.delivery.vault import vault_of
from onair.during.intake.connections import create_connection, keep_heard, list_connections
from onair.during.intake.pulse import Heard
from onair.kernel.clock import HOUR_MS, FixedClock
from onair.kernel.settings import load
from onair.store.db import Database
from onair.trade.service import NewShow, create_room, create_show

NOW = 1_795_334_400_000
ZONE = ZoneInfo("Asia/Shanghai")
CONFIG = {"url": "https://sms.example/send", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


class Deaf(Wire):
    """Takes everything, says yes, and counts what it was given."""

    def __init__(self) -> None:
        super().__init__(private=False)
        self.bodies: Counter[bytes] = Counter()

    async def carry(self, parcel: Parcel) -> Answer:
        self.bodies[cast(Any, parcel).body] += 1
        return Answer(200)


class Team:
    """A team with one way to send SMS, writable at any hour."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db, self.clock = db, FixedClock(NOW)
        self.services = Services(self.clock)
        self.services.put(db)
        self.services.put(load({"ONAIR_HOME": str(folder)}))
        with db.write() as tx:
            self.tenant = create_tenant(tx, self.clock, "甲").id
            self.who: Actor = system(self.tenant)
            put_rules(tx, self.who, self.clock, Rules(0, 0, 100, 100))
            new = targets.NewTarget("signed_webhook", "短信", "sms", CONFIG)
            self.sms = targets.create_target(
                tx, self.who, self.clock, vault_of(self.services), new, private=False
            ).id

    def contact(self, n: int) -> str:
        point = contacts.PointIn("sms", f"1380000{n:04d}", ("marketing",))
        with self.db.write() as tx:
            return contacts.add_contact(
                tx, self.who, self.clock, vault_of(self.services), label=f"客{n}", points=[point], given=contacts.Given("form")
            ).id  # fmt: skip

    def put(self, *people: str) -> None:
        told = [
            outbox.Message(f"k{n}", self.sms, "warmup", {"title": "", "text": f"#{n}"}, NOW, one, "marketing")
            for n, one in enumerate(people)
        ]
        with self.db.write() as tx:
            outbox.enqueue_all(tx, self.tenant, self.clock, told)


@pytest.fixture
def team(db: Database, tmp_path: Path) -> Iterator[Team]:
    return Team(db, tmp_path / "vault")


def test_many_claim_at_once_and_each_message_is_taken_once(team: Team) -> None:
    people = [team.contact(n) for n in range(24)]
    team.put(*people)

    def take(_: int) -> list[str]:
        found = []
        while True:
            with team.db.write() as tx:
                got = claim(tx, NOW, team.sms, ZONE, "zh")
            if got is None:
                return found
            found.append(got.note.id)

    taken = Counter(one for part in at_once(4, take) for one in part)
    assert len(taken) == 24
    assert set(taken.values()) == {1}
    with team.db.write() as tx:
        recover(tx, NOW)
        assert outbox.counts(tx, team.tenant) == {"queued": 24}, (
            "a receiver that drops repetitions gets them again"
        )


def test_two_couriers_send_everything_once(team: Team) -> None:
    team.put(*[team.contact(n) for n in range(30)])
    wires = [Deaf(), Deaf()]

    def carry(i: int) -> None:
        async def run() -> None:
            courier = Courier(team.services, wires[i])
            await courier.drain()
            await courier.stop()

        asyncio.run(run())

    at_once(2, carry)
    sent = wires[0].bodies + wires[1].bodies
    assert len(sent) == 30
    assert set(sent.values()) == {1}
    with team.db.read() as tx:
        assert outbox.counts(tx, team.tenant) == {"sent": 30}


def test_the_same_address_given_twice_at_once_is_one_contact(team: Team) -> None:
    def add(_: int) -> bool:
        try:
            team.contact(7)
        except contacts.ContactTaken:
            return False
        return True

    assert at_once(4, add).count(True) == 1
    with team.db.read() as tx:
        assert contacts.how_many(tx, team.tenant) == 1
        assert verify_consents(tx, team.tenant).entries == 1


def test_a_withdrawal_between_queue_and_sending_holds(team: Team) -> None:
    people = [team.contact(n) for n in range(2)]
    team.put(*people)
    said = Said(people[0], "sms", "marketing", "withdraw", "service")
    with team.db.write() as tx:
        contacts.say(tx, team.who, team.clock, said)
    with team.db.write() as tx:
        assert claim(tx, NOW, team.sms, ZONE, "zh") is not None
        assert claim(tx, NOW, team.sms, ZONE, "zh") is None
        assert outbox.state_of(tx, team.tenant, ["k0"])["k0"].detail == "withdrawn"
        assert contacts.list_contacts(tx, team.tenant, q="0001")[0][0].id == people[1]


def test_the_ledger_s_chain_never_forks(team: Team) -> None:
    people = [team.contact(n) for n in range(8)]

    def withdraw(i: int) -> None:
        for act in ("withdraw", "grant", "withdraw"):
            said = Said(people[i], "sms", "service", cast(Any, act), "service")
            with team.db.write() as tx:
                record(tx, team.who, team.clock, said)

    at_once(8, withdraw)
    with team.db.read() as tx:
        verdict = verify_consents(tx, team.tenant)
        assert (verdict.broken, verdict.entries) == (None, 8 + 24)
        assert consent_state(tx, team.tenant, people[0], "sms", "service").state == "withdrawn"


def test_the_key_is_changed_while_others_write(team: Team) -> None:
    for n in range(10):
        team.contact(n)
    vault = vault_of(team.services)

    def work(i: int) -> None:
        if i == 0:
            rotation.rotate(team.db, vault, team.clock, sleep=lambda _: None)
        else:
            team.contact(100 + i)

    at_once(4, work)
    done = rotation.rotate(team.db, vault, team.clock, sleep=lambda _: None)
    assert (done.targets, done.points, done.lost) == (1, 13, 0)


def test_two_runners_hand_over_each_item_once(team: Team) -> None:
    person = team.contact(1)
    box = DeliveryOutbox("https://onair.test")
    with team.db.write() as tx:
        show = create_show(tx, team.who, team.clock, NewShow("周五场", starts_at=NOW + HOUR_MS)).id
        for n in range(20):
            item = NewItem(
                Layer.message,
                "短信",
                f"第{n}条",
                "今晚 {time} 开播",
                target=team.sms,
                people=(person,),
                lead_ms=HOUR_MS,
            )
            create_item(tx, team.who, team.clock, show, item, outbox=box)

    def run(_: int) -> int:
        with team.db.write() as tx:
            return run_due(tx, team.clock, box, team.tenant).handed

    assert sum(at_once(3, run)) == 20
    with team.db.read() as tx:
        assert outbox.counts(tx, team.tenant) == {"queued": 20}


def test_clicks_of_two_processes_add_up(team: Team) -> None:
    with team.db.write() as tx:
        link = make_link(
            tx, team.tenant, team.clock, NewLink("https://shop.example/1", "wui_1", None, "https://o.test")
        )

    def visit(i: int) -> None:
        for n in range(5):
            with team.db.write() as tx:
                count(tx, [Hit(link.code, f"v{i}", NOW + n)])

    at_once(4, visit)
    with team.db.read() as tx:
        found = clicks_of(tx, team.tenant, ["wui_1"])["wui_1"]
    assert (found.total, found.people, found.bots) == (20, 4, 0)


def test_the_gate_is_read_signed_and_waived_once(team: Team) -> None:
    with team.db.write() as tx:
        show = create_show(tx, team.who, team.clock, NewShow("周五场", starts_at=NOW + HOUR_MS)).id

    def waive(i: int) -> bool:
        try:
            with team.db.write() as tx:
                marks.waive(tx, team.who, team.clock, show, code="techcheck", reason=f"外场 {i}")
        except marks.AlreadyWaived:
            return False
        return True

    assert at_once(3, waive).count(True) == 1
    gates = gates_from(team.services)
    with team.db.write() as tx:
        gates.sign(tx, team.who, show, code="review", subject="talk", note=None)
        ready = gates.readiness(tx, team.tenant, show)
    assert not ready.ready
    assert [point.code for point in ready.points if point.waiver is not None] == ["techcheck"]


def test_the_first_rules_and_the_first_switch_of_a_team_may_come_at_once(team: Team) -> None:
    with team.db.write() as tx:
        fresh = system(create_tenant(tx, team.clock, "新").id)

    def rule(_: int) -> bool:
        try:
            with team.db.write() as tx:
                put_rules(tx, fresh, team.clock, Rules(version=0))
        except RulesStale:
            return False
        return True

    def stop(_: int) -> bool:
        with team.db.write() as tx:
            return set_switch(tx, fresh, team.clock, paused=True, dry_run=False).paused

    assert at_once(4, rule).count(True) == 1
    assert at_once(4, stop) == [True] * 4


def test_what_a_connection_brought_last_never_goes_back(team: Team) -> None:
    """Two writers, the older one last; on both engines."""
    actor, clock = system(team.tenant), FixedClock(NOW)
    with team.db.write() as tx:
        room = create_room(tx, actor, clock, name="一号间", platform="douyin", account=None).id
        made = create_connection(
            tx, actor, clock, b"k" * 32, connector="standard_webhooks", room=room, name="店"
        )
    for heard in (Heard(NOW + 9, NOW + 5, "rejected"), Heard(NOW + 2, NOW + 1, "too_large"), Heard(NOW + 10)):
        with team.db.write() as tx:
            keep_heard(tx, {made.id: heard, "con_none": heard})
    with team.db.read() as tx:
        (kept,) = list_connections(tx, team.tenant)
    assert kept.heard == Heard(NOW + 10, NOW + 5, "rejected", NOW)
