"""What a cause reads of one show: a count and what it is out of, or None where the show has no such thing."""

from collections.abc import Sequence

from onair.after.diagnosis.facts import Facts, Way
from onair.metrics.channels import Group, group_of

Pair = tuple[float, float]


def pair(top: float | int | None, bottom: float | int | None) -> Pair | None:
    return (float(top), float(bottom)) if top is not None and bottom else None


def of_totals(show: Facts, top: str, bottom: str) -> Pair | None:
    return pair(show.totals.get(top), show.totals.get(bottom))


def of_stages(show: Facts, top: str, bottom: str) -> Pair | None:
    return pair(show.stages.get(top), show.stages.get(bottom))


def of_good(show: Facts, product: str, top: str, bottom: str) -> Pair | None:
    good = show.goods.get(product)
    return pair(getattr(good, top), getattr(good, bottom)) if good else None


def per_seen(show: Facts, product: str, top: str, talked_s: int = 0) -> Pair | None:
    """Out of viewer-minutes while the product was talked about."""
    good = show.goods.get(product)
    return pair(getattr(good, top), good.seen / 60) if good and good.talk_s >= talked_s else None


def price_of(show: Facts, product: str, least: int = 1) -> float | None:
    """What one piece went for, where at least so many went."""
    good = show.goods.get(product)
    return good.price if good and (good.items or 0) >= least else None


def entered(show: Facts, channel: str) -> Pair | None:
    way = show.ways.get(channel)
    return pair(way.views, way.expo) if way else None


def gone_in(show: Facts, channel: str) -> Pair | None:
    """Visits under a minute out of those whose length is known."""
    way = show.ways.get(channel)
    return pair(way.gone, way.left) if way else None


def gone_of(show: Facts, paid: bool) -> Pair | None:
    some = [way for channel, way in show.ways.items() if (group_of(channel) == "paid") is paid]
    return pair(sum(way.gone for way in some), sum(way.left for way in some))


def gone_who(show: Facts, who: str) -> Pair | None:
    """`who`: new or old."""
    stay = show.stays.get(who)
    return pair(stay.gone, stay.left) if stay else None


def share_of(show: Facts, channel: str) -> float | None:
    """Of the visits whose length is known."""
    known = sum(way.left for way in show.ways.values())
    return show.ways[channel].left / known if known and channel in show.ways else None


def paid_share(show: Facts) -> Pair | None:
    """Paid entries out of all."""
    views = {channel: way.views for channel, way in show.ways.items() if way.views is not None}
    return pair(sum(n for channel, n in views.items() if group_of(channel) == "paid"), sum(views.values()))


def of_group(show: Facts, *groups: Group) -> list[Way]:
    return [way for channel, way in show.ways.items() if group_of(channel) in groups]


def total(ways: Sequence[Way], counter: str) -> int | None:
    """None when no channel has it."""
    found = [value for way in ways if (value := getattr(way, counter)) is not None]
    return sum(found) if found else None


def shown_per_minute(show: Facts, *groups: Group) -> Pair | None:
    """Impressions, where nobody tells them entries, out of minutes."""
    ways = of_group(show, *groups)
    n = total(ways, "expo")
    return pair(n if n is not None else total(ways, "views"), show.minutes)


def said_share(show: Facts, kind: str) -> Pair | None:
    return pair(show.said.get(kind, 0), show.totals.get("comment_pv"))
