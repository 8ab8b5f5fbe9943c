"""The courier in a process of its own, to be killed. `python carrying.py HOME [naive]`; ends when nothing waits,
what waits for its next try included: on a busy machine a connection may not come about the first time.

`naive` is the negative control: a courier that marks nothing before it sends and takes again what it finds.
"""

import asyncio
import sys

from sqlalchemy import func, select, update

from onair.access.web import Services
from onair.connectors.ports import SenderManifest, sender_manifest
from onair.delivery.courier import Courier
from onair.delivery.model import Outgoing
from onair.kernel.clock import system_clock
from onair.kernel.settings import load
from onair.store.db import Database, load_models


class Quick(Courier):
    """No pace: ten thousand messages at 18 a minute would take nine hours."""

    @staticmethod
    def manifest_of(kind: str) -> SenderManifest:
        return sender_manifest(kind)._replace(paces=((10**6, 60_000),))


class Naive(Quick):
    async def resume(self) -> None:
        def again(tx):
            tx.execute(update(Outgoing).where(Outgoing.state == "sending").values(state="queued"))

        await self._journal.do(again)


def waiting(db: Database) -> int:
    with db.read() as tx:
        return tx.scalar(select(func.count()).where(Outgoing.state == "queued"))


async def main(home: str, *, naive: bool) -> None:
    services = Services(system_clock)
    settings = services.put(load({"ONAIR_HOME": home, "ONAIR_ALLOW_PRIVATE_TARGETS": "on"}))
    load_models()
    db = services.put(Database(settings.database))
    courier = (Naive if naive else Quick)(services)
    await courier.resume()
    print("up", flush=True)
    await courier.drain()
    while waiting(db):
        await asyncio.sleep(0.2)
        await courier.drain()
    print("done", flush=True)
    await courier.stop()
    db.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], naive="naive" in sys.argv))
