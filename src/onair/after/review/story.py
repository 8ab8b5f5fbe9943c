"""What happened around the numbers: the track, what was talked about, who sent what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from msgspec import structs

from onair.after.review.shapes import Names, Source
from onair.during.broadcast.actions import feed_only
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.frames import TrackItem
from onair.during.broadcast.track import HANDLERS, Track
from onair.events.model import AnyEvent
from onair.store.columns import EVENT_COLUMNS, row_to_event
from onair.store.lake import Lake

TRACKED = tuple(sorted(kind.__struct_config__.tag or "" for kind in HANDLERS))


def sealed_track(lake: Lake, tenant: str, show: str) -> list[TrackItem]:
    """Slots, hosts, actions, incidents and offers in order of time."""
    events = lake.events(tenant, [show])
    asked = events.filter(events.type.isin(TRACKED)).order_by(["at", "offset"]).select(*EVENT_COLUMNS)
    track = Track(Comments(), feed_only())
    for row in lake.run(asked, "story:track"):
        track.add(cast(AnyEvent, row_to_event(dict(zip(EVENT_COLUMNS, row, strict=True)))))
    return track.marks()


def sealed_sources(lake: Lake, tenant: str, show: str) -> list[Source]:
    """Busiest first."""
    events = lake.events(tenant, [show])
    asked = events.group_by(["source", "type"]).aggregate(
        n=events.count(), first=events["at"].min(), last=events["at"].max(), clock=events["clock"].max()
    )
    return gathered(lake.run(asked, "story:sources"))


def gathered(rows: Iterable[Sequence[Any]]) -> list[Source]:
    """Rows (source, type, n, first at, last at, newest clock) → one entry a source."""
    by_source: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        by_source[row[0]].append(row)
    found = []
    for source, some in by_source.items():
        types = {row[1]: row[2] for row in sorted(some, key=lambda row: str(row[1]))}
        first, last = min(row[3] for row in some), max(row[4] for row in some)
        found.append(Source(source, types, first, last, max(row[5] for row in some)))
    return sorted(found, key=lambda source: (-sum(source.events.values()), source.source))


def named(track: Iterable[TrackItem], names: Names) -> list[TrackItem]:
    """People, hosts and products by their names instead of ids."""
    found = []
    for item in sorted(track, key=lambda item: (item.at, item.id)):
        label = item.label
        if item.kind == "host":
            label = names.host.get(label, (label, None))[0]
        elif label in names.product:
            label = names.product[label][0]
        by = names.people.get(item.by, item.by) if item.by is not None else None
        found.append(structs.replace(item, label=label, by=by))
    return found


def slot_names(track: Iterable[TrackItem]) -> dict[str, tuple[str, str | None]]:
    """Slot id → (label, kind)."""
    return {
        str(item.data.get("slot")): (item.label, str(item.data.get("kind") or "talk"))
        for item in track
        if item.kind == "slot"
    }


def talk_seconds(track: Iterable[TrackItem], until: int) -> dict[str, int]:
    """Product → seconds that slots talked about it; an open slot lasts `until` (ms)."""
    talked: defaultdict[str, int] = defaultdict(int)
    for item in track:
        if item.kind == "slot" and item.product is not None and not item.undone:
            talked[item.product] += max(0, (item.end if item.end is not None else until) - item.at)
    return {product: ms // 1000 for product, ms in sorted(talked.items())}
