"""Two people change one thing: the second is told what the first did, and nothing is overwritten."""

from collections.abc import Mapping
from typing import Any

from onair.kernel.errors import Conflict


class Stale(Conflict):
    """`data`: `difference` {field: {yours, theirs}} and the `version` to send next."""

    code = "stale"


def require_version(sent: int, held: int, changes: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raises Stale unless `sent` is the version in force. `changes`: what was to be; `now`: what is."""
    if sent == held:
        return
    difference = {
        field: {"yours": value, "theirs": now[field]}
        for field, value in changes.items()
        if field in now and now[field] != value
    }
    raise Stale(difference=difference, version=held)
