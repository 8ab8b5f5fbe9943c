"""What one would write first: a FastAPI endpoint with a pydantic list, in front of SQLite, twice."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Annotated, Any, Literal

Rows = list[dict[str, Any]]


def by_driver(path: str, names: list[str]) -> Callable[[Rows], int]:
    db = sqlite3.connect(path, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    columns = ", ".join(f'"{name}"' for name in names)
    db.execute(f"CREATE TABLE event ({columns}, PRIMARY KEY (source, id))")
    statement = f"INSERT OR IGNORE INTO event VALUES ({', '.join(f':{name}' for name in names)})"

    def write(rows: Rows) -> int:
        kept = db.executemany(statement, rows).rowcount
        db.commit()
        return kept

    return write


def by_sqlalchemy(path: str, names: list[str]) -> Callable[[Rows], int]:
    from sqlalchemy import BigInteger, Boolean, Column, MetaData, String, Table, create_engine, event
    from sqlalchemy.dialects.sqlite import insert

    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def durable(link: Any, _: Any) -> None:
        link.execute("PRAGMA journal_mode=WAL")
        link.execute("PRAGMA synchronous=FULL")

    kinds = {"at": BigInteger, "count": BigInteger, "amount": BigInteger, "new": Boolean}
    columns = [Column(name, kinds.get(name, String), primary_key=name in ("source", "id")) for name in names]
    table = Table("event", MetaData(), *columns)
    table.metadata.create_all(engine)
    statement = insert(table).on_conflict_do_nothing()

    def write(rows: Rows) -> int:
        with engine.begin() as link:
            return link.execute(statement, rows).rowcount

    return write


def serve_by_hand(folder: str, ready: Any) -> None:
    serve_peer(folder, ready, by_hand=True)


def serve_core(folder: str, ready: Any) -> None:
    serve_peer(folder, ready, by_hand=False)


def serve_peer(folder: str, ready: Any, *, by_hand: bool) -> None:
    import uvicorn
    from fastapi import FastAPI
    from pydantic import BaseModel, ConfigDict, Field

    from onair.events.identity import UserKeys
    from onair.kernel.text import mask_personal

    Kind = Literal["enter", "product_click", "like", "comment", "add_cart", "pay"]
    Key = Annotated[str, Field(min_length=1, max_length=128)]
    Count = Annotated[int, Field(ge=0, le=10**12)]

    class Event(BaseModel):
        """The limits of our own contract; one flat model, which is faster than a union of one for each type."""

        model_config = ConfigDict(extra="forbid")

        id: Key
        source: Annotated[str, Field(min_length=1, max_length=64)]
        type: Kind
        at: Annotated[int, Field(ge=-62_135_596_800_000, le=253_402_300_799_000)]
        user: Annotated[str, Field(max_length=128)] | None = None
        nick: Annotated[str, Field(max_length=64)] | None = None
        product: Key | None = None
        channel: Key | None = None
        new: bool | None = None
        count: Count | None = None
        text: Annotated[str, Field(max_length=2000)] | None = None
        order: Key | None = None
        amount: Annotated[int, Field(ge=-(10**15), le=10**15)] | None = None

    names = [name for name in Event.model_fields if name != "nick"]
    keys = UserKeys(b"k" * 32, "tnt_bench")

    def row_of(event: Event) -> dict[str, Any]:
        row = event.model_dump(exclude={"nick"})
        if event.user is not None:
            row["user"] = keys.key(event.source, event.user)
        if event.text is not None:
            row["text"] = mask_personal(event.text)
        return row

    keep = by_driver if by_hand else by_sqlalchemy
    write = keep(f"{folder}/{'hand' if by_hand else 'core'}.db", names)
    lock = threading.Lock()
    app = FastAPI()

    @app.post("/events")
    def take(events: list[Event]) -> dict[str, int]:
        rows = [row_of(event) for event in events]
        with lock:
            kept = write(rows)
        return {"accepted": kept}

    async def run() -> None:
        config = uvicorn.Config(app, port=0, log_level="warning", access_log=False, http="httptools")
        await serve(uvicorn.Server(config), ready, "/events", "", None)

    run_loop(run)


def run_loop(run: Any) -> None:
    import uvloop

    uvloop.run(run())


async def serve(server: Any, ready: Any, path: str, key: str, hub: Any) -> None:
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    ready.put((server.servers[0].sockets[0].getsockname()[1], path, key))
    await task
    if hub is not None:
        hub.say_bye()
