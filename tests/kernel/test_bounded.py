"""What is let go of is the oldest, and finding it does not take longer the more was let go of before."""

import time

from onair.kernel.bounded import forget_oldest


def test_the_oldest_go_many_at_once() -> None:
    rows: dict[int, str] = {}
    gone: list[str] = []
    for n in range(1_000):
        rows[n] = str(n)
        gone += forget_oldest(rows, 160)
        assert len(rows) <= 160
        if n >= 160:
            assert len(rows) >= 150
    assert gone == [str(n) for n in range(len(gone))]
    assert list(rows) == list(range(len(gone), 1_000))


def test_a_small_one_keeps_what_it_may() -> None:
    rows = dict.fromkeys("abc", 0)
    assert forget_oldest(rows, 3) == []
    assert forget_oldest(rows, 2) == [0] and list(rows) == ["b", "c"]


def one_by_one(rows: dict[int, int], most: int) -> None:
    while len(rows) > most:
        rows.pop(next(iter(rows)))


def test_it_takes_a_fraction_of_letting_go_one_after_the_other() -> None:
    """Each walks past those that went before: the control takes tens of times as long."""
    took = {}
    for forget in (forget_oldest, one_by_one):
        rows = dict.fromkeys(range(20_000), 0)
        began = time.process_time()
        for n in range(20_000, 26_000):
            rows[n] = 0
            forget(rows, 20_000)
        took[forget.__name__] = time.process_time() - began
    assert took["forget_oldest"] * 3 < took["one_by_one"]
