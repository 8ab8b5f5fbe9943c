"""Tokens that a platform gives out for a secret, kept in memory until shortly before they end. Never logged or stored."""

from collections.abc import Awaitable, Callable

from onair.connectors.answers import body_of, http_verdict
from onair.connectors.ports import Answer, TokenAsk

EARLY_S = 300
LONGEST_S = 7200
BUSY = frozenset({-1, 45009, 45033})


class TokenRefused(Exception):
    """`code` in a word; `final`: the secret is wrong, trying again cannot help."""

    def __init__(self, code: str, *, final: bool) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class Tokens:
    """One for each address that gives them out. `ask` does the GET; `now` in seconds, of a clock that never jumps."""

    def __init__(self, ask: Callable[[str], Awaitable[Answer]], now: Callable[[], float]) -> None:
        self._ask, self._now = ask, now
        self._held: dict[TokenAsk, tuple[str, float]] = {}

    async def get(self, ask: TokenAsk) -> str:
        """Raises TokenRefused, and what asking raises."""
        token, until = self._held.get(ask, ("", 0.0))
        if self._now() < until:
            return token
        token, lasts = _read(await self._ask(ask.url))
        self._held[ask] = (token, self._now() + max(0, lasts - EARLY_S))
        return token

    def forget(self, ask: TokenAsk) -> None:
        """It was not taken any more."""
        self._held.pop(ask, None)


def _read(answer: Answer) -> tuple[str, int]:
    early = http_verdict(answer, dedupes=True)  # asking twice does no harm
    if early is not None:
        raise TokenRefused(early.code, final=early.outcome == "refused")
    found = body_of(answer) or {}
    code, token, lasts = found.get("errcode", 0), found.get("access_token"), found.get("expires_in")
    if code in BUSY:
        raise TokenRefused("throttled", final=False)
    if code != 0:
        raise TokenRefused(f"code_{code}"[:40], final=True)
    if not isinstance(token, str) or not token.isascii() or not isinstance(lasts, int):
        raise TokenRefused("odd_answer", final=False)
    return token, min(lasts, LONGEST_S)
