"""Who comes: the cover says little, ads stop or bring the wrong people, the platform turns away, a push comes too fast."""

from collections.abc import Callable
from random import Random

from msgspec import structs

from onair.events.model import Enter, Exposure, Leave
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.planted_causes.cause import Night, Plant
from onair.rehearsal.planted_causes.world import (
    PAID,
    Events,
    by_time,
    exposed,
    gone_early,
    people,
    recounted,
    without_people,
)  # fmt: skip

FEED = "直播推荐"
KNOW_US = frozenset({"关注", "搜索", "个人主页&店铺&橱窗"})


def _cover(events: Events, rng: Random, _night: Night) -> Events:
    """Shown as often, entered far less by people who do not know the room."""
    return without_people(events, people(events, rng, 0.45, lambda enter: enter.channel not in KNOW_US))


def _paid_stopped(events: Events, rng: Random, night: Night) -> Events:
    """The ads' balance is used up early in the evening."""
    over = night.at(0.12)
    left = without_people(
        events, people(events, rng, 1.0, lambda enter: enter.channel in PAID and enter.at >= over)
    )
    return exposed(left, lambda one: 0.0 if one.channel in PAID and one.at >= over else 1.0)


def _push_lost(events: Events, rng: Random, night: Night) -> Events:
    """After a while the feed shows the room to a fifth of the people."""
    over = night.at(0.1)
    left = without_people(
        events, people(events, rng, 0.8, lambda enter: enter.channel == FEED and enter.at >= over)
    )
    return exposed(left, lambda one: 0.2 if one.channel == FEED and one.at >= over else 1.0)


def _cold(events: Events, rng: Random, _night: Night) -> Events:
    """Ads aimed too wide: three times the paid visits, and most of those people look once and go."""
    paid = people(events, rng, 1.0, lambda enter: enter.channel in PAID)
    more = _glances(events, rng, lambda: rng.choice(sorted(PAID)), 5 * len(paid), lambda at: at)
    events = gone_early(events, rng, {user: at for user, at in paid.items() if rng.random() < 0.6})
    return recounted(by_time([*exposed(events, lambda one: 5.0 if one.channel in PAID else 1.0), *more]))


def _burst(events: Events, rng: Random, night: Night) -> Events:
    """A push of a few minutes brings as many people as the rest of the evening, and the room has nothing for them."""
    since = night.at(rng.uniform(0.3, 0.5))
    n = sum(isinstance(event, Enter) for event in events)
    came = _glances(events, rng, lambda: FEED, n, lambda _: since + int(rng.random() * 8 * MINUTE_MS))
    shown = n * 9 // 8
    source = next(event.source for event in events if isinstance(event, Exposure))
    more = [
        Exposure(id=f"x{minute}", source=source, at=since + minute * MINUTE_MS, channel=FEED, count=shown)
        for minute in range(8)
    ]
    return recounted(by_time([*events, *came, *more]))


def _glances(
    events: Events, rng: Random, channel: Callable[[], str], n: int, when: Callable[[int], int]
) -> Events:
    """New people who look for less than a minute; they come when others do."""
    entries = [event for event in events if isinstance(event, Enter)]
    found: Events = []
    for place in range(n):
        like = rng.choice(entries)
        at, stay = when(like.at), 2000 + int(rng.random() * 40_000)
        one = structs.replace(like, id=f"g{place:x}", at=at, user=f"g{place:x}", channel=channel(), new=True)
        gone = Leave(
            id=f"h{place:x}",
            source=like.source,
            at=at + stay,
            user=one.user,
            channel=one.channel,
            watch_ms=stay,
        )
        found += [one, gone]
    return found


PLANTS = (
    Plant("cover_weak", events=_cover),
    Plant("paid_stopped", events=_paid_stopped),
    Plant("push_lost", events=_push_lost),
    Plant("traffic_cold", events=_cold),
    Plant("peak_not_held", events=_burst),
)
