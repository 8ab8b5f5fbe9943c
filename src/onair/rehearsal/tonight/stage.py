"""The rundown of the demo's next show: laid from a theme, filled with hosts and cards, arranged under the rules."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.before.rundown.service import NewSlot, Rundown, judge, lay_rundown, new_of, propose, put_rundown
from onair.before.selection.service import pick
from onair.kernel.clock import Clock
from onair.rehearsal.tonight import wares
from onair.rehearsal.tonight.calls import GUEST, OFFER
from onair.rehearsal.tonight.cards import card
from onair.trade.service import find_product

THEME = "season"
PICKS = (
    "zb-102", "zb-101", "zb-110", "zb-104", "zb-203", "zb-201", "zb-208", "zb-108", "zb-206", "zb-103",
    "zb-109", "zb-106", "zb-204", "zb-202", "zb-107", "zb-207",
)  # fmt: skip
"""In the order in which they were chosen."""
MINUTES = {"hero": 10, "profit": 8, "follow": 6, "encore": 5, "traffic": 4}
"""How long a product of a role is talked about."""
OPENING, PRIZES = (
    "开场：今晚只换一件，换哪件",
    ("福利：满 99 减 10 的券", "福利：评论区抽三位送木勺", "福利：下单送清洁刷"),
)
GUEST_MIN, CHANGE_MIN, QUESTIONS_MIN = 5, 2, 6
BASIS = "近 30 天店铺成交记录（演练数据）"
LATE_SAMPLE = "zb-207"


def choose(tx: Session, actor: Actor, clock: Clock, show: str) -> None:
    """A moment apart, so that the order of choosing is kept."""
    for place, product in enumerate(PICKS):
        pick(tx, actor, lambda place=place: clock() + place, show, [product], picked=True)  # type: ignore[misc]


def lay(tx: Session, actor: Actor, clock: Clock, show: str) -> Rundown:
    """Theme, then words; in the theme's order."""
    laid = lay_rundown(tx, actor, clock, show, version=0, code=THEME, products=PICKS)
    prizes = iter(PRIZES)
    slots = [_dressed(tx, actor.tenant, new_of(slot), prizes) for slot in laid.slots]
    return put_rundown(tx, actor, clock, show, version=laid.version, slots=_asked(slots), theme=THEME)


def _dressed(tx: Session, tenant: str, slot: NewSlot, prizes: Iterator[str]) -> NewSlot:
    """The price of tonight, the card, and the columns of the 排品表 that the team filled in."""
    if slot.product is None:
        if slot.kind == "opening":
            return replace(slot, title=OPENING)
        return replace(slot, title=next(prizes, slot.title)) if slot.kind == "welfare" else slot
    held = find_product(tx, tenant, slot.product)
    ware = next(one for one in wares.ALL if one.id == slot.product)
    sold = wares.dice(ware, "forecast").uniform(0.05, 0.12) * ware.sold
    sheet = {"list_price": f"{ware.was / 100:.2f}", "price_basis": BASIS, "forecast": str(round(sold))}
    sheet["sample"] = "未到" if ware.id == LATE_SAMPLE else "已到"
    price = OFFER[1] if ware.id == OFFER[0] else held.price if held else None
    minutes = MINUTES.get(slot.role or "", slot.minutes)
    return replace(slot, price=price, minutes=minutes, card=card(ware.id), sheet=sheet)


def _asked(slots: list[NewSlot]) -> list[NewSlot]:
    """With a guest after the opening and questions before the end; where people say what comes next is known later."""
    guest = NewSlot("game", GUEST, GUEST_MIN, note="谜底在预告里只露过一角")
    questions = NewSlot("qa", "答疑：三个被问得最多的问题", QUESTIONS_MIN)
    kept = [slot for slot in slots if slot.kind != "transition"]
    return [*kept[:1], guest, *kept[1:-1], questions, kept[-1]]


def arrange(tx: Session, actor: Actor, clock: Clock, rundown: Rundown, hosts: tuple[str, str]) -> Rundown:
    """Under the hard rules, by the fallback, which comes to the same order on every machine; then the hosts."""
    judged = judge(tx, actor.tenant, rundown.show, clock)
    found = propose(judged.rundown, judged.facts, solver=False, seconds=0.0)
    by = {slot.id: new_of(slot) for slot in rundown.slots}
    order = [by[slot] for slot, _ in found.order] or list(by.values())
    return put_rundown(
        tx, actor, clock, rundown.show, version=rundown.version, slots=_shared(order, hosts), theme=rundown.theme,
        why="rundown.arrange",
    )  # fmt: skip


def _shared(slots: list[NewSlot], hosts: tuple[str, str]) -> list[NewSlot]:
    """The first host has the first half; then they change. Before each 引流 the next product is named."""
    total, end, found, changed = sum(slot.minutes for slot in slots), 0, [], False
    for place, slot in enumerate(slots):
        if not changed and end * 2 >= total:
            found.append(
                NewSlot(
                    "host_change",
                    "换人：交代上半场没答完的问题",
                    CHANGE_MIN,
                    host=hosts[1],
                    helpers=hosts[:1],
                )
            )
            changed = True
        elif slot.role == "traffic" and place > 1:
            found.append(NewSlot("transition", "预告下一款", 1, host=hosts[changed]))
        found.append(replace(slot, host=hosts[changed], helpers=(hosts[not changed],)))
        end += slot.minutes
    return found
