"""What people do with offers on air: publish a prepared one, add stock that is counted, end it with a reason.

None of them can be taken back: viewers have seen it and may have bought. What was wrong is ended, and said.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from onair.access.roles import Role
from onair.during.broadcast.actions import Act, ActRefused, Context
from onair.during.broadcast.acts import CONTROL
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.companion import ledger_of
from onair.during.offers.ledger import EXPLAINED, OfferBook
from onair.during.offers.planning.breach import law_of
from onair.during.offers.planning.companion import plans_in
from onair.during.offers.planning.judge import Judged
from onair.during.offers.planning.publishing import PUBLISH, REFUSED, offer_event, told
from onair.during.offers.terms import Terms
from onair.events.model import AnyEvent, Key, Offer
from onair.kernel.errors import NotFound

Why = Annotated[str, Meta(min_length=2, max_length=200)]
SELLS = CONTROL | {Role.merchandiser}


class OfferUnknown(NotFound):
    code = "offer_unknown"
    zh = "这一场没有优惠「{offer}」。没有执行任何操作，请刷新后重试。"
    en = "This show has no offer {offer}. Nothing was done; reload and try again."


class OfferOut(ActRefused):
    code = "offer_published_already"
    zh = "「{title}」已发布过，不能再发或重新计时：《明码标价和禁止价格欺诈规定》第 20 条（C17）。没有再次发布。"
    en = "“{title}” is out; it cannot be published or counted down again: Clear Pricing, art. 20 (C17). Nothing was published."


class OfferRefused(ActRefused):
    """`findings`: all that blocks it."""

    code = "offer_refused"
    zh = "「{title}」不能发布：{why}（{law}）。没有发布；{repair}。"
    en = "“{title}” cannot be published: {why_en} ({law_en}). Nothing was published. {repair_en}."


class OfferNotLive(ActRefused):
    code = "offer_not_live"
    zh = "「{title}」已经结束。没有执行任何操作。"
    en = "“{title}” is over. Nothing was done."


class RestockElsewhere(ActRefused):
    code = "offer_stock_platforms"
    zh = "「{title}」的库存由平台掌握，请在平台补货。没有记录任何补货。"
    en = "The platform owns the stock of “{title}”; add it there. No restock was recorded."


class NothingToExplain(ActRefused):
    code = "offer_no_cancels"
    zh = "「{title}」没有待说明的取消。没有记录任何内容。"
    en = "No cancellation of “{title}” waits for a reason. Nothing was recorded."


class OfferPublish(Struct, frozen=True, forbid_unknown_fields=True):
    """`offer`: of a plan of this show. The rest is filled in by the server from the plan."""

    offer: Key
    product: Key | None = None
    title: Annotated[str, Meta(max_length=120)] | None = None
    evidence: dict[str, Any] | None = None


class OfferRestock(Struct, frozen=True, forbid_unknown_fields=True):
    offer: Key
    qty: Annotated[int, Meta(ge=1, le=1_000_000)]
    why: Why


class OfferEnd(Struct, frozen=True, forbid_unknown_fields=True):
    offer: Key
    why: Why


def _settle(asked: Any, on: Context) -> OfferPublish:
    """With the evidence it rests on; whatever the asker sent of it is not believed."""
    terms, judged = _judged(asked.offer, on)
    data = told(asked.offer, terms, judged.evidence)
    return OfferPublish(asked.offer, terms.product, data["title"], data.get("evidence"))


def _publish(asked: Any, on: Context) -> list[AnyEvent]:
    terms, _ = _judged(asked.offer, on)
    return [offer_event(on.id, on.at, asked.offer, terms)]


def _judged(offer: str, on: Context) -> tuple[Terms, Judged]:
    """Raises OfferUnknown, OfferOut, OfferRefused."""
    plans, ledger = plans_in(on.companions), ledger_of(on.companions)
    plan = plans.known.plans.get(offer)
    if plan is None:
        raise OfferUnknown(offer=offer[:40])
    if offer in ledger.offers or offer in plans.published:
        raise OfferOut(title=plan.draft.title)
    found = plans.judged(plan, ledger, on.at)
    if found.terms is None:
        first = found.blocks[0]
        law = law_of(first)
        raise OfferRefused(
            title=plan.draft.title, why=first.zh, why_en=first.en, law=law.zh, law_en=law.en, repair=first.repair_zh,
            repair_en=first.repair_en, findings=[structs.asdict(one) for one in found.blocks],
        )  # fmt: skip
    return found.terms, found


def _restock(asked: Any, on: Context) -> list[AnyEvent]:
    book = _live(asked.offer, on)
    if not book.ours:
        raise RestockElsewhere(title=book.terms.title)
    return [
        Offer(
            id=f"{on.id}:restock", source=OWN_SOURCE, at=on.at, product=book.terms.product, offer=asked.offer,
            step="restock", qty=asked.qty, why=asked.why,
        )
    ]  # fmt: skip


def _end(asked: Any, on: Context) -> list[AnyEvent]:
    book = _live(asked.offer, on)
    return [
        Offer(
            id=f"{on.id}:end", source=OWN_SOURCE, at=on.at, product=book.terms.product, offer=asked.offer, step="end",
            why="asked",
        )
    ]  # fmt: skip


def _live(offer: str, on: Context) -> OfferBook:
    """Raises OfferUnknown, OfferNotLive."""
    book = ledger_of(on.companions).offers.get(offer)
    if book is None:
        raise OfferUnknown(offer=offer[:40])
    if book.state(on.at) == "ended":
        raise OfferNotLive(title=book.terms.title)
    return book


def _explain(asked: Any, on: Context) -> list[AnyEvent]:
    """C14: an order that is paid is a contract; who cancels it says why."""
    book = ledger_of(on.companions).offers.get(asked.offer)
    if book is None:
        raise OfferUnknown(offer=asked.offer[:40])
    if not book.unexplained:
        raise NothingToExplain(title=book.terms.title)
    return []


ERRORS = (OfferUnknown, OfferOut, OfferRefused, OfferNotLive, RestockElsewhere, NothingToExplain)
ACTS = (
    Act(PUBLISH, OfferPublish, SELLS, _publish, settle=_settle, moves=True, mark=False, undoable=False),
    Act("offer_restock", OfferRestock, SELLS, _restock, moves=True, undoable=False),
    Act("offer_end", OfferEnd, SELLS | {Role.service}, _end, moves=True, undoable=False),
    Act(EXPLAINED, OfferEnd, frozenset({Role.operator}), _explain, undoable=False),
    Act(REFUSED, OfferEnd, frozenset(), by_server=True, undoable=False),
)
