"""Use cases of after-sales: read once for each state of a show's log, made tickets by one press or by a team's number."""

import hashlib
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, system
from onair.access.web import Services
from onair.after.feedback.aftersales import Aftersales, Reason, aftersales
from onair.after.feedback.model import Ticket
from onair.after.feedback.setup import setup_of
from onair.after.feedback.tickets import NewTicket, create
from onair.during.playbook.pastlog import batches
from onair.kernel.clock import Clock
from onair.kernel.errors import NotFound
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import ShowView, State, find_product

KEPT = 8
OVER = frozenset({State.ended, State.reviewed})
log = logging.getLogger("onair.feedback")


class NoSuchReason(NotFound):
    code = "aftersales_reason_not_found"
    zh = "这一场没有这样的退款原因，可能刚刚更正过。没有建单，请刷新。"
    en = "This show has no refund for that reason; it may have been corrected. No ticket was made; reload."


class AftersalesDesk:
    """Made once per process; a show that is over and changes is looked at by itself (ShowListener)."""

    def __init__(self, db: Database, events: EventLog, clock: Clock) -> None:
        self._db, self._log, self._clock = db, events, clock
        self._held: dict[str, tuple[int, Aftersales]] = {}
        self._reading = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "onair-aftersales")

    def of_show(self, show: str) -> Aftersales:
        """Blocking: reads the whole log once for each state of it. Raises LogDamaged."""
        with self._reading:
            end = self._log.end(show)
            held = self._held.get(show)
            if held is not None and held[0] == end:
                return held[1]
            found = aftersales(batches(self._log, show))
            if len(self._held) >= KEPT:
                self._held.pop(next(iter(self._held)))
            self._held[show] = (end, found)
            return found

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener: only teams that named a number, and no rehearsal."""
        with self._db.read() as tx:
            least = setup_of(tx, view.tenant).aftersales
        if least and view.state in OVER and view.origin != "rehearsal":
            self._worker.submit(self._make_or_say, view, least)

    def make_all(self, view: ShowView, least: int) -> int:
        """Blocking. Tickets of every reason that so many orders were refunded for; "other" ones are nobody's fault.
        → how many are new."""
        told = [one for one in self.of_show(view.id).reasons if one.n >= least and one.kind != "other"]
        fresh = 0
        for one in told:
            with self._db.write() as tx:
                fresh += make(tx, system(view.tenant), self._clock, view.id, one)[1]
        return fresh

    def settle(self) -> None:
        """Blocking: until every show told of so far was looked at."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _make_or_say(self, view: ShowView, least: int) -> None:
        try:
            self.make_all(view, least)
        except Exception:
            log.exception(
                "after-sales of %s made no tickets yet; it is tried again at its next change", view.id
            )


def aftersales_of(services: Services) -> AftersalesDesk:
    """The one of this process."""
    held = services.maybe(AftersalesDesk)
    return held or services.put(
        AftersalesDesk(services.get(Database), services.get(EventLog), services.clock)
    )


def make(tx: Session, actor: Actor, clock: Clock, show: str, one: Reason) -> tuple[Ticket, bool]:
    """One ticket for a product and a reason of a show; again is the same one with as many people as there are now."""
    product = find_product(tx, actor.tenant, one.product) if one.product else None
    new = NewTicket(
        one.kind, "aftersales", one.reason, source_of(show, one), product.id if product else None, show, votes=one.n,
        said_at=one.newest,
    )  # fmt: skip
    return create(tx, actor, clock, new)


def find(told: Aftersales, product: str | None, reason: str) -> Reason:
    """Raises NoSuchReason."""
    for one in told.reasons:
        if (one.product, one.reason) == (product, reason):
            return one
    raise NoSuchReason


def source_of(show: str, one: Reason) -> str:
    mark = hashlib.sha256(f"{one.product or ''}\n{one.reason}".encode()).hexdigest()[:32]
    return f"aftersales:{show}:{mark}"


def made_already(tx: Session, tenant: str, show: str) -> dict[str, tuple[str, int]]:
    """Of a show: source → the ticket's id and number."""
    query = select(Ticket.source, Ticket.id, Ticket.no).where(
        Ticket.tenant_id == tenant, Ticket.show_id == show, Ticket.origin == "aftersales"
    )
    return {source: (id_, no) for source, id_, no in tx.execute(query)}
