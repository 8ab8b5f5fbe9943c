"""A fake OBS on a loop of its own, and a page that asks the server as whoever is signed in."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page
from tests.fake_obs import FakeObs, fake_obs

ASK = """async ([method, path, body]) => {
  const me = await (await fetch("/api/v1/me")).json();
  const headers = { "content-type": "application/json", "x-onair-csrf": me.csrf };
  const answer = await fetch("/api/v1" + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 204 ? null : answer.json();
}"""


class Encoder:
    """A fake OBS on a loop of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, obs: FakeObs) -> None:
        self.loop, self.obs = loop, obs

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        found: Future[None] = asyncio.run_coroutine_threadsafe(work, self.loop)
        found.result(10)


@contextmanager
def encoder() -> Iterator[Encoder]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    held = fake_obs()
    obs = asyncio.run_coroutine_threadsafe(held.__aenter__(), loop).result(10)
    try:
        yield Encoder(loop, obs)
    finally:
        asyncio.run_coroutine_threadsafe(held.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def ask(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return page.evaluate(ASK, [method, path, body])
