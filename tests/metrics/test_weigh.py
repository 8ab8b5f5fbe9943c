"""Sums by second, however the events lie in time."""

from collections import Counter
from random import Random

import pytest

from onair.events.groups import group_of
from onair.events.model import Like
from onair.metrics.weigh import by_second


@pytest.mark.parametrize("spread_ms", [1, 900, 2_500, 60_000, 10**9])
@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("in_order", [True, False])
def test_sums_by_second(spread_ms: int, counted: bool, in_order: bool) -> None:
    rng = Random(spread_ms)
    for start in (-1_500, 0, 1_795_334_400_999):
        times = [start + rng.randrange(spread_ms) for _ in range(rng.choice((1, 3, 200)))]
        times = sorted(times) if in_order else times
        counts = [rng.randrange(0, 4) for _ in times]
        found = by_second(
            group_of([Like(id="1", source="s", at=at) for at in times]), counts if counted else None
        )
        wanted: Counter[int] = Counter()
        for at, n in zip(times, counts, strict=True):
            wanted[at // 1000] += n if counted else 1
        assert +Counter(found) == +wanted
        assert found.keys() == {at // 1000 for at in times}
