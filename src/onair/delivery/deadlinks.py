"""Does a link lead anywhere? Asked beside everything else: nothing ever waits for the answer.

One GET, its name resolved and the address judged as for everything that leaves; a redirect is an answer and is not
followed. What was found is kept by this process only: after a restart nothing is known until somebody asks again.
"""

import asyncio
import logging
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from onair.connectors.wire import NoAnswer, NotSent, Resolve, Wire, resolve
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text

KEPT_MAX, WAITING_MAX, AT_ONCE = 5000, 200, 2
GONE = frozenset({404, 410})
WHY: dict[str, Text] = {
    "no_such_host": Text("域名解析不到", "the host's name cannot be resolved"),
    "private_address": Text("地址指向内网", "it leads into a private network"),
    "no_connection": Text("连不上对方", "no connection"),
    "cut_off": Text("对方中断了连接", "the line broke"),
    "no_answer_in_time": Text("对方没有应答", "no answer in time"),
    "bad_address": Text("地址不完整", "the address is not complete"),
}
log = logging.getLogger("onair.delivery")


class DeadLink(NamedTuple):
    """`at`: ms when it was looked at; `code` names the reason."""

    code: str
    why: Text
    at: int


class LinkChecks:
    """`ask` returns at once; `dead` tells what is known by now. `private`: addresses of one's own network are fine."""

    def __init__(self, clock: Clock, *, private: bool, resolver: Resolve = resolve) -> None:
        self._clock, self._private, self._resolver = clock, private, resolver
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links")
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        self._found: OrderedDict[str, DeadLink | None] = OrderedDict()

    def ask(self, url: str) -> None:
        """Look at it soon. Under a flood the newest are not looked at."""
        with self._lock:
            if url in self._waiting or len(self._waiting) >= WAITING_MAX:
                return
            self._waiting.add(url)
        self._pool.submit(self._look, url)

    def dead(self, url: str) -> DeadLink | None:
        """None = it leads somewhere, or nobody knows yet."""
        with self._lock:
            return self._found.get(url)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _look(self, url: str) -> None:
        found = None
        try:
            found = asyncio.run(self._judged(url))
        except Exception:
            log.exception("a link could not be looked at")
        with self._lock:
            self._waiting.discard(url)
            self._found[url] = found
            self._found.move_to_end(url)
            while len(self._found) > KEPT_MAX:
                self._found.popitem(last=False)

    async def _judged(self, url: str) -> DeadLink | None:
        wire = Wire(private=self._private, resolver=self._resolver)
        try:
            status = (await wire.look(url)).status
        except (NotSent, NoAnswer) as error:
            return DeadLink(error.code, WHY.get(error.code, WHY["no_connection"]), self._clock())
        except ValueError:
            return DeadLink("bad_address", WHY["bad_address"], self._clock())
        finally:
            await wire.close()
        if status not in GONE and status < 500:
            return None
        zh, en = (
            ("页面不存在", "there is no such page") if status in GONE else ("对方出错", "an error over there")
        )
        return DeadLink(f"http_{status}", Text(f"{zh}（{status}）", f"{en} ({status})"), self._clock())
