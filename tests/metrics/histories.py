"""Random histories of a show: few people, products, orders and moments, so that everything collides."""

from hypothesis import strategies as st

from onair.events.model import (
    AddCart,
    Cancel,
    Comment,
    Correction,
    Enter,
    Exposure,
    Favourite,
    Follow,
    Gauge,
    Gift,
    GroupJoin,
    Host,
    Identity,
    Leave,
    Like,
    Line,
    Order,
    Pay,
    ProductClick,
    ProductExposure,
    Refund,
    Sampling,
    Share,
    Slot,
)
from onair.metrics.window import Window

START, END = 1_795_334_400_500, 1_795_334_640_250
WINDOWS = (Window(START, END, closed=True), Window(START, None), Window(None, END), Window(None, None))
NOW = END + 400_000
CLOCKS = (START - 200_000, START + 90_000, END + 1, END + 73 * 3_600_000)
MOMENTS = st.one_of(
    st.sampled_from(
        [START - 1, START, START + 1, END, END + 1, START - 60_000, END + 390_000, END + 500_000, NOW]
    ),
    st.integers(START - 5_000, END + 5_000),
    st.integers(0, 4).map(lambda m: START // 60_000 * 60_000 + m * 60_000),
)
USERS = st.sampled_from([None, "tb:a", "tb:b", "tb:c", "dy:a", "dy:d", "plain"])
PRODUCTS = st.sampled_from([None, "p1", "p2", "p3"])
CHANNELS = st.sampled_from([None, "feed", "paid"])
ORDERS = st.sampled_from(["o1", "o2", "o3"])
SMALL = st.integers(0, 5)
AMOUNTS = st.one_of(st.none(), st.integers(-5, 5), st.integers(0, 10**6), st.sampled_from([10**14 + 7]))
PRICES = st.one_of(st.none(), st.integers(-3, 700), st.sampled_from([10**10, 10**15]))
LINES = st.lists(
    st.builds(Line, product=PRODUCTS, qty=st.one_of(st.integers(-2, 4), st.just(10**9)), price=PRICES),
    max_size=3,
)
ITEMS = st.one_of(st.none(), LINES.map(tuple))
PHASES = st.sampled_from(["start", "end"])

COMMON = {
    "id": st.integers(0, 10**9).map(lambda n: f"e{n}"),
    "source": st.sampled_from(["s1", "s2"]),
    "at": MOMENTS,
    "user": USERS,
    "product": PRODUCTS,
    "channel": CHANNELS,
}
OWN = {
    Exposure: {"count": SMALL},
    Enter: {"new": st.sampled_from([None, True, False]), "proxy": st.booleans()},
    Leave: {"watch_ms": st.one_of(st.none(), st.integers(0, 10**6))},
    Comment: {"text": st.just("多少钱")},
    Like: {"count": SMALL},
    Share: {"count": SMALL},
    Follow: {"on": st.booleans()},
    GroupJoin: {"group": st.just("fans")},
    Gift: {"gift": st.just("rose"), "count": SMALL, "value": SMALL},
    ProductExposure: {"count": SMALL},
    ProductClick: {"count": SMALL},
    Favourite: {"on": st.booleans()},
    AddCart: {"qty": SMALL},
    Order: {"order": ORDERS, "amount": AMOUNTS, "items": ITEMS},
    Pay: {"order": ORDERS, "amount": AMOUNTS, "items": ITEMS},
    Cancel: {"order": ORDERS},
    Refund: {"order": ORDERS, "amount": st.integers(-5, 10**6), "items": ITEMS, "timed": st.booleans()},
    Gauge: {
        "name": st.sampled_from(
            ["online", "viewers_total", "likes_total", "exposure_total", "spend", "other"]
        ),
        "value": st.integers(-1, 50),
    },
    Sampling: {"of": st.sampled_from(["enter", "like", "exposure"])},
    Slot: {"slot": st.sampled_from(["s1", "s2"]), "phase": PHASES},
    Host: {"host": st.sampled_from(["h1", "h2"]), "phase": PHASES},
}
KINDS = tuple(OWN)
WEIGHTED = (*KINDS, Order, Pay, Order, Pay, Refund, Enter, Enter, Like, ProductClick, Gauge)
EVENTS = st.sampled_from(WEIGHTED).flatmap(lambda kind: st.builds(kind, **COMMON, **OWN[kind]))
NAMELESS = COMMON | {"product": st.sampled_from([None, None, None, "p1"])}
DEEDS = st.sampled_from([Order, Pay, Pay, Refund, Cancel]).flatmap(
    lambda kind: st.builds(kind, **NAMELESS, **OWN[kind] | {"order": st.sampled_from(["o1", "o2"])})
)
RECEIVED = st.tuples(st.sampled_from(CLOCKS), EVENTS)
CHANGES = st.one_of(
    st.just({"void": True}),
    st.fixed_dictionaries({"set": st.fixed_dictionaries({}, optional={"at": MOMENTS, "product": PRODUCTS})}),
    st.just({"set": {"amount": 77}}),
    st.just({"set": {"at": "no time"}}),
)


@st.composite
def histories(draw):
    """Distinct (clock, event) pairs; now and then corrections of some of them."""
    size = draw(st.integers(0, 30))
    kinds = st.one_of(RECEIVED, RECEIVED, st.tuples(st.sampled_from(CLOCKS), DEEDS))
    found = draw(
        st.lists(kinds, min_size=size, max_size=size + 8, unique_by=lambda r: (r[1].source, r[1].id))
    )
    if found and draw(st.integers(0, 3)) == 0:
        for n, (_, event) in enumerate(draw(st.lists(st.sampled_from(found), max_size=4))):
            target = Identity(source=event.source, id=event.id)
            fix = Correction(id=f"c{n}", source="desk", at=NOW - n % 2, corrects=target, **draw(CHANGES))
            found.append((NOW, fix))
    return found
