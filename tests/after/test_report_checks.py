"""What exports must satisfy: each rule passes what fits, names what does not, and says when nothing can be checked."""

from typing import Any

from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.reports.checks import findings
from onair.after.reports.finding import Finding

LAYOUT = "douyin_show_channels@2026"


def row(
    grain: Any, key: str, about: dict[str, Any] | None = None, kind: Any = "row", **said: Any
) -> StatedRow:
    cells = {}
    for metric, value in said.items():
        low, high = value[1:] if isinstance(value, tuple) else (None, None)
        first = value[0] if isinstance(value, tuple) else value
        cells[metric] = Said(metric, first, Place("f", "s", 2, metric), low, high)
    return StatedRow("douyin", LAYOUT, grain, kind, key, about or {}, cells)


def of(rule: str, *rows: StatedRow) -> list[Finding]:
    return [one for one in findings(Bundle(rows)) if one.rule == rule]


def states(found: list[Finding]) -> dict[str | None, str]:
    return {one.metric: one.state for one in found}


def test_channels_sum_to_the_whole() -> None:
    whole = row("channel", "整体", kind="control", view_pv=100, view_uv=70, user_pay=900)
    parts = [
        row("channel", "a", view_pv=60, view_uv=50, user_pay=500),
        row("channel", "b", view_pv=40, view_uv=30, user_pay=399),
    ]
    found = of("channels", whole, *parts)
    assert states(found) == {"view_pv": "pass", "view_uv": "pass", "user_pay": "differs"}
    assert next(one for one in found if one.metric == "user_pay").difference == -1


def test_fewer_people_in_all_than_in_one_channel() -> None:
    whole = row("channel", "整体", kind="control", view_uv=40)
    assert states(of("channels", whole, row("channel", "a", view_uv=50))) == {"view_uv": "differs"}


def test_without_the_whole_nothing_is_claimed() -> None:
    assert [one.state for one in of("channels", row("channel", "a", view_pv=1))] == ["uncheckable"]


def test_rounded_values_agree_within_their_digits() -> None:
    """1.2万 + 3,000 is 1.5万."""
    whole = row("channel", "整体", kind="control", view_pv=(15_000, 14_500, 15_500))
    parts = [row("channel", "a", view_pv=(12_000, 11_500, 12_500)), row("channel", "b", view_pv=3_000)]
    assert states(of("channels", whole, *parts)) == {"view_pv": "pass"}


def test_products_without_their_sub_rows() -> None:
    rows = [
        row("session", "s", user_pay=100),
        row("product", "p1", user_pay=70),
        row("product", "p2", user_pay=30),
    ]
    assert states(of("product", *rows, row("product", "p1/red", kind="sub", user_pay=70))) == {
        "user_pay": "pass"
    }
    assert states(of("product", *rows, row("product", "p3", user_pay=5))) == {"user_pay": "differs"}


def test_people_of_products_are_never_summed() -> None:
    assert (
        of(
            "product",
            row("session", "s", pay_uv=10),
            row("product", "p1", pay_uv=10),
            row("product", "p2", pay_uv=9),
        )
        == []
    )


def test_a_ratio_is_held_against_its_parts() -> None:
    fits = row("session", "s", view_uv=5_000, expo_uv=49_407, enter_rate_uv=(0.1012, 0.10115, 0.10125))
    assert states(of("ratios", fits)) == {"enter_rate_uv": "pass"}
    off = row("session", "s", view_uv=6_000, expo_uv=49_407, enter_rate_uv=(0.1012, 0.10115, 0.10125))
    assert states(of("ratios", off)) == {"enter_rate_uv": "differs"}


def test_what_cannot_be_goes_to_quarantine() -> None:
    found = of("bounds", row("session", "s", view_uv=10, view_pv=9, acu=5, pcu=4, enter_rate_uv=1.2))
    assert {one.metric for one in found if one.quarantine} == {"view_uv", "acu", "enter_rate_uv"}
    (loose,) = of("bounds", row("session", "s", pay_uv=5, prod_click_uv=4))
    assert not loose.quarantine


def test_times_of_a_show() -> None:
    hour = 3_600_000
    good = row("session", "a", {"start": 0, "end": hour, "account_id": "x"}, duration_min=60)
    assert of("times", good) == []
    assert len(of("times", row("session", "a", {"start": hour, "end": 0}, duration_min=60))) == 1
    assert states(of("times", row("session", "a", {"start": 0, "end": hour}, duration_min=90))) == {
        "duration_min": "differs"
    }
    other = row("session", "b", {"start": hour // 2, "end": 2 * hour, "account_id": "x"}, duration_min=90)
    assert len(of("times", good, other)) == 1


def counter(key: int, said: int) -> StatedRow:
    """A snapshot of TikTok's trend."""
    cells = {"view_pv": Said("view_pv", said, Place("f", "s", key, "Views"))}
    return StatedRow("tiktok", "tiktok_trend@2025", "minute", "row", f"{key}", {"at": key * 60_000}, cells)


def test_counters_since_the_start_end_at_the_show_and_never_fall() -> None:
    cells = {"view_pv": Said("view_pv", 900, Place("g", "s", 4, "Views"))}
    whole = StatedRow("tiktok", "tiktok_sessions@2025", "session", "row", "s", {}, cells)
    rising = [counter(2, 700), counter(1, 400), counter(3, 900)]
    assert states(of("minute", whole, *rising)) == {"view_pv": "pass"}, "their sum would be 2,000"
    (short,) = of("minute", whole, *rising[:2])
    assert (short.state, short.difference) == ("differs", -200)
    (fell,) = of("minute", whole, *rising[:2], counter(3, 650), counter(4, 900))[:1]
    assert (fell.state, fell.difference, [place.row for place in fell.places]) == ("differs", -50, [2, 3])
