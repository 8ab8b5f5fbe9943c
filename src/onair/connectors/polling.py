"""A relay asked every few seconds: the only I/O of the relays. A look that fails is told once in a row, with why."""

import asyncio
from collections.abc import AsyncIterator

from onair.connectors.ports import Answer, Config
from onair.connectors.signals import AnySeen, Blind, Met, Odd, Poll, Reach, Relay, waits
from onair.connectors.wire import NoAnswer, NotSent, Wire

BYTES = 1 << 20
REFUSED = {401: "wrong_password", 403: "refused_403", 404: "not_found_404", 429: "throttled"}


class _Asker:
    """`token`: of a login, kept until it is refused."""

    def __init__(self, relay: Relay, config: Config, poll: Poll, wire: Wire) -> None:
        self._relay, self._config, self._poll, self._wire = relay, config, poll, wire
        self._token = ""

    async def ask(self) -> bytes:
        """Raises Odd, NotSent, NoAnswer."""
        if self._poll.login_url and not self._token:
            await self._sign_in()
        headers = dict(self._poll.headers)
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        answer = await self._wire.ask(self._poll.url, headers, most=BYTES)
        if answer.status == 401 and self._token:
            self._token = ""
            raise Odd("signed_out")
        return _body(answer)

    async def _sign_in(self) -> None:
        answer = await self._wire.ask(
            self._poll.login_url, {"content-type": "application/json"}, self._poll.login_body
        )
        if answer.status in (400, 401, 403):
            raise Odd("wrong_password")
        self._token = self._relay.token(_body(answer))


def _body(answer: Answer) -> bytes:
    if answer.status != 200:
        raise Odd(REFUSED.get(answer.status, f"http_{answer.status}"))
    if len(answer.body) >= BYTES:
        raise Odd("too_large")
    return answer.body


async def watch(relay: Relay, config: Config, reach: Reach) -> AsyncIterator[AnySeen]:
    """Ends only after a final `Blind`: an address inside the house that must not be dialled, or a wrong login, which
    the other side counts."""
    poll = relay.poll(config)
    if poll is None:
        return
    wire = Wire(private=reach.private)
    asker, met, pauses = _Asker(relay, config, poll, wire), False, waits(poll.every_s)
    try:
        while True:
            began = asyncio.get_running_loop().time()
            try:
                reading = relay.read(await asker.ask(), config, reach.clock())
            except (Odd, NotSent, NoAnswer) as gone:
                final = (isinstance(gone, NotSent) and gone.final) or (
                    gone.code == "wrong_password" and bool(poll.login_url)
                )
                met = False
                yield Blind(at=reach.clock(), code=gone.code, final=final)
                if final:
                    return
                pause = next(pauses)
            else:
                if not met:
                    yield Met(at=reach.clock(), program=relay.name)
                met, pauses, pause = True, waits(poll.every_s), poll.every_s
                yield reading
            await asyncio.sleep(max(began + pause - asyncio.get_running_loop().time(), 0.05))
    finally:
        await wire.close()
