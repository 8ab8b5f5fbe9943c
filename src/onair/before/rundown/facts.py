"""What is known of the products, hosts and promises of one show's rundown, gathered once for who judges it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from statistics import mean
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.before.rundown.audience import curve
from onair.before.rundown.book import minutes_of, rundowns_of
from onair.before.rundown.cards import Mark, card_of, marks
from onair.before.rundown.law import lawful_marks
from onair.before.rundown.views import Rundown, Slot
from onair.before.warmup.service import Promise, kept_by, promises
from onair.compliance.lint import Finding as Legal
from onair.compliance.lint import check
from onair.kernel.clock import DAY_MS, MINUTE_MS
from onair.trade.claims.service import Knowledge, knowing
from onair.trade.evidence.service import (
    DEFAULT_LISTS,
    Lacking,
    Paper,
    PaperLists,
    PaperState,
    Supply,
    curves_of,
    dossiers,
    lacks_of,
    paper_lists,
    signals_of,
    state_of_papers,
    supply_of,
)
from onair.trade.personas.service import Persona, personas
from onair.trade.service import ProductView, ShowView, Wanted, get_show, list_shows, products_of

NOTHING = Knowledge()
NEAR = 200
"""Shows around the same day that are looked at for the same host."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`paid`: product → pieces paid in each past show that had it; `busy`: host → [(from, to, show's title)] ms;
    `day`: whose law counts (none before there was any)."""

    show: ShowView
    products: Mapping[str, ProductView]
    supplies: Mapping[str, Supply] = field(default_factory=dict)
    papers: Mapping[str, Sequence[Paper]] = field(default_factory=dict)
    paper_lists: PaperLists = DEFAULT_LISTS
    paid: Mapping[str, Sequence[int]] = field(default_factory=dict)
    personas: Mapping[str, Persona] = field(default_factory=dict)
    promises: Sequence[Promise] = ()
    curve: Sequence[float] = ()
    past: int = 0
    busy: Mapping[str, Sequence[tuple[int, int, str]]] = field(default_factory=dict)
    now: int = 0
    known: Knowledge = NOTHING
    day: date = date.min

    def dossier(self, product: str) -> PaperState:
        return state_of_papers(self.papers.get(product, ()), self.now, self.lacks(product))

    def lacks(self, product: str) -> Lacking | None:
        """Papers that the list of its category wants and are not there."""
        one = self.products.get(product)
        return lacks_of(self.paper_lists, one.category if one else None, self.papers.get(product, ()))

    def units(self, slot: Slot) -> float | None:
        """Pieces expected: what the plan says, else the mean of past shows; None = unknown."""
        said = slot.sheet.get("forecast", "").strip()
        if said:
            return float(said)
        sold = self.paid.get(slot.product or "")
        return mean(sold) if sold else None

    def price(self, slot: Slot) -> int | None:
        """Minor units: of the slot, else of the product."""
        if slot.price is not None:
            return slot.price
        product = self.products.get(slot.product or "")
        return product.price if product else None

    def card_marks(self, slot: Slot) -> list[Mark]:
        """What to mend in a slot's card, the law included, by the rules of the show's day."""
        card = card_of(slot.card)
        return lawful_marks(
            card, self.known.asked("script", self.day, product=slot.product, host=slot.host), marks(card)
        )

    def title_findings(self) -> Sequence[Legal]:
        """What the law says of the show's title."""
        return check(self.show.title or "", self.known.asked("title", self.day)).findings

    def keeper(self, promise: Promise, rundown: Rundown) -> str | None:
        """Id of the slot that keeps a promise, judged as the gate does: at the price it sells at."""
        found = kept_by(promise, [replace(slot, price=self.price(slot)) for slot in rundown.slots])
        return found.id if found else None

    def stock(self, slot: Slot) -> int | None:
        """Pieces for this show: 活动库存 where it is planned, else the product's."""
        said = slot.sheet.get("show_stock", "").strip()
        if said:
            return int(said)
        product = self.products.get(slot.product or "")
        return product.stock if product else None

    def margin(self, slot: Slot) -> float | None:
        """Share of the price left after cost, commission, gift and freight; None where price, cost or commission is
        unknown. A gift or a freight that nobody entered is none, as in the selection."""
        price, supply = self.price(slot), self.supplies.get(slot.product or "")
        if not price or supply is None or supply.cost is None or supply.commission_rate is None:
            return None
        spent = supply.cost + (supply.gift_cost or 0) + (supply.freight or 0)
        return (price - spent - price * supply.commission_rate) / price


def gather(tx: Session, tenant: str, rundown: Rundown, now: int) -> Facts:
    """Everything at `now` ms. Raises ShowNotFound."""
    show = get_show(tx, tenant, rundown.show)
    wanted = {slot.product for slot in rundown.slots if slot.product is not None}
    past = curves_of(tx, tenant)
    points = [
        [(minute, round(online)) for minute, online in one.points] for one in past if one.show != show.id
    ]
    products = products_of(tx, tenant, wanted)
    supplies = supply_of(tx, tenant, sorted(wanted)) if wanted else {}
    papers, people = dossiers(tx, tenant, wanted) if wanted else {}, personas(tx, tenant)
    return Facts(
        show=show,
        products=products,
        supplies=supplies,
        papers=papers,
        paper_lists=paper_lists(tx, tenant),
        paid=_paid(tx, tenant, wanted, show.id),
        personas={persona.host: persona for persona in people},
        promises=promises(tx, tenant, show.id),
        curve=curve(points, minutes_of(show)),
        past=len(points),
        busy=_busy(tx, tenant, show),
        now=now,
        known=knowing(tx, tenant, products=products, supplies=supplies, papers=papers, hosts=people),
        day=datetime.fromtimestamp((show.starts_at or now) / 1000, ZoneInfo(show.zone)).date(),
    )


def _paid(tx: Session, tenant: str, wanted: set[str], show: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for signal in signals_of(tx, tenant, sorted(wanted)) if wanted else ():
        if signal.kind == "paid" and signal.show != show:
            found[signal.product].append(signal.n)
    return found


def _busy(tx: Session, tenant: str, show: ShowView) -> dict[str, list[tuple[int, int, str]]]:
    """Hosts planned in other shows of the same day."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for rundown, title in _others(tx, tenant, show):
        for slot in rundown.slots:
            for host in (slot.host, *slot.helpers):
                if host is not None:
                    until = slot.starts_ms + slot.minutes * MINUTE_MS
                    found[host].append((slot.starts_ms, until, title))
    return found


def _others(tx: Session, tenant: str, show: ShowView) -> list[tuple[Rundown, str]]:
    if show.starts_at is None:
        return []
    near = Wanted(since=show.starts_at - DAY_MS, until=show.starts_at + DAY_MS)
    shows, _ = list_shows(tx, tenant, near, limit=NEAR)
    others = [
        other
        for other in shows
        if other.id != show.id and other.starts_at is not None and other.ended_at is None
    ]
    return [(rundown, other.title) for other, rundown in rundowns_of(tx, tenant, others)]
