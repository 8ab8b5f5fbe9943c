"""The stream itself."""

from onair.after.diagnosis.case import Case, Suspicion, less, row
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.wording import minutes, pct

LEAST_S = 300
MISSED = 0.65
"""What a minute in trouble loses against a good one, roughly; only to weigh causes against each other."""


def stream_fault(case: Case) -> Suspicion | None:
    now = case.now
    if not now.stream_s:
        return None
    usual = case.usual(_bad_share) or 0.0
    more = now.stream_bad_s - usual * now.stream_s
    if more < LEAST_S:
        return None
    share = min(0.95, more / now.stream_s)
    stages = (
        "expo_uv",
        "expo_pv",
        "view_pv",
        "view_uv",
        "prod_expo_uv",
        "prod_click_uv",
        "cart_uv",
        "order_uv",
        "pay_uv",
    )
    stage = case.worst(*[one for one in stages if case.link(one)] or ["view_uv"])
    first = now.stream_bad_at
    rows = (
        row(
            "minute",
            ("推流异常", "Stream in trouble"),
            value=now.stream_bad_s,
            base=round(usual * now.stream_s),
            unit="s",
            at=first,
            until=now.end,
        ),
    )
    return Suspicion(
        stage,
        less(MISSED * share, 1 - MISSED * share) + case.lost(stage) * 0.5,
        True,
        6.0,
        rows,
        "stream_bad_s",
        now.stream_bad_s,
        round(usual * now.stream_s),
        params={
            "minutes": minutes(now.stream_bad_s),
            "usual": minutes(usual * now.stream_s),
            "share": pct(share),
        },
    )


def _bad_share(show: Facts) -> float | None:
    return show.stream_bad_s / show.stream_s if show.stream_s else None


TESTS = {"stream_fault": stream_fault}
