"""曝光: ads that stopped, a feed that turned away, a show cut short."""

from math import exp, log

from onair.after.diagnosis.case import Case, Rate, Suspicion, less, row
from onair.after.diagnosis.reads import of_group, shown_per_minute, total
from onair.after.diagnosis.wording import pct
from onair.metrics.channels import GROUPS, Group

NATURAL: tuple[Group, ...] = tuple(group for group in GROUPS if group != "paid")
STOPPED = 0.5
"""Of the usual impressions a minute."""
STILL_SHARE = 0.25
"""Of the show without any ad spend at its end."""


def _rate(case: Case, *groups: Group) -> Rate | None:
    return case.rate(shown_per_minute, *groups, least=5)


def _stage(case: Case) -> str:
    return "expo_uv" if case.link("expo_uv") else "expo_pv"


def paid_stopped(case: Case) -> Suspicion | None:
    paid, natural = _rate(case, "paid"), _rate(case, *NATURAL)
    if paid is None or natural is None or paid.z > -3 or paid.value > STOPPED * paid.usual:
        return None
    everything = (paid.value + natural.value) * case.now.minutes
    lost = (paid.usual - paid.value) * case.now.minutes
    rows = [
        row(
            "channel",
            ("付费曝光（每分钟）", "Paid impressions a minute"),
            key="paid",
            metric="expo_pv",
            value=round(paid.value),
            base=round(paid.usual),
            unit="times",
        )
    ]
    until = case.now.spent_until
    stopped = until is not None and case.now.end - until > STILL_SHARE * (case.now.end - case.now.start)
    if stopped and until is not None:
        rows.append(
            row(
                "minute",
                ("投放消耗从此刻起不再增加", "Ad spend stopped growing"),
                metric="spend_live",
                value=case.now.spent,
                unit="money",
                at=until,
                until=case.now.end,
            )
        )
    return Suspicion(
        _stage(case),
        less(lost, everything),
        True,
        -paid.z,
        tuple(rows),
        "expo_pv",
        round(paid.value),
        round(paid.usual),
        case.about("channel", "paid"),
        {"share": pct(paid.value / paid.usual)},
    )


def push_lost(case: Case) -> Suspicion | None:
    """The feed fell, and more than the other natural channels did."""
    feed = _rate(case, "recommend")
    rest = _rate(case, "video", "search", "private", "other")
    if feed is None or feed.z > -3:
        return None
    beyond = feed.change - (min(rest.change, 0.0) if rest else 0.0)
    if beyond > log(0.8):
        return None
    now = (
        sum(rate.value for rate in (feed, rest) if rate)
        + (total(of_group(case.now, "paid"), "expo") or 0) / case.now.minutes
    )
    lost = feed.value / exp(beyond) - feed.value
    rows = [
        row(
            "channel",
            ("推荐曝光（每分钟）", "Recommended impressions a minute"),
            key="直播推荐",
            metric="expo_pv",
            value=round(feed.value),
            base=round(feed.usual),
            unit="times",
        )
    ]
    if rest is not None:
        rows.append(
            row(
                "channel",
                ("其他自然曝光（每分钟）", "Other natural impressions a minute"),
                value=round(rest.value),
                base=round(rest.usual),
                unit="times",
            )
        )
    return Suspicion(
        _stage(case),
        less(lost, now),
        True,
        -feed.z,
        tuple(rows),
        "expo_pv",
        round(feed.value),
        round(feed.usual),
        case.about("channel", "直播推荐"),
        {"share": pct(feed.value / feed.usual)},
    )


def cut_short(case: Case) -> Suspicion | None:
    link = case.link("duration_min")
    if link is None or link.target > 0.85 * link.base or case.strays.get("duration_min", 0.0) > -2:
        return None
    rows = (
        row(
            "total",
            ("直播时长", "Length of the show"),
            metric="duration_min",
            value=round(link.target),
            base=round(link.base),
            unit="min",
        ),
    )
    return Suspicion(
        "duration_min",
        case.lost("duration_min"),
        True,
        -case.strays["duration_min"],
        rows,
        "duration_min",
        round(link.target),
        round(link.base),
        params={"minutes": round(link.target), "usual": round(link.base)},
    )


TESTS = {"paid_stopped": paid_stopped, "push_lost": push_lost, "cut_short": cut_short}
