"""Random rundowns that are possible by construction, and the same made impossible in one named way."""

from dataclasses import replace
from random import Random
from typing import Any

from onair.before.rundown.audience import stated
from onair.before.rundown.plan import Case, Item, Limits, Placed, Promised
from onair.before.rundown.rules import ALL, breaches

CATEGORIES = ("锅具", "收纳", "杯壶", "小家电", "清洁")
ROLES = ("profit", "hero", "image", "follow", "encore")


def planted(seed: int, slots: int | None = None) -> tuple[Case, list[Placed]]:
    """A case and an order of it that keeps every rule: fixed times, host hours, stock and promises are read off it."""
    random = Random(seed)
    n = slots or random.randint(8, 30)
    items = [Item("open", "opening", random.randint(3, 6), "开场")]
    quiet, recent = 0, [False] * 6
    near: list[str | None] = [None, None]
    for i in range(1, n - 1):
        minutes = random.randint(3, 12)
        leader_ok = not recent[-1] and sum(recent[-5:]) < 2
        if quiet + minutes > 24 or random.random() < 0.12:
            kind, minutes, leader = random.choice(("game", "welfare")), random.randint(2, 5), False
            item = Item(f"r{i}", kind, minutes, f"{kind}{i}")
            quiet = minutes
        else:
            first = not any(one.talk for one in items)
            leader = first or (leader_ok and random.random() < 0.25)
            options = [c for c in CATEGORIES if near.count(c) < 2]
            item = Item(
                f"p{i}", "product", minutes, f"商品{i}", value=random.randint(1, 400) * 10_000,
                role="traffic" if leader else random.choice(ROLES), category=random.choice(options),
                product=f"p{i}", leader=leader, units=float(random.randint(5, 200)), stock=100_000,
            )  # fmt: skip
            quiet += minutes
        recent.append(item.leader)
        near = [near[-1], item.category]
        items.append(item)
    items.append(Item("close", "closing", 3, "收尾"))
    return _dressed(items, random)


def _dressed(items: list[Item], random: Random) -> tuple[Case, list[Placed]]:
    order, at = [], 0
    for item in items:
        order.append(Placed(item, at))
        at += item.minutes
    total = at + random.randint(0, 10)
    curve = stated(total)
    half = total // 2
    dressed, promises = [], []
    pins = set(random.sample(range(1, len(order) - 1), k=min(2, len(order) // 10)))
    for place, (plain, start) in enumerate(order):
        changes: dict[str, Any] = {"pin": start} if place in pins else {}
        if plain.talk and random.random() < 0.2 and half - 30 <= start <= half + 30 - plain.minutes:
            changes["host"] = "guest"
        if plain.talk and random.random() < 0.1 and plain.units:
            changes["stock"] = int(plain.units * curve[start]) + 1
        if plain.talk and random.random() < 0.1:
            promises.append(Promised(f"pr{place}", plain.title, plain.id))
        dressed.append(Placed(replace(plain, **changes), start))
    shuffled = [placed.item for placed in dressed]
    random.shuffle(shuffled)
    hosts = {"guest": [(max(half - 30, 0), half + 30)]}
    limits = Limits(total=total)
    case = Case(shuffled, limits, curve, hosts, promises, ALL)
    assert breaches(case, dressed) == []
    return case, dressed
