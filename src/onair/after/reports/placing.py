"""Which of the team's shows a statement is about: same platform and account, and the same time.

A show whose room does not tell its account is of the account that the files on it tell.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from onair.after.reports.origin import Origin, Whose
from onair.kernel.clock import HOUR_MS
from onair.trade.service import ShowView

NEAR_MS = 30 * 60_000
"""A platform's start or end and ours may lie so far apart: somebody pressed the button late."""
AROUND_MS = 36 * HOUR_MS
"""Shows whose time lies so near that of a file are asked whether it is about them."""
PLATFORMS = {"qianchuan": "douyin"}
"""Advertising of one platform belongs to shows of another name."""


class Known(NamedTuple):
    """A show as far as placing needs it; `end` None = not over. `told`: (platform of shows, account) of files on it, where
    the room tells none."""

    id: str
    platform: str
    account: str | None
    start: int | None
    end: int | None
    told: frozenset[tuple[str, Whose]] = frozenset()

    def accounts(self, family: str) -> list[Whose]:
        if self.account:
            return [Whose(self.account)]
        return [whose for platform, whose in self.told if platform == family]


def family_of(platform: str) -> str:
    """The platform that shows of these reports are on."""
    return PLATFORMS.get(platform, platform)


def known_show(view: ShowView) -> Known:
    room = view.room
    start = view.started_at if view.started_at is not None else view.starts_at
    end = view.ended_at if view.ended_at is not None else view.planned_end
    return Known(view.id, room.platform if room else "", room.account if room else None, start, end)


def place(origin: Origin, platform: str, shows: Sequence[Known]) -> str | None:
    """Its id; None when no show fits, or more than one does."""
    family, whose = family_of(platform), origin.whose
    fits = [show for show in shows if _fits(origin, family, show)]
    named = [show for show in fits if whose is not None and is_one_of(whose, show.accounts(family))]
    found = named or fits
    return found[0].id if len(found) == 1 else None


def is_one_of(whose: Whose, accounts: Collection[Whose]) -> bool:
    return any(whose.same(account) for account in accounts)


def is_strange(origin: Origin, family: str, show: Known) -> bool:
    """Both sides tell an account, and it is not the same."""
    accounts, whose = show.accounts(family), origin.whose
    return whose is not None and bool(accounts) and not is_one_of(whose, accounts)


def _fits(origin: Origin, family: str, show: Known) -> bool:
    if show.platform not in (family, "other", "") or is_strange(origin, family, show):
        return False
    if origin.first is not None and origin.last is not None:
        return _covers(show, origin.first, origin.last, origin.slot)
    near = False
    for told, ours in ((origin.start, show.start), (origin.end, show.end)):
        if told is not None and ours is not None:
            if abs(told - ours) > NEAR_MS:
                return False
            near = True
    return near


def _covers(show: Known, first: int, last: int, slot: int) -> bool:
    """The rows lie within the show; the first and the last may reach beyond it."""
    if show.start is None or last <= show.start or first + slot < show.start - NEAR_MS:
        return False
    return show.end is None or (first < show.end and last - slot <= show.end + NEAR_MS)
