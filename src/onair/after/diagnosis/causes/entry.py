"""进入低、新用户留存低、承接不足: who comes in, and who is gone within a minute."""

from math import log

from onair.after.diagnosis.case import Case, Suspicion, row
from onair.after.diagnosis.reads import (
    entered,
    gone_in,
    gone_of,
    gone_who,
    of_stages,
    of_totals,
    paid_share,
    share_of,
)
from onair.after.diagnosis.wording import pct
from onair.metrics.channels import group_of

STANDS_OUT = 2.5
HIGHER = 1.1
"""Of the room's own peak to mean. The fixed 2 of metrics page §8 is lore: rooms differ."""
RISEN = 0.15
"""Nats that a channel's exits rose."""


def cover_weak(case: Case) -> Suspicion | None:
    """Each channel enters less than it usually does; a change of the mix alone is none."""
    drop, weight, rows = 0.0, 0.0, []
    for channel, way in case.now.ways.items():
        rate = case.rate(entered, channel, least=200)
        if rate is None or group_of(channel) == "paid":
            continue
        drop += (way.views or 0) * rate.change
        weight += way.views or 0
        if rate.z < -2:
            rows.append(
                row(
                    "channel",
                    (f"{channel}：进入率", f"{channel}: entry rate"),
                    key=channel,
                    metric="enter_rate_pv",
                    value=rate.value,
                    base=rate.usual,
                    unit="ratio",
                )
            )
    whole = case.rate(of_stages, "view_pv", "expo_pv")
    if not rows or not weight or whole is None or drop / weight > -0.05:
        return None
    return Suspicion(
        "view_pv" if case.link("view_pv") else "view_uv",
        -drop / weight,
        True,
        -whole.z,
        tuple(rows[:5]),
        "enter_rate_pv",
        whole.value,
        whole.usual,
        params={"rate": pct(whole.value), "usual": pct(whole.usual), "n": len(rows)},
    )


def newcomers_leave(case: Case) -> Suspicion | None:
    new = case.rate(gone_who, "new")
    if new is None or new.z < STANDS_OUT:
        return None
    spread = _risen(case)
    if spread < 0.6:
        return None  # where only one kind of traffic leaves, the traffic is the matter
    stay = case.now.stays["new"]
    known = sum(one.left for one in case.now.stays.values()) or 1
    explains = log((1 - new.usual) / max(1e-3, 1 - new.value)) * stay.left / known
    rows = [
        row(
            "new",
            ("新用户一分钟内离开", "New people gone within a minute"),
            key="true",
            value=new.value,
            base=new.usual,
            unit="ratio",
        ),
    ]
    old = case.rate(gone_who, "old")
    if old is not None:
        rows.append(
            row(
                "new",
                ("老用户一分钟内离开", "Old people gone within a minute"),
                key="false",
                value=old.value,
                base=old.usual,
                unit="ratio",
            )
        )
    return Suspicion(
        _stage(case),
        explains,
        True,
        new.z,
        tuple(rows),
        "retention_5",
        new.value,
        new.usual,
        params={"share": pct(new.value), "usual": pct(new.usual), "n": stay.gone},
    )


def traffic_cold(case: Case) -> Suspicion | None:
    """Paid people are more of the audience than usual and hardly stay."""
    share = case.rate(paid_share)
    gone = case.rate(gone_of, True)
    if share is None or gone is None or share.z < STANDS_OUT or gone.z < STANDS_OUT:
        return None
    now, was = _held(case, without_paid=False), _held(case, without_paid=True)
    rows = (
        row(
            "channel",
            ("付费流量占比", "Paid traffic's share"),
            key="paid",
            metric="channel_share",
            value=share.value,
            base=share.usual,
            unit="ratio",
        ),
        row(
            "channel",
            ("付费流量一分钟内离开", "Paid people gone within a minute"),
            key="paid",
            value=gone.value,
            base=gone.usual,
            unit="ratio",
        ),
    )
    return Suspicion(
        _stage(case),
        max(0.0, log(was / now)) if now and was else 0.0,
        True,
        gone.z,
        rows,
        "channel_share",
        share.value,
        share.usual,
        params={"share": pct(share.value), "usual": pct(share.usual), "gone": pct(gone.value)},
    )


def peak_not_held(case: Case) -> Suspicion | None:
    """承接不足: a peak far above the mean, and those who made it are gone."""
    peak = case.rate(of_totals, "pcu", "acu", least=1)
    gone = case.rate(gone_of, False)
    if (
        peak is None
        or gone is None
        or peak.z < STANDS_OUT
        or peak.value < HIGHER * peak.usual
        or gone.z < STANDS_OUT
    ):
        return None
    rows = (
        row(
            "total",
            ("峰均比 PCU/ACU", "Peak to mean"),
            metric="pcu_acu",
            value=peak.value,
            base=peak.usual,
            unit="ratio",
        ),
        row(
            "channel",
            ("自然流量一分钟内离开", "Natural traffic gone within a minute"),
            value=gone.value,
            base=gone.usual,
            unit="ratio",
        ),
    )
    explains = log((1 - gone.usual) / max(1e-3, 1 - gone.value))
    return Suspicion(
        _stage(case),
        explains,
        True,
        peak.z,
        rows,
        "pcu_acu",
        peak.value,
        peak.usual,
        params={"peak": f"{peak.value:.1f}", "usual": f"{peak.usual:.1f}", "gone": pct(gone.value)},
    )


def _stage(case: Case) -> str:
    """People who are gone at once see no product, or click none: the link that shows it more."""
    return case.worst("prod_expo_uv", "prod_click_uv")


def _risen(case: Case) -> float:
    """Share of the usual audience whose channel's exits rose: a push or wide ads move one kind of traffic only."""
    risen = known = 0.0
    for channel in case.now.ways:
        rate, usual = case.rate(gone_in, channel), case.usual(share_of, channel)
        if rate is not None and usual is not None and group_of(channel) != "private":
            known += usual
            risen += usual if rate.change > RISEN and rate.z > 1 else 0
    return risen / known if known else 0.0


def _held(case: Case, without_paid: bool) -> float | None:
    """Share of visits that last; with paid traffic as usual when `without_paid`."""
    ways = [(channel, way) for channel, way in case.now.ways.items() if way.left]
    if not ways:
        return None
    stays = {channel: 1 - way.gone / way.left for channel, way in ways}
    weights = {channel: float(way.left) for channel, way in ways}
    if without_paid:
        for channel, _ in ways:
            usual = case.usual(share_of, channel)
            rate = case.rate(gone_in, channel)
            if usual is not None:
                weights[channel] = usual
            if group_of(channel) == "paid" and rate is not None:
                stays[channel] = 1 - rate.usual
    return sum(weights[c] * stays[c] for c in weights) / sum(weights.values())


TESTS = {
    "cover_weak": cover_weak,
    "newcomers_leave": newcomers_leave,
    "traffic_cold": traffic_cold,
    "peak_not_held": peak_not_held,
}
