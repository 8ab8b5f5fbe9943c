"""Access and trade on both engines: the chain is append-only and unbroken, locks hold, reads stay reads."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onair.access import http as access_http
from onair.access import service as access
from onair.kernel.errors import Conflict
from onair.store.db import Database
from onair.trade import http, service
from onair.trade.service import Goods, NewShow, State
from team import House, house


@pytest.fixture
def home(db: Database, tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path / "files", [access_http.router, http.router], db=db)
    built.team("甲")
    yield built


def together(count: int, work: object) -> list[object]:
    """`work()` in so many threads at once. → what each gave or raised."""
    gate = threading.Barrier(count)
    results: list[object] = []

    def run() -> None:
        gate.wait()
        try:
            results.append(work())
        except Conflict as refused:
            results.append(refused)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("statement", ["UPDATE audit SET why = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_edit_or_delete_the_chain(home: House, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), home.db.write() as tx:
        tx.execute(text(statement))


def test_writers_in_parallel_make_one_chain(home: House) -> None:
    actor = home.actor("owner@甲")
    with home.db.read() as tx:
        before = access.verify_audit(tx, actor.tenant).entries

    def write() -> None:
        for _ in range(5):
            with home.db.write() as tx:
                access.audit(tx, actor, home.clock, "x", "y")

    together(6, write)
    with home.db.read() as tx:
        found = access.verify_audit(tx, actor.tenant)
    assert (found.broken, found.entries) == (None, before + 30)


def test_a_show_starts_once_however_many_press_the_button(home: House) -> None:
    actor = home.actor("operator@甲")
    with home.db.write() as tx:
        show = service.create_show(tx, actor, home.clock, NewShow("x"))

    def start() -> str:
        with home.db.write() as tx:
            return service.transition(tx, actor, home.clock, show.id, State.on_air).state

    results = together(8, start)
    assert [result for result in results if not isinstance(result, Conflict)] == [State.on_air]


def test_of_changes_with_the_same_version_one_is_taken(home: House) -> None:
    actor = home.actor("operator@甲")
    with home.db.write() as tx:
        service.put_product(tx, actor, home.clock, "p", Goods("x", price=1))

    def change() -> int:
        with home.db.write() as tx:
            return service.change_product(tx, actor, home.clock, "p", version=1, changes={"price": 2}).version

    results = together(8, change)
    assert [result for result in results if not isinstance(result, Conflict)] == [2]


@pytest.mark.asyncio
async def test_every_reading_operation_works_in_a_read_only_transaction(home: House) -> None:
    async with home.ask("operator@甲") as client:
        form = {"title": "场", "starts_at": 1, "currency": "CNY"}
        show = (await client.post("/api/v1/shows", json=form)).json()
        await client.put("/api/v1/products/p", json={"title": "杯", "platform_ids": ["a"], "images": []})
        for path in (
            "me",
            "shows",
            f"shows/{show['id']}",
            "products?q=A&sort=-price",
            "products/p",
            "rooms",
            "hosts",
        ):
            answer = await client.get(f"/api/v1/{path}")
            assert answer.status_code == 200, (path, answer.text)
    async with home.ask("owner@甲") as client:
        for path in ("people", "keys", "audit"):
            assert (await client.get(f"/api/v1/{path}")).status_code == 200
