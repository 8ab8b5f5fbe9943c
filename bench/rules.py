"""`python -m bench rules`: 200 rules over each of 50 rooms on air, each second; CPU ÷ show time, limit 15 % of a core.

Rooms are lively (about 9 events a second each); reading the log is not counted, folding ticks, detectors, readings,
episodes and the panel of proposals are. The rules are our presets ten times over, each with windows and limits of its
own, so that no two share all readings, and a topic of its own, so that none waits for another.
"""

import time
from functools import cache

from msgspec import structs
from tests.during.playbook.timeline import T0, TICK, Maker
from tests.during.stage import facts

from onair.during.broadcast.comments import Comments
from onair.during.broadcast.companions import Beside
from onair.during.broadcast.signal import Signal
from onair.during.broadcast.track import Track
from onair.during.playbook.companion import Playbook
from onair.during.playbook.example import Example
from onair.during.playbook.knowledge import Knowledge
from onair.during.playbook.presets import presets
from onair.during.playbook.rule import Rule
from onair.events.groups import Groups, grouped

RULES, ROOMS, TICKS, LIMIT = 200, 50, 90, 0.15
ROOM = Example(
    say="", ticks=TICKS, product="p1",
    levels={
        "online": [(0, 800), (60, 520)], "comments": [(0, 20)], "exposures": [(0, 40)], "clicks": [(0, 10), (70, 25)],
        "carts": [(0, 2)], "orders": [(0, 2)], "paid": [(0, 2)], "entries": [(0, 15)], "dropped": [(0, 1)],
    },
)  # fmt: skip


def rules(n: int) -> tuple[Rule, ...]:
    ours = [preset.rule for preset in presets().values() if preset.rule is not None]
    return tuple(_variant(ours[place % len(ours)], place) for place in range(n))


def _variant(rule: Rule, place: int) -> Rule:
    turn = place // 21
    conditions = tuple(
        structs.replace(
            one, window_s=one.window_s + 10 * turn, limit=one.limit * (1 + turn / 100), clear=None
        )
        for one in rule.conditions
    )
    return structs.replace(rule, id=f"r{place}", topic=f"t{place}", conditions=conditions)


@cache
def batches() -> list[tuple[Groups, int]]:
    return [(grouped(events), clock) for events, clock in Maker(ROOM).batches()]


def cpu(n_rules: int) -> tuple[float, int]:
    """(seconds of CPU for all rooms over the whole show, proposals)."""
    books = [Playbook(facts(f"shw_{room}")) for room in range(ROOMS)]
    beside = Beside(facts(), Track(Comments()), {}, Signal())
    for book in books:
        book.know(Knowledge(rules(n_rules)))
    proposals, spent = 0, 0.0
    for groups, clock in batches():
        began = time.process_time()
        for book in books:
            for second in range(clock - 9_000, clock, 1_000):
                book.advance(second, beside)
                proposals += len(book.due(second, beside))
                book.panels(second, beside)
            book.take(groups, clock)
        spent += time.process_time() - began
    return spent, proposals


def main() -> None:
    show_s = TICKS * TICK / 1000
    none, _ = cpu(0)
    spent, proposals = cpu(RULES)
    share = spent / show_s
    print(
        f"{RULES} rules x {ROOMS} rooms, {show_s:.0f} s of show from {T0}: {spent:.1f} s CPU, {proposals} proposals asked for"
    )
    print(f"without rules (ticks and detectors only): {none / show_s:.1%} of one core")
    print(f"with rules: {share:.1%} of one core, limit {LIMIT:.0%} -> ratio {share / LIMIT:.2f}")
    assert share <= LIMIT, "over the limit"
    assert proposals, "control: no rule spoke at all"


if __name__ == "__main__":
    main()
