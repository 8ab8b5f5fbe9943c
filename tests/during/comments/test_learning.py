"""A team's word changes how its comments are read, at once, and is undone when it would spoil the rest."""

import json
import os
import random
import threading

import numpy as np
import pytest

from onair.during.comments.reading.heads import NoHeads, packed, shipped, unpacked
from onair.during.comments.reading.learning import WORSE_MAX, share_right
from onair.during.comments.reading.reader import Reader
from onair.during.comments.reading.results import Label, Lists
from onair.during.comments.reading.seeds import expanded
from onair.during.comments.reading.train import CHANCE, digest, trained

OWN_WORD = "宝子们搞起来呀"
"""No seed knows it; this team says it when it has ordered."""


def test_the_shipped_heads_are_made_of_these_seeds() -> None:
    """When this fails: python -m onair.during.comments.reading.train."""
    assert shipped().about["made_of"] == digest()


def test_the_command_makes_the_shipped_heads() -> None:
    """Trained anew under ONAIR_FULL=1, half a minute; else what it is trained on is the same twice."""
    seeds = expanded(random.Random(CHANCE))
    assert seeds == expanded(random.Random(CHANCE))
    assert len(seeds) == shipped().about["seeds"]
    if os.environ.get("ONAIR_FULL") == "1":
        made = unpacked(*packed(trained(seeds)))
        assert np.abs(made.weight - shipped().weight).max() < 0.05
        assert abs(share_right(made) - share_right(shipped())) < 0.2


def test_a_correction_counts_from_the_next_comment_on() -> None:
    reader = Reader()
    assert reader.read([OWN_WORD])[0].intent != "ordered"
    learned = reader.learn([Label(OWN_WORD, intent="ordered", negative=False)])
    assert learned.kept
    assert learned.n == 1
    assert learned.after >= learned.before - WORSE_MAX
    assert reader.read([OWN_WORD])[0].intent == "ordered"
    assert Reader().read([OWN_WORD])[0].intent != "ordered", "another team's reader learnt it too"


def others(n: int) -> list[str]:
    """Texts of all intents, spoken in other ways than those that were trained on."""
    return [seed.text for seed in random.Random(1).sample(expanded(random.Random(2)), n)]


def batched(texts: list[str], size: int) -> list[list[str]]:
    return [texts[at : at + size] for at in range(0, len(texts), size)]


def test_what_spoils_the_rest_is_undone_as_a_whole() -> None:
    reader = Reader()
    wrong = [Label(text, intent="spam", negative=True) for text in others(200)]
    learned = reader.learn([Label(OWN_WORD, intent="ordered"), *wrong])
    assert not learned.kept
    assert learned.after < learned.before - WORSE_MAX
    assert reader.heads is shipped()
    assert [one.intent for one in reader.read(["多少钱", "还有货吗"])] == ["price", "stock"]


def test_small_steps_in_the_wrong_direction_do_not_add_up() -> None:
    """Each alone is within half a point; together they may not be."""
    reader = Reader()
    kept = [
        reader.learn([Label(text, intent="spam") for text in some]).kept for some in batched(others(200), 8)
    ]
    assert share_right(reader.heads) >= share_right(shipped()) - WORSE_MAX
    assert not all(kept)


def test_nothing_taught_changes_nothing() -> None:
    reader = Reader()
    assert reader.learn([]).kept
    assert reader.heads is shipped()
    reader.learn([Label("说了等于没说")])
    assert reader.heads is shipped()


def test_heads_are_swapped_while_others_read() -> None:
    reader, stop, failed = Reader(), threading.Event(), list[BaseException]()

    def read() -> None:
        try:
            while not stop.is_set():
                assert [one.intent for one in reader.read(["多少钱", "还有货吗"])] == ["price", "stock"]
        except BaseException as error:  # noqa: BLE001  # told by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(8):
        reader.use(Lists(blocked=(f"词{number}",)))
        reader.learn([Label(f"{OWN_WORD}{number}", intent="ordered")])
        reader.swap(shipped())
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert reader.read(["词7"])[0].risk == ("blocked",)


def test_heads_are_kept_without_pickle_and_come_back() -> None:
    npz, about = packed(shipped())
    assert len(npz) < 5_000_000
    assert b"pickle" not in npz
    again = unpacked(npz, about)
    assert np.array_equal(again.weight, shipped().weight)


def test_what_was_taught_is_kept_too_and_shares_the_rest() -> None:
    reader = Reader()
    reader.learn([Label(OWN_WORD, intent="ordered", negative=False)])
    assert reader.heads.weight is shipped().weight, "a team has a copy of its own of 18 MB"
    assert 0 < len(reader.heads.changed_at) < 100
    other = Reader(heads=unpacked(*packed(reader.heads)))
    assert other.read([OWN_WORD])[0].intent == "ordered"


def spoilt(change: dict[str, object]) -> tuple[bytes, bytes]:
    npz, about = packed(shipped())
    return npz, json.dumps(json.loads(about) | change).encode()


@pytest.mark.parametrize(
    "given",
    [
        (b"", b"{}"),
        (b"nonsense", b"not json"),
        (b"nonsense", packed(shipped())[1]),
        (packed(shipped())[0][:-200], packed(shipped())[1]),
        spoilt({"format": 99}),
        spoilt({"intents": ["price"]}),
        (packed(shipped())[0], b"[]"),
    ],
)
def test_a_file_that_is_none_is_refused(given: tuple[bytes, bytes]) -> None:
    with pytest.raises(NoHeads):
        unpacked(*given)
