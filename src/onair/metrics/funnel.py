"""Funnels are nested sets of people, never counts of events, so no stage exceeds the one before."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from onair.kernel.i18n import Text
from onair.metrics.measure import VIEWER, Scope, State
from onair.metrics.tally import ANY, CART, CLICK, ENTER, EXPO, ORDER, PAY, PROD_EXPO


class Step(NamedTuple):
    """`types`: who sends it; nobody does = the stage is missing and bridged."""

    stage: str
    zh: str
    en: str
    mark: int
    counter: str
    types: tuple[str, ...]


VIEW = Step("view", "观看", "Watched", VIEWER, "enter", ("enter",))
CLICKED = Step("click", "点击", "Clicked", CLICK, "prod_click_pv", ("product_click",))
PAID = Step("pay", "付款", "Paid", PAY, "order_paid", ("pay",))
CORE = (
    VIEW, CLICKED, Step("cart", "加购", "Added to cart", CART, "cart_pv", ("add_cart",)),
    Step("order", "下单", "Ordered", ORDER, "order_created", ("order", "pay")), PAID,
)  # fmt: skip
PLATFORM = (
    Step("expo", "曝光", "Shown", EXPO, "expo_pv", ("exposure",)), VIEW._replace(zh="进入", en="Entered"),
    Step("prod_expo", "商品曝光", "Product shown", PROD_EXPO, "prod_expo_pv", ("product_exposure",)),
    CLICKED, PAID._replace(zh="成交"),
)  # fmt: skip
FUNNELS = {"core": CORE, "platform": PLATFORM}
BRIDGED = Text("没有来源提供，漏斗跨过此阶段", "No source provides it; the funnel bridges this stage")


class Stage(Struct, frozen=True):
    """`people`: in this stage and every one before; `outside`: in this one but not in all before."""

    stage: str
    people: int | None
    events: int | None
    outside: int | None
    state: State


def funnel(scope: Scope, steps: Sequence[Step]) -> list[Stage]:
    sets = dict(scope.cell.people)
    entered = scope.entered_spaces()
    found: list[Stage] = []
    for step in steps:
        if scope.grain == "product" and step.mark in (VIEWER, EXPO):
            continue
        seen = scope.fed(*step.types) or (
            step.mark == VIEWER and any(_has(VIEWER, key, entered) for key in sets)
        )
        here = {key for key in scope.cell.people if _has(step.mark, key, entered)}
        if not seen:
            found.append(Stage(step.stage, None, None, None, "missing"))
            continue
        inside = {key: n for key, n in sets.items() if key in here}
        everyone = sum(scope.cell.people[key] for key in here)
        known = bool(here) or not any(scope.tally.nobody.get(t) for t in step.types)
        people = sum(inside.values()) if known else None
        sets = inside if known else sets
        events = scope.sum(step.counter) if scope.fed(*step.types) else None
        outside = everyone - people if people is not None else None
        found.append(Stage(step.stage, people, events, outside, _state(scope, step, known)))
    return found


def _has(mark: int, key: tuple[str, int], entered: set[str]) -> bool:
    space, marks = key
    if mark == VIEWER:
        return bool(marks & (ENTER if space in entered else ANY))
    return bool(marks & mark)


def _state(scope: Scope, step: Step, known: bool) -> State:
    if not known:
        return "missing"
    if step.mark == VIEWER and scope.proxied():
        return "estimated"
    return scope.state(*step.types)
