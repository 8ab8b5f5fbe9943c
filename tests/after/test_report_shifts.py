"""Counters since the start, split by shift: the example of reports.md, and what must not be split."""

from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.reports.shifts import Shift, split

MINUTE = 60_000


def snapshot(
    minute: int, *, layout: str = "tiktok_trend@2025", **said: tuple[int, int, int] | int
) -> StatedRow:
    cells = {}
    for name, value in said.items():
        first, low, high = value if isinstance(value, tuple) else (value, None, None)
        cells[name] = Said(name, first, Place("f", "s", minute, name), low, high)
    return StatedRow("tiktok", layout, "minute", "row", f"{minute}", {"at": minute * MINUTE}, cells)


ROWS = [
    snapshot(60, gmv=90_000, view_pv=900, order_paid=90, pay_uv=80, gpm=100_000),
    snapshot(20, gmv=20_000, view_pv=400, order_paid=20, pay_uv=19, gpm=50_000),
    snapshot(40, gmv=50_000, view_pv=700, order_paid=50, pay_uv=45, gpm=71_429),
]
SHIFTS = [Shift("甲", 0, 40 * MINUTE), Shift("乙", 40 * MINUTE, 60 * MINUTE)]


def told(rows: list[StatedRow], shifts: list[Shift]) -> list[dict[str, object]]:
    return [{name: said.value for name, said in one.values.items()} for one in split(Bundle(rows), shifts)]


def test_a_shift_is_the_difference_of_its_edges_and_ratios_are_made_anew() -> None:
    first, second = told(ROWS, SHIFTS)
    assert first == {"gmv": 50_000, "view_pv": 700, "order_paid": 50, "gpm": 1000 * 50_000 / 700}
    assert second == {"gmv": 40_000, "view_pv": 200, "order_paid": 40, "gpm": 200_000}
    assert "pay_uv" not in first, "buyers are not additive"


def test_the_shifts_sum_to_the_counter() -> None:
    parts = told(ROWS, SHIFTS)
    assert sum(part["gmv"] for part in parts) == 90_000  # type: ignore[misc] # numbers


def test_an_edge_without_a_snapshot_of_its_own_takes_the_one_before() -> None:
    (late,) = told(ROWS, [Shift("乙", 50 * MINUTE, 70 * MINUTE)])
    assert late["view_pv"] == 200
    assert told(ROWS, [Shift("丙", 61 * MINUTE, 70 * MINUTE)]) == [{}], "no snapshot within: nothing, never 0"


def test_rounded_counters_give_a_range() -> None:
    rows = [snapshot(10, view_pv=(12_000, 11_500, 12_500)), snapshot(20, view_pv=(15_000, 14_500, 15_500))]
    (one,) = split(Bundle(rows), [Shift("甲", 10 * MINUTE, 20 * MINUTE)])
    said = one.values["view_pv"]
    assert (said.value, said.low, said.high, said.approx) == (3_000, 2_000, 4_000, True)


def test_control_what_overlaps_what_fell_and_what_is_no_counter_is_not_split() -> None:
    assert told(ROWS, [Shift("甲", 0, 41 * MINUTE), Shift("乙", 40 * MINUTE, 60 * MINUTE)]) == []
    fell = [snapshot(20, view_pv=400), snapshot(40, view_pv=300)]
    assert told(fell, [Shift("乙", 20 * MINUTE, 40 * MINUTE)]) == [{}]
    minutes = [snapshot(20, layout="baiying_minutes@2025", view_pv=400)]
    assert told(minutes, SHIFTS) == []
