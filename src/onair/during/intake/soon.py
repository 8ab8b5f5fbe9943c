"""Small writes that must not cost the hot path: gathered, and written together every few seconds."""

import asyncio
import logging
from collections.abc import Callable

from onair.kernel.errors import OnAirError

WRITE_EVERY_S = 3.0
log = logging.getLogger("onair.intake")


class Soon:
    """`take()` hands over what was gathered, on the event loop; what it returns runs in a thread.

    A failed write is logged by `name`; `failed` may gather the same things again for the next one.
    """

    def __init__(
        self, name: str, take: Callable[[], Callable[[], None]], failed: Callable[[], None] | None = None
    ) -> None:
        self._name, self._take, self._failed = name, take, failed
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """On the event loop. One write follows, however many ask until then."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(WRITE_EVERY_S, lambda: loop.create_task(self.flush()))

    async def flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        write = self._take()
        try:
            await asyncio.to_thread(write)
        except OnAirError:
            log.warning("%s: not written", self._name, exc_info=True)
            if self._failed is not None:
                self._failed()
