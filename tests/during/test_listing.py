"""Tens of thousands of products, a hundred rows: the most clicked, the catalogue's, and what is talked about."""

from random import Random

from onair.during.broadcast.listing import LISTED_MAX, LOOK_EVERY_MS, Listing


def test_few_products_are_all_listed() -> None:
    listing = Listing()
    assert all(listing.takes(f"p{n}", 1, ()) for n in range(LISTED_MAX))
    assert listing.more == 0
    assert listing.cut(10**9) == set()


def test_the_most_clicked_stay_and_the_rest_leave() -> None:
    listing, clicks, shown = Listing(), {}, set()
    random = Random(7)
    for tick in range(400):
        for _ in range(50):
            product = f"p{int(random.paretovariate(0.6)) % 5000}"
            clicks[product] = clicks.get(product, 0) + 1
            if listing.takes(product, clicks[product], ()):
                shown.add(product)
        shown -= listing.cut(tick * LOOK_EVERY_MS)
    last = sorted(clicks.values(), reverse=True)[LISTED_MAX - 1]
    assert len(clicks) > 5 * LISTED_MAX
    assert {product for product, n in clicks.items() if n > last} <= shown
    assert len(shown) <= LISTED_MAX + 50
    assert listing.more == len(clicks) - len(shown)


def test_the_catalogue_is_listed_whatever_its_clicks() -> None:
    listing = Listing()
    for n in range(3 * LISTED_MAX):
        listing.takes(f"stranger{n}", 5, {"ours"})
    listing.cut(LOOK_EVERY_MS)
    assert listing.takes("ours", 1, {"ours"})
    assert not listing.takes("late", 1, {"ours"})
    assert listing.takes("loud", 6, {"ours"})
