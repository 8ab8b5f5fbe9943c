"""Reminders: once a ticket, a round and a step, after quiet hours, to whom it concerns, never with what people wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.after.feedback.walk import desk

from onair.access.roles import Actor
from onair.after.feedback import tickets
from onair.after.feedback.model import Ticket
from onair.after.feedback.robots import FeedbackRobots
from onair.after.feedback.setup import Setup, keep_setup
from onair.after.feedback.tickets import NewTicket
from onair.delivery.model import Outgoing
from onair.delivery.service import NewTarget, create_target, vault_of
from onair.kernel.clock import HOUR_MS
from team import House

BASE = "https://onair.test"
HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[House]:
    yield desk(tmp_path)


def actor(made: House) -> Actor:
    return made.actor("operator@甲")


def robot(made: House, name: str) -> str:
    with made.db.write() as tx:
        new = NewTarget("feishu_robot", name, None, {"url": HOOK + name})
        return create_target(tx, actor(made), made.clock, vault_of(made.services), new, private=False).id


def ticket(made: House) -> str:
    with made.db.write() as tx:
        new = NewTicket("quality", "manual", "锅盖漏气 [点我](http://evil.example)", product="P1")
        return tickets.create(tx, actor(made), made.clock, new)[0].id


def setup(made: House, **more: str) -> None:
    with made.db.write() as tx:
        keep_setup(tx, actor(made), made.clock, Setup(**more))  # type: ignore[arg-type]


def sent(made: House) -> list[Outgoing]:
    with made.db.read() as tx:
        rows = tx.scalars(select(Outgoing).order_by(Outgoing.created_at, Outgoing.key)).all()
        tx.expunge_all()
        return list(rows)


def test_each_step_goes_once_and_the_last_to_whoever_leads(made: House) -> None:
    group, boss = robot(made, "group"), robot(made, "boss")
    setup(made, target=group, escalate=boss)
    made.clock.now = 1_795_309_200_000  # 09:00 in Shanghai: the working day begins
    id_ = ticket(made)
    robots = FeedbackRobots(made.db, made.clock, BASE)
    assert robots.round() == 0
    for hours, steps in ((6.4, 1), (8, 2), (12 + 12 + 4, 3), (100, 3)):
        made.clock.now = 1_795_309_200_000 + int(hours * HOUR_MS)
        robots.round()
        robots.round()
        assert len(sent(made)) == steps, hours
    keys = [row.key.rsplit(":", 1)[-1] for row in sent(made)]
    assert (keys, [row.target_id for row in sent(made)]) == (["0", "1", "2"], [group, group, boss])
    for row in sent(made):
        assert "漏气" not in str(row.payload)
        assert "evil" not in str(row.payload)
        assert row.payload["link"] == f"{BASE}/#/feedback/{id_}"
    with made.db.write() as tx:
        row = tx.get(Ticket, id_)
        assert row is not None
        tickets.answer(tx, actor(made), made.clock, id_, version=row.version, text="补发")
        row = tickets.reopen(tx, actor(made), made.clock, id_, version=None, why="还漏")
    made.clock.forward(48 * HOUR_MS)
    robots.round()
    assert sent(made)[-1].key.split(":")[2:] == ["1", "2"], (
        "a new round has reminders of its own; missed steps are one"
    )


def test_quiet_hours_hold_it_and_an_answer_takes_it_back(made: House) -> None:
    group = robot(made, "group")
    setup(made, target=group)
    night = 1_795_357_800_000  # 22:30 in Shanghai
    made.clock.now = night - 14 * HOUR_MS
    id_ = ticket(made)
    made.clock.now = night
    assert FeedbackRobots(made.db, made.clock, BASE).round() == 1
    [row] = sent(made)
    assert row.due_at == night + int(9.5 * HOUR_MS), "08:00"
    with made.db.write() as tx:
        held = tx.get(Ticket, id_)
        assert held is not None
        tickets.answer(tx, actor(made), made.clock, id_, version=held.version, text="补发")
    assert sent(made)[0].state == "cancelled"


def test_without_a_robot_nothing_is_sent_and_nothing_fails(made: House) -> None:
    ticket(made)
    made.clock.forward(20 * 24 * HOUR_MS)
    assert FeedbackRobots(made.db, made.clock, BASE).round() == 0
    assert sent(made) == []
