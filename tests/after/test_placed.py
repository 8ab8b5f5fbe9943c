"""Minutes on air and the change of the audience, by product, slot and host."""

from onair.after.review.placed import placed
from onair.after.review.retention import kept
from onair.during.broadcast.frames import TrackItem

M = 60_000
ONLINE = [(n * M, 100 + 10 * n) for n in range(10)]


def slot(
    name: str, at: int, end: int | None, product: str | None = "p", *, undone: bool = False
) -> TrackItem:
    return TrackItem(
        f"slot:{name}:{at}", at, "slot", name, end=end, product=product, undone=undone, data={"slot": name}
    )


def test_turns_of_one_product_add_up_and_what_is_open_lasts_to_the_end() -> None:
    track = [slot("a", 0, 2 * M), slot("b", 4 * M, None), slot("c", 2 * M, 4 * M, None)]
    found = placed(track, ONLINE, 7 * M)
    assert found["product"] == {"p": (5.0, 10 + 20)}
    assert found["slot"] == {"a": (2.0, 10), "b": (3.0, 20), "c": (2.0, 10)}


def test_a_turn_without_a_reading_leaves_the_sum_unknown() -> None:
    found = placed([slot("a", 0, 2 * M), slot("b", 20 * M, 21 * M)], ONLINE, 30 * M)
    assert found["product"] == {"p": (3.0, None)}
    assert placed([slot("a", 0, M, undone=True)], ONLINE, M)["slot"] == {}


def test_a_minute_belongs_to_the_host_who_begins_in_it() -> None:
    hosts = [
        TrackItem("h1", 0, "host", "甲", end=3 * M, data={"host": "a"}),
        TrackItem("h2", 3 * M, "host", "乙", data={"host": "b"}),
    ]
    assert placed(hosts, ONLINE, 6 * M)["host"] == {"a": (3.0, 20), "b": (3.0, 20)}


def test_only_people_are_asked_who_had_the_time() -> None:
    stays = {(0, True, 6): 1, (0, True, 1): 1, (8 * M, True, 1): 1}
    points = {one.minute: (one.still, one.came) for one in kept(stays, 10 * M)["all"]}
    assert (points[1], points[5]) == ((3, 3), (1, 2))
