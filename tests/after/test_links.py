"""The chain of a change: the published vector, and that parts always sum to the change."""

from random import Random

import pytest

from onair.after.diagnosis.links import PLATFORM, NoAmount, decompose

BASE = dict(zip(PLATFORM, (100_000, 20_000, 15_000, 3_000, 150, 180, 18_000.0), strict=True))
TARGET = dict(zip(PLATFORM, (90_000, 19_800, 14_256, 3_564, 142, 177, 18_585.0), strict=True))
PARTS = (-1927.14, 1743.31, -746.67, 4081.51, -4153.50, 695.08, 892.42)


def test_the_published_vector() -> None:
    chain = decompose(BASE, TARGET)
    assert [round(link.part, 2) for link in chain.links] == list(PARTS)
    assert sum(link.part for link in chain.links) == pytest.approx(585.0)
    assert chain.links[1].base == pytest.approx(0.20)
    assert chain.links[1].target == pytest.approx(0.22)


@pytest.mark.parametrize("seed", range(300))
def test_parts_sum_to_the_change(seed: int) -> None:
    chance = Random(seed)
    pairs = [(10 ** chance.uniform(-2, 9), 10 ** chance.uniform(-2, 9)) for _ in PLATFORM]
    base, target = (dict(zip(PLATFORM, side, strict=True)) for side in zip(*pairs, strict=True))
    chain = decompose(base, target)
    assert chain.broken is None
    scale = max(abs(link.part) for link in chain.links)
    assert sum(link.part for link in chain.links) == pytest.approx(
        chain.change, abs=1e-9 * scale + 1e-6, rel=1e-6
    )


def test_a_stage_that_one_side_lacks_merges_its_links() -> None:
    chain = decompose(BASE, {**TARGET, "prod_expo_uv": None})
    merged = next(link for link in chain.links if link.to == "prod_click_uv")
    assert (merged.since, merged.merged) == ("view_uv", ("prod_expo_uv",))
    assert merged.part == pytest.approx(-746.67 + 4081.51, abs=0.01)
    assert sum(link.part for link in chain.links) == pytest.approx(585.0)


def test_a_zero_breaks_the_chain_there() -> None:
    chain = decompose(BASE, {**TARGET, "pay_uv": 0, "items_paid": 0, "gmv": 0})
    assert chain.broken == "pay_uv"
    assert [link.to for link in chain.links] == list(PLATFORM[:4])


def test_nothing_changed() -> None:
    chain = decompose(BASE, BASE)
    assert (chain.change, {link.part for link in chain.links}) == (0, {0.0})


def test_without_the_amount_there_is_nothing_to_tell() -> None:
    with pytest.raises(NoAmount):
        decompose(BASE, {**TARGET, "gmv": None})
