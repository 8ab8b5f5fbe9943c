"""How fast, and how soon again. Pure.

A pace counts in a sliding window, which is stricter than a bucket that refills: in no minute at all do more than n
messages go to a target.
"""

from collections import deque
from collections.abc import Iterable
from hashlib import blake2b

Limits = tuple[tuple[int, int], ...]
STEPS_S = (5, 20, 60, 300, 900, 1800, 3600)
"""Between tries; a message is given up after the last, or when it is too late."""


class Pace:
    """At most n in every `ms`, for each pair. `sent`: ms of what went before, so that a restart is no excuse."""

    def __init__(self, limits: Limits, sent: Iterable[int] = ()) -> None:
        self._limits = limits
        self._sent = deque(sorted(sent), maxlen=max(n for n, _ in limits))

    def wait(self, now: int) -> int:
        """Ms until the next may go; 0 = now. A clock that went back waits no longer than a window."""
        longest = 0
        for n, span in self._limits:
            if len(self._sent) >= n:
                longest = max(longest, min(span, self._sent[-n] + span - now))
        return longest

    def take(self, now: int) -> None:
        self._sent.append(now)

    def give_back(self) -> None:
        """The last one did not go after all."""
        self._sent.pop()


def backoff_ms(attempts: int, key: str, wait_s: int | None) -> int | None:
    """Until the next try after `attempts` of them; None = give up. At least what the receiver asked for.

    Spread by up to a fifth, by the message's key, so that many do not come back at once.
    """
    if attempts > len(STEPS_S):
        return None
    base = max(STEPS_S[attempts - 1], wait_s or 0) * 1000
    share = blake2b(key.encode(), digest_size=2).digest()
    return base + base * int.from_bytes(share, "big") // (5 * 65535)
