"""Streams end when the proof they were opened with ends: asked every 3 s, once for each distinct proof."""

import asyncio
from collections.abc import Callable

from onair.during.broadcast.stream import Client

ASK_EVERY_MS = 3_000


class Guards:
    """`ask` runs in a worker thread: True while the proof is good."""

    def __init__(self) -> None:
        self._proofs: dict[str, tuple[Callable[[], bool], set[Client]]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = 0

    def add(self, proof: str, ask: Callable[[], bool], client: Client) -> None:
        self._proofs.setdefault(proof, (ask, set()))[1].add(client)

    def remove(self, proof: str, client: Client) -> None:
        held = self._proofs.get(proof)
        if held is not None:
            held[1].discard(client)
            if not held[1]:
                del self._proofs[proof]

    def look(self, now: int) -> None:
        """Called by the ticker; does nothing most of the time."""
        if (
            now - self._asked_at >= ASK_EVERY_MS
            and self._proofs
            and (self._asking is None or self._asking.done())
        ):
            self._asked_at = now
            self._asking = asyncio.get_running_loop().create_task(self._sweep())

    async def _sweep(self) -> None:
        asks = {proof: ask for proof, (ask, _) in self._proofs.items()}
        over = await asyncio.to_thread(lambda: [proof for proof, ask in asks.items() if not ask()])
        for proof in over:
            for client in self._proofs.get(proof, (None, ()))[1]:
                client.leave("revoked")
