"""The fold as its owner uses it: frames, future-dated events, corrections."""

from onair.events.corrections import Corrections, corrected
from onair.events.model import (
    Comment,
    Correction,
    Enter,
    Gauge,
    Identity,
    Like,
    Order,
    Pay,
    ProductClick,
    ProductExposure,
)
from onair.metrics.frame import ROWS_PER_FRAME
from onair.metrics.live import LiveFold
from onair.metrics.numbers import numbers
from onair.metrics.window import Window

OPEN = Window(0, None)


def made(kind, n, at=0, **fields):
    return kind(id=f"{kind.__name__}{n}", source="shop", at=at, **fields)


def test_a_frame_holds_the_numbers_of_the_page():
    fold = LiveFold(OPEN, "CNY")
    fold.add([made(Enter, n, at=n * 1000, user=f"shop:{n % 3}") for n in range(5)], 5_000)
    fold.add(
        [made(Gauge, 1, at=4_000, name="online", value=20), made(Gauge, 2, name="spend", value=77)], 5_000
    )
    fold.add(
        [
            made(Like, 1, at=3_000, user="shop:1", count=4),
            made(Comment, 1, at=3_500, user="shop:2", text="!"),
        ],
        5_000,
    )
    fold.add(
        [made(ProductExposure, 1, product="p", count=8), made(ProductClick, 1, product="p", count=2)], 5_000
    )
    fold.add([made(Order, 1, order="o", product="p", amount=900), made(Pay, 1, order="o", amount=900)], 5_000)
    frame = fold.frame(5_000)
    wanted = {
        "online": 20, "view_uv": 3, "view_pv": 5, "interact_online": 0.1, "prod_click_5m": 2, "order_paid": 1,
        "order_created": 1, "order_unpaid": 0, "gmv": 900, "spend": 77, "comment_pv": 1, "like_pv": 4, "pcu": 20, "acu": 20,
    }  # fmt: skip
    assert {name: frame.tiles[name].value for name in wanted} == wanted
    assert (frame.tiles["fans_new"].value, frame.tiles["fans_new"].state) == (None, "missing")
    assert frame.tiles["view_pv"].as_of == 4_000
    assert frame.tiles["watch_per_view"].state == "estimated"
    (row,) = frame.products
    assert (row.id, row.exposure, row.clicks, row.ctr, row.orders, row.paid, row.gmv, row.spark[-1]) == (
        "p", 8, 2, 0.25, 1, 1, 900, 2,
    )  # fmt: skip
    assert frame.minutes[0]["like_pv"] == 4
    body = numbers(fold.tally(now=5_000)).metrics
    for tile, metric in {
        "view_uv": "view_uv",
        "gmv": "gmv",
        "acu": "acu",
        "watch_per_view": "stay_view",
    }.items():
        assert frame.tiles[tile].value == body[metric].value


def test_a_frame_tells_only_what_changed():
    fold = LiveFold(OPEN, "CNY")
    fold.add([made(ProductClick, n, at=n * 60_000, product=f"p{n}") for n in range(3)], 200_000)
    assert len(fold.frame(200_000).products) == 3
    quiet = fold.frame(200_250)
    assert not quiet.products and not quiet.minutes
    fold.add([made(ProductClick, 9, at=60_500, product="p2")], 200_300)
    later = fold.frame(200_500)
    assert [row.id for row in later.products] == ["p2"] and list(later.minutes) == [60_000]
    assert later.total is not None and later.total.clicks == 4


def test_a_frame_stays_small_after_an_import():
    fold = LiveFold(OPEN, "CNY")
    fold.add([made(ProductClick, n, product=f"p{n}") for n in range(ROWS_PER_FRAME + 5)], 0)
    assert [len(fold.frame(t).products) for t in (1, 2, 3)] == [ROWS_PER_FRAME, 5, 0]


def test_interaction_of_unnamed_people_counts_events_and_says_so():
    fold = LiveFold(OPEN, "CNY")
    fold.add([made(Gauge, 1, name="online", value=10), made(Like, 1, count=3)], 0)
    tile = fold.frame(1_000).tiles["interact_online"]
    assert (tile.value, tile.state, tile.note) == (0.3, "estimated", "events")


def test_future_events_wait_until_they_are_due():
    fold = LiveFold(OPEN, "CNY")
    fold.add([made(Like, 1, at=300_001)], 0)
    early = fold.tally(now=300_000)
    assert early.not_due == {"like": 1} and not early.total.sums
    due = fold.tally(now=300_001)
    assert due.not_due == {} and due.total.sums == {"like_pv": 1}


def test_future_events_past_the_end_are_never_due():
    fold = LiveFold(Window(0, 400_000), "CNY")
    fold.add([made(Like, 1, at=400_001), made(Like, 2, at=400_000)], 0)
    found = fold.tally(now=10**9)
    assert found.not_due == {"like": 1} and found.total.sums == {"like_pv": 1} and found.after == {}


def test_an_unknown_correction_makes_the_fold_stale():
    like = made(Like, 1, count=2)
    fix = made(
        Correction, 1, corrects=Identity(source="shop", id=like.id), set={"count": 5}, why="miscounted"
    )
    fold = LiveFold(OPEN, "CNY")
    fold.add([like], 0)
    assert not fold.stale
    fold.add([fix], 0)
    assert fold.stale
    known = Corrections()
    known.add(fix)
    again = LiveFold(OPEN, "CNY", known)
    again.add([like, fix], 0)
    assert not again.stale
    assert again.tally(now=1).total.sums == {"like_pv": 5}


def test_the_latest_correction_wins_in_any_order():
    like = made(Like, 1, count=2)
    target = Identity(source="shop", id=like.id)
    fixes = [made(Correction, n, at=n, corrects=target, set={"count": n}) for n in (1, 3, 2)]
    found = Corrections()
    for fix in fixes:
        found.add(fix)
    assert found.touches(like) and corrected(like, {"count": 3}) == found.apply(like)
    found.add(made(Correction, 9, at=9, corrects=target, void=True))
    assert found.apply(like) is None
    assert found.apply(made(Like, 2)) == made(Like, 2)


def test_a_correction_that_does_not_fit_is_refused_by_name():
    like = made(Like, 1, count=2)
    fix = made(Correction, 1, corrects=Identity(source="shop", id=like.id), set={"count": "many"})
    found = Corrections()
    found.add(fix)
    assert found.apply(like) == like
    assert list(found.refused) == [("shop", "Correction1")]


def test_a_correction_never_changes_who_or_which():
    like = made(Like, 1, count=2, user="shop:1")
    assert corrected(like, {"id": "other", "source": "x", "user": "shop:2", "count": 3, "colour": 1}) == made(
        Like, 1, count=3, user="shop:1"
    )
