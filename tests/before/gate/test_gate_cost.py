"""What a gate costs: reads that do not grow with products, neighbours or the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from onair.before.gate.service import gates_of
from onair.before.rundown.service import NewSlot, put_rundown
from onair.kernel.clock import HOUR_MS
from onair.trade.evidence.service import NewPaper, add_paper
from onair.trade.service import Goods, NewShow, create_show, put_product
from team import NOW, House

pytestmark = pytest.mark.asyncio
ONE_GATE = 39
"""Reads of one gate, at most."""


@contextmanager
def counted(home: House) -> Iterator[list[str]]:
    """Every statement that reads while it is open."""
    told: list[str] = []

    def seen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        told.append(statement)

    event.listen(home.db.reader, "before_cursor_execute", seen)
    try:
        yield told
    finally:
        event.remove(home.db.reader, "before_cursor_execute", seen)


def planned(home: House, products: int, at: int) -> str:
    """A show with a talk and a paper of each of so many products."""
    actor, clock = home.actor("owner@甲"), home.clock
    with home.db.write() as tx:
        names = [f"g{n}" for n in range(products)]
        for name in names:
            put_product(tx, actor, clock, name, Goods(name, price=100, stock=9))
            add_paper(tx, actor, clock, name, NewPaper("quality_report", name))
        show = create_show(tx, actor, clock, NewShow("场", starts_at=at, planned_end=at + 3 * HOUR_MS)).id
        slots = [NewSlot(id=None, kind="product", title=name, minutes=1, product=name) for name in names]
        put_rundown(tx, actor, clock, show, version=0, slots=slots)
    return show


def reads(home: House, show: str) -> int:
    with home.db.read() as tx, counted(home) as told:
        gate = gates_of(home.services).readiness(tx, home.tenants["甲"], show)
    assert gate.points
    return len(told)


async def test_a_gate_costs_the_same_for_many_products_and_neighbours(home: House) -> None:
    small = reads(home, planned(home, 2, NOW + 90 * 24 * HOUR_MS))
    for n in range(8):
        planned(home, 40, NOW + (20 + n) * HOUR_MS)
    large = reads(home, planned(home, 40, NOW + 24 * HOUR_MS))
    assert large - small <= 3, (small, large)  # the neighbours, in two reads
    assert large <= ONE_GATE, large


async def test_a_word_is_judged_before_anything_is_locked(home: House) -> None:
    show = planned(home, 40, NOW + 24 * HOUR_MS)
    written: list[str] = []

    def seen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        written.append(statement)

    async with home.ask("operator@甲") as client:
        event.listen(home.db.writer, "before_cursor_execute", seen)
        answer = await client.post(f"/api/v1/shows/{show}/gate/marks", json={"code": "stock"})
        event.remove(home.db.writer, "before_cursor_execute", seen)
    assert answer.status_code == 200
    assert not [one for one in written if "rundown_slot" in one or "FROM product" in one], written
    assert len(written) > 2  # it was written
