"""The courier in a process of its own, to be killed. `python carrying.py HOME [naive]`; ends when nothing waits.

On a busy machine a connection may not come about the first time; what waits for its next try is tried at once.

`naive` is the negative control: a courier that marks nothing before it sends and takes again what it finds.
"""

import asyncio
import sys

from sqlalchemy import update
from sqlalchemy.orm import Session

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


def hurry(tx: Session) -> int:
    """The next try of what waits is now. → how many wait."""
    return tx.execute(update(Outgoing).where(Outgoing.state == "queued").values(not_before=0)).rowcount


async def main(home: str, *, naive: bool) -> None:
    services = Services(system_clock)
    settings = services.put(load({"ONAIR_HOME": home, "ONAIR_ALLOW_PRIVATE_TARGETS": "on"}))
    load_models()
    db = services.put(Database(settings.database))
    courier = (Naive if naive else Quick)(services)
    await courier.resume()
    print("up", flush=True)
    await courier.drain()
    while await courier._journal.do(hurry):
        await asyncio.sleep(0.1)
        await courier.drain()
    print("done", flush=True)
    await courier.stop()
    db.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], naive="naive" in sys.argv))
