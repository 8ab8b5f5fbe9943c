"""Which of the team's shows a statement is about: same platform and account, and the same time."""

from collections.abc import Sequence
from typing import NamedTuple

from onair.after.reports.origin import Origin
from onair.kernel.clock import HOUR_MS
from onair.trade.service import ShowView

NEAR_MS = 30 * 60_000
"""A platform's start or end and ours may lie so far apart: somebody pressed the button late."""
AROUND_MS = 36 * HOUR_MS
"""Shows whose time lies so near that of a file are asked whether it is about them."""
PLATFORMS = {"qianchuan": "douyin"}
"""Advertising of one platform belongs to shows of another name."""


class Known(NamedTuple):
    """A show as far as placing needs it; `end` None = not over."""

    id: str
    platform: str
    account: str | None
    start: int | None
    end: int | None


def known_show(view: ShowView) -> Known:
    room = view.room
    start = view.started_at if view.started_at is not None else view.starts_at
    end = view.ended_at if view.ended_at is not None else view.planned_end
    return Known(view.id, room.platform if room else "", room.account if room else None, start, end)


def place(origin: Origin, platform: str, shows: Sequence[Known]) -> str | None:
    """Its id; None when no show fits, or more than one does."""
    fits = [show for show in shows if _fits(origin, PLATFORMS.get(platform, platform), show)]
    named = [show for show in fits if show.account is not None and show.account == origin.account]
    found = named or fits
    return found[0].id if len(found) == 1 else None


def _fits(origin: Origin, platform: str, show: Known) -> bool:
    if show.platform not in (platform, "other", ""):
        return False
    if origin.account and show.account and origin.account != show.account:
        return False
    near = False
    for told, ours in ((origin.start, show.start), (origin.end, show.end)):
        if told is not None and ours is not None:
            if abs(told - ours) > NEAR_MS:
                return False
            near = True
    return near
