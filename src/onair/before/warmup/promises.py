"""Use cases of promises: made in the warm-up, owed by the show, kept by a slot of its rundown."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.before.warmup.items import item_row
from onair.before.warmup.kinds import PromiseKind
from onair.before.warmup.model import WarmupPromise
from onair.before.warmup.ports import SlotBook
from onair.before.warmup.views import Promise
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.trade.service import get_product, get_show
from onair.trade.versions import require_version

COLUMNS = {"product": "product_id", "item": "item_id", "kept_by_slot": "slot_id"}


class PromiseNotFound(NotFound):
    code = "promise_not_found"
    zh = "没有这个承诺，或者它不属于您的团队。没有任何改动。"
    en = "There is no such promise, or it belongs to another team. Nothing was changed."


class PromiseVague(Conflict):
    code = "promise_vague"
    zh = "折扣要写明商品和到手价，赠送要写明份数，流程才能兑现、门禁才能核对。没有保存，请补上。"
    en = "A discount names its product and price, a giveaway its pieces: else nobody can keep or check it. Nothing was saved."


class SlotNotHere(NotFound):
    code = "promise_slot_unknown"
    zh = "这一场的流程里没有段「{slot}」。没有保存，承诺还是原来的样子；请从本场流程里选一段。"
    en = "This show's rundown has no slot {slot}. Nothing was saved, the promise stands as it was; choose one of this show."


class NewPromise(NamedTuple):
    kind: PromiseKind
    text: str
    product: str | None = None
    value: int | None = None
    item: str | None = None


def promises(tx: Session, tenant: str, show: str) -> list[Promise]:
    """What stands, in the order it was promised."""
    query = select(WarmupPromise).where(
        WarmupPromise.tenant_id == tenant, WarmupPromise.show_id == show, WarmupPromise.withdrawn_at.is_(None)
    )
    return [_view(row) for row in tx.scalars(query.order_by(WarmupPromise.id))]


def make_promise(tx: Session, actor: Actor, clock: Clock, show: str, new: NewPromise) -> Promise:
    """Raises ShowNotFound, PromiseVague, ProductNotFound, ItemNotFound."""
    get_show(tx, actor.tenant, show)
    _check(tx, actor.tenant, show, new._asdict())
    row = WarmupPromise(
        id=new_id("prm", clock), tenant_id=actor.tenant, show_id=show, item_id=new.item, kind=new.kind,
        text=new.text, product_id=new.product, value=new.value, slot_id=None, withdrawn_at=None,
        withdrawn_why=None, created_at=clock(), version=1,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    made = _view(row)
    audit(tx, actor, clock, "promise.make", row.id, after=made._asdict())
    return made


def change_promise(
    tx: Session, actor: Actor, clock: Clock, promise: str, *, version: int, changes: Mapping[str, Any],
    slots: SlotBook | None = None,
) -> Promise:  # fmt: skip
    """`changes`: of NewPromise's fields and `kept_by_slot`, which `slots` must know. Raises Stale, PromiseVague,
    SlotNotHere (also where nobody keeps rundowns)."""
    row = _row(tx, actor.tenant, promise)
    before = _view(row)._asdict()
    require_version(version, row.version, changes, before)
    _check(tx, actor.tenant, row.show_id, before | dict(changes))
    slot = changes.get("kept_by_slot")
    if slot is not None and (slots is None or not slots.has_slot(tx, actor.tenant, row.show_id, slot)):
        raise SlotNotHere(slot=slot)
    for name, value in changes.items():
        setattr(row, COLUMNS.get(name, name), value)
    return _saved(tx, actor, clock, row, action="promise.change", before=before)


def keep_promise(tx: Session, actor: Actor, clock: Clock, promise: str, slot: str | None) -> Promise:
    """Name the slot that keeps it (None = none does). For the rundown; needs no version. Raises PromiseNotFound."""
    row = _row(tx, actor.tenant, promise)
    if row.slot_id == slot:
        return _view(row)
    before = _view(row)._asdict()
    row.slot_id = slot
    return _saved(tx, actor, clock, row, action="promise.keep", before=before)


def withdraw_promise(tx: Session, actor: Actor, clock: Clock, promise: str, why: str) -> None:
    """It was said and will not be kept: the reason stays on record. Raises PromiseNotFound."""
    row = _row(tx, actor.tenant, promise)
    before = _view(row)._asdict()
    row.withdrawn_at, row.withdrawn_why, row.version = clock(), why, row.version + 1
    audit(tx, actor, clock, "promise.withdraw", promise, before=before, why=why)


def _row(tx: Session, tenant: str, promise: str) -> WarmupPromise:
    query = select(WarmupPromise).where(
        WarmupPromise.id == promise, WarmupPromise.tenant_id == tenant, WarmupPromise.withdrawn_at.is_(None)
    )
    row = tx.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise PromiseNotFound()
    return row


def _check(tx: Session, tenant: str, show: str, given: Mapping[str, Any]) -> None:
    kind, product, value = given["kind"], given.get("product"), given.get("value")
    discount = kind == PromiseKind.discount and (product is None or value is None)
    if discount or (kind == PromiseKind.giveaway and not value):
        raise PromiseVague()
    if product is not None:
        get_product(tx, tenant, product)
    item = given.get("item")
    if item is not None and item_row(tx, tenant, item, lock=False).show_id != show:
        raise PromiseNotFound()


def _view(row: WarmupPromise) -> Promise:
    return Promise(
        row.id, row.text, row.product_id, row.kind, row.value, row.slot_id, row.item_id, row.version
    )  # fmt: skip


def _saved(
    tx: Session, actor: Actor, clock: Clock, row: WarmupPromise, *, action: str, before: Mapping[str, Any]
) -> Promise:
    row.version += 1
    tx.flush()
    after = _view(row)
    audit(tx, actor, clock, action, row.id, before=before, after=after._asdict())
    return after
