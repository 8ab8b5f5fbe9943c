"""Twenty evenings without news whose data are at fault. What a case does to the log stands in its name.

A log is as the owner writes it: events known by (source, id) are dropped (`during.broadcast.dedupe.Seen`).
"""

from collections.abc import Callable, Sequence

from msgspec import structs

from bench.evenings import START, Batch, evening, slot, with_batches
from onair.during.broadcast.dedupe import Seen
from onair.events.model import AnyEvent, Gauge, ProductClick, Sampling

TICKS = 90
Fault = Callable[[list[Batch]], list[Batch]]


def quiet(seed: int) -> list[Batch]:
    """15 minutes, 45 clicks a tick of two products, an audience of 2,000; nothing happens."""
    return with_batches(evening(TICKS, lambda _: {"A": 30, "B": 15}, seed=seed), slot("A", START + 2_000))


def kept(log: Sequence[Batch]) -> list[Batch]:
    """What the owner keeps of it."""
    seen = Seen()
    fresh = [(seen.take(list(events)), clock) for events, clock in sorted(log, key=lambda batch: batch[1])]
    return [batch for batch in fresh if batch[0]]


def second(clock: int) -> int:
    return (clock - START) // 1000


def lost(begin: int, end: int, one_of: int = 1) -> Fault:
    """Events received in these seconds never come; one in so many of them."""
    return lambda log: [
        (
            events if not begin <= second(clock) < end else [e for n, e in enumerate(events) if n % one_of],
            clock,
        )
        for events, clock in log
    ]


def late(begin: int, end: int, one_of: int, by: int) -> Fault:
    """One in so many events of these seconds comes so many seconds later."""

    def spoil(log: list[Batch]) -> list[Batch]:
        moved = [(e[::one_of], clock + by * 1000) for e, clock in log if begin <= second(clock) < end]
        return [*lost(begin, end, one_of)(log), *moved]

    return spoil


def again(begin: int, end: int, by: int, times: int = 1) -> Fault:
    """Batches of these seconds are sent again so many seconds later."""
    return lambda log: [
        *log,
        *(
            (e, clock + by * 1000 * n)
            for e, clock in log
            if begin <= second(clock) < end
            for n in range(1, times + 1)
        ),
    ]


def cut(begin: int, end: int, backlog: bool = False) -> Fault:
    """The source is cut; with a backlog all that was missed comes at once when it is back."""

    def spoil(log: list[Batch]) -> list[Batch]:
        missed = [event for events, clock in log if begin <= second(clock) < end for event in events]
        rest = lost(begin, end)(log)
        return [*rest, (missed, START + end * 1000)] if backlog else rest

    return spoil


def restamped(begin: int, end: int) -> Fault:
    """The same, but the backlog carries the time at which it came."""

    def spoil(log: list[Batch]) -> list[Batch]:
        missed = [event for events, clock in log if begin <= second(clock) < end for event in events]
        now = START + end * 1000
        return [*lost(begin, end)(log), ([structs.replace(event, at=now) for event in missed], now)]

    return spoil


def read(change: Callable[[int, int], int]) -> Fault:
    """Readings of the audience: (second, value) → what is told."""

    def told(event: AnyEvent) -> AnyEvent:
        return (
            structs.replace(event, value=change(second(event.at), event.value))
            if isinstance(event, Gauge)
            else event
        )

    return lambda log: [([told(event) for event in events], clock) for events, clock in log]


def sampled(at: int, one_of: int, declared: bool = True) -> Fault:
    """Up to then one click in so many is sent, from then on all; the source says so."""

    def spoil(log: list[Batch]) -> list[Batch]:
        thin = [
            (
                [
                    e
                    for n, e in enumerate(events)
                    if not isinstance(e, ProductClick) or second(clock) >= at or n % one_of == 0
                ],
                clock,
            )
            for events, clock in log
        ]
        told = [(0, 1 / one_of), (at, 1.0)] if declared else []
        return [
            *thin,
            *(
                (
                    [
                        Sampling(
                            id=f"x{s}", source="web", at=START + s * 1000, of="product_click", share=share
                        )
                    ],
                    START + s * 1000,
                )
                for s, share in told
            ),
        ]

    return spoil


def stepped(at: int, by: int) -> Fault:
    """The server's clock jumps."""
    return lambda log: [
        (events, clock + by * 1000 if second(clock) >= at else clock) for events, clock in log
    ]


CASES: dict[str, Fault] = {
    "10 s lost": lost(400, 410), "12 s lost": lost(395, 407), "every third event lost for 3 min": lost(300, 480, 3),
    "every other second's minute lost": lambda log: lost(300, 310)(lost(330, 340)(lost(360, 370)(log))),
    "a minute sent again at once": again(400, 460, 1), "a minute sent again later": again(300, 360, 200),
    "all sent five times": again(0, 900, 2, 5),
    "half of a minute 60 s late": late(400, 460, 2, 60), "a third of 5 min 20 s late": late(300, 600, 3, 20),
    "100 s all 45 s late": late(400, 500, 1, 45), "a tenth always 5 s late": late(0, 900, 10, 5),
    "audience flaps within a tick": read(lambda s, v: v * 2 // 3 if s % 10 in (2, 4) else v),
    "audience halves for a tick, again and again": read(lambda s, v: v // 2 if s % 120 in range(40, 50) else v),
    "audience reads 0 for 40 s": read(lambda s, v: 0 if 400 <= s < 440 else v),
    "cut for 60 s": cut(400, 460), "cut for 5 min": cut(300, 600), "cut for 60 s, then a backlog": cut(400, 460, True),
    "cut for 20 s, then a backlog with new times": restamped(400, 420),
    "a third of the clicks, then all, declared": sampled(450, 3), "the clock jumps 2 min ahead": stepped(450, 120),
}  # fmt: skip
CONTROLS: dict[str, Fault] = {
    "a third of the clicks, then all, not declared": sampled(450, 3, declared=False)
}
"""What no detector can tell from news."""
