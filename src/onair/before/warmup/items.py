"""Use cases of items: planned, changed, done by hand, counted."""

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, get_person
from onair.before.warmup import plan
from onair.before.warmup.kinds import ItemState, Layer
from onair.before.warmup.model import WarmupItem
from onair.before.warmup.ports import Outbox
from onair.before.warmup.views import ItemView
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.i18n import Lang
from onair.kernel.ids import new_id
from onair.trade.service import ShowView, State, get_show
from onair.trade.versions import require_version

FIXED = frozenset(
    {"text", "hook", "title", "layer", "channel", "target", "people", "lead_ms", "due_at", "url"}
)
"""What went out is what it was; cost, owner, goal and counts may still be corrected."""
COLUMNS = {"owner": "owner_id", "target": "target_id"}
ITEMS_MAX = 500
OVER = (State.ended, State.reviewed)


class ItemNotFound(NotFound):
    code = "warmup_item_not_found"
    zh = "没有这一条预热，或者它不属于您的团队。没有任何改动。"
    en = "There is no such item of the warm-up, or it belongs to another team. Nothing was changed."


class ItemFixed(Conflict):
    code = "warmup_item_fixed"
    zh = "这一条已经发出或处理过，{fields} 不能再改。没有任何改动；要再发一次请新建一条。"
    en = "This item went out or was dealt with; {fields} can no longer change. Make a new one to send again."


class NoStart(Conflict):
    code = "show_without_start"
    zh = "场次还没有开播时间，预热排不出日期。没有保存，请先定开播时间。"
    en = "The show has no start yet, so a warm-up has no dates. Nothing was saved; set the start first."


class PlanThere(Conflict):
    code = "warmup_plan_there"
    zh = "这一场已有 {n} 条预热。没有添加，请在现有计划上修改。"
    en = "This show has {n} items of a warm-up already. Nothing was added; change those."


class TooLate(Conflict):
    code = "warmup_too_late"
    zh = "离开播太近，模板里没有还来得及做的事。没有添加，可以自己新建一条。"
    en = "The start is too near: no step of the template can still be done. Nothing was added; make an item yourself."


class NoTarget(BadInput):
    code = "warmup_target_unknown"
    zh = "没有发送目标 {target}。没有保存，请在「发送」里先建好，或留空改为人工发送。"
    en = "There is no target {target}. Nothing was saved; make it under Sending first, or leave it empty to send by hand."


class TooManyItems(Conflict):
    code = "warmup_too_many"
    zh = "一场最多 {most} 条预热。没有添加。"
    en = "A show takes at most {most} items of a warm-up. Nothing was added."


class ShowOver(Conflict):
    code = "warmup_show_over"
    zh = "这一场已经结束，预热不能再发。没有任何改动。"
    en = "The show is over; nothing of its warm-up can be sent any more. Nothing was changed."


class NewItem(NamedTuple):
    """`lead_ms` before the start, or None and a fixed `due_at`. Money in minor units of the show's currency."""

    layer: Layer
    channel: str
    title: str
    text: str = ""
    hook: str | None = None
    owner: str | None = None
    cost: int | None = None
    goal: int | None = None
    target: str | None = None
    people: tuple[str, ...] = ()
    url: str | None = None
    lead_ms: int | None = None
    due_at: int | None = None


def items_of(tx: Session, tenant: str, show: str) -> list[ItemView]:
    """Earliest first."""
    query = select(WarmupItem).where(
        WarmupItem.tenant_id == tenant, WarmupItem.show_id == show, WarmupItem.removed.is_(False)
    )
    return [view(row) for row in tx.scalars(query.order_by(WarmupItem.due_at, WarmupItem.id))]


def get_item(tx: Session, tenant: str, item: str) -> ItemView:
    """Raises ItemNotFound."""
    return view(item_row(tx, tenant, item, lock=False))


def create_item(
    tx: Session, actor: Actor, clock: Clock, show: str, new: NewItem, *, outbox: Outbox | None = None
) -> ItemView:
    """Raises ShowNotFound, NoStart, NoTarget, NotFound (owner), TooManyItems."""
    held = get_show(tx, actor.tenant, show)
    row = _row(actor, clock, held, new)
    _check(tx, actor.tenant, new._asdict(), outbox)
    _room_for(tx, actor.tenant, show, 1)
    tx.add(row)
    tx.flush()
    _link(tx, clock, row, outbox)
    made = view(row)
    audit(tx, actor, clock, "warmup.create", row.id, after=brief(facts(made)))
    return made


def apply_template(tx: Session, actor: Actor, clock: Clock, show: str, lang: Lang) -> list[ItemView]:
    """The default plan on this show's calendar. Raises NoStart, PlanThere, TooLate."""
    held = get_show(tx, actor.tenant, show)
    if held.starts_at is None:
        raise NoStart()
    there = len(items_of(tx, actor.tenant, show))
    if there:
        raise PlanThere(n=there)
    drafts = plan.default_plan(held.starts_at, clock(), lang)
    if not drafts:
        raise TooLate()
    rows = [
        _row(actor, clock, held, NewItem(one.layer, one.channel, one.title, one.text, one.hook, lead_ms=one.lead))
        for one in drafts
    ]  # fmt: skip
    tx.add_all(rows)
    tx.flush()
    audit(tx, actor, clock, "warmup.plan", show, after={"items": [row.id for row in rows]})
    return [view(row) for row in rows]


def change_item(
    tx: Session, actor: Actor, clock: Clock, item: str, *, version: int, changes: Mapping[str, Any],
    outbox: Outbox | None = None,
) -> ItemView:  # fmt: skip
    """`changes`: of the fields of NewItem; another time plans what was missed again.

    Raises Stale, ItemFixed, NoTarget, NoStart.
    """
    row = item_row(tx, actor.tenant, item)
    before = facts(view(row))
    require_version(version, row.version, _brief_people(changes), brief(before))
    changed = {name: value for name, value in changes.items() if _plain(before.get(name)) != _plain(value)}
    if row.state not in (ItemState.planned, ItemState.missed) and FIXED & changed.keys():
        raise ItemFixed(fields=", ".join(sorted(FIXED & changed.keys())))
    _check(tx, actor.tenant, changed, outbox)
    start = get_show(tx, actor.tenant, row.show_id).starts_at
    if row.state == ItemState.missed and {"due_at", "lead_ms"} & changed.keys():
        row.state = ItemState.planned
    _move(row, changed, start)
    for name, value in changed.items():
        setattr(row, COLUMNS.get(name, name), list(value) if name == "people" else value)
    if "url" in changed:
        row.link_code = row.link_url = None
        _link(tx, clock, row, outbox)
    return _saved(tx, actor, clock, row, action="warmup.change", before=before)


def remove_item(tx: Session, actor: Actor, clock: Clock, item: str) -> None:
    """Out of the plan; what went out stays in the record. Raises ItemNotFound, ItemFixed."""
    row = item_row(tx, actor.tenant, item)
    if row.state in (ItemState.handed, ItemState.done):
        raise ItemFixed(fields="state")
    before = facts(view(row))
    row.removed, row.version = True, row.version + 1
    audit(tx, actor, clock, "warmup.remove", item, before=brief(before))


def mark_done(tx: Session, actor: Actor, clock: Clock, item: str, at: int | None = None) -> ItemView:
    """我已发: who and when. The same again changes nothing. Raises ItemFixed for what a sender has."""
    row = item_row(tx, actor.tenant, item)
    if row.state == ItemState.done:
        return view(row)
    if row.state == ItemState.handed:
        raise ItemFixed(fields="state")
    before = facts(view(row))
    row.state, row.sent_at = ItemState.done, clock() if at is None else min(at, clock())
    row.sent_by, row.sent_by_name = actor.id, actor.name[:80]
    return _saved(tx, actor, clock, row, action="warmup.done", before=before)


def reopen(tx: Session, actor: Actor, clock: Clock, item: str) -> ItemView:
    """Take back 我已发, a skip or a miss. Raises ItemFixed for what a sender has."""
    row = item_row(tx, actor.tenant, item)
    if row.state == ItemState.handed:
        raise ItemFixed(fields="state")
    before = facts(view(row))
    row.state, row.sent_at, row.sent_by, row.sent_by_name = ItemState.planned, None, None, None
    return _saved(tx, actor, clock, row, action="warmup.reopen", before=before)


def skip(tx: Session, actor: Actor, clock: Clock, item: str, why: str | None) -> ItemView:
    """Decided against. Raises ItemFixed for what went out."""
    row = item_row(tx, actor.tenant, item)
    if row.state in (ItemState.handed, ItemState.done):
        raise ItemFixed(fields="state")
    before = facts(view(row))
    row.state = ItemState.skipped
    return _saved(tx, actor, clock, row, action="warmup.skip", before=before, why=why)


def set_reserved(tx: Session, actor: Actor, clock: Clock, item: str, n: int | None) -> ItemView:
    """预约 as the platform shows them; None = not known."""
    row = item_row(tx, actor.tenant, item)
    before = facts(view(row))
    row.reserved = n
    return _saved(tx, actor, clock, row, action="warmup.reserved", before=before)


def due_list(tx: Session, tenant: str, now: int, ahead: int = DAY_MS) -> list[ItemView]:
    """What is planned up to `now + ahead`, and what was missed in the last day, earliest first."""
    query = select(WarmupItem).where(
        WarmupItem.tenant_id == tenant,
        WarmupItem.removed.is_(False),
        WarmupItem.state.in_((ItemState.planned, ItemState.missed)),
        WarmupItem.due_at <= now + ahead,
        WarmupItem.due_at >= now - DAY_MS,
    )
    return [
        view(row) for row in tx.scalars(query.order_by(WarmupItem.due_at, WarmupItem.id).limit(ITEMS_MAX))
    ]


def item_row(tx: Session, tenant: str, item: str, *, lock: bool = True) -> WarmupItem:
    """The row, for the warm-up itself. Raises ItemNotFound."""
    query = select(WarmupItem).where(
        WarmupItem.id == item, WarmupItem.tenant_id == tenant, WarmupItem.removed.is_(False)
    )
    row = tx.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise ItemNotFound()
    return row


def view(row: WarmupItem) -> ItemView:
    return ItemView(
        id=row.id, show=row.show_id, layer=row.layer, channel=row.channel, title=row.title, text=row.text,
        hook=row.hook, owner=row.owner_id, cost=row.cost, goal=row.goal, target=row.target_id,
        people=tuple(row.people), url=row.url, link=row.link_url, link_code=row.link_code, lead_ms=row.lead_ms,
        due_at=row.due_at, state=row.state, sent_at=row.sent_at, sent_by=row.sent_by,
        sent_by_name=row.sent_by_name, reserved=row.reserved, version=row.version,
    )  # fmt: skip


def facts(item: ItemView) -> dict[str, Any]:
    found = asdict(item)
    for name in ("id", "show", "version", "link", "link_code"):
        del found[name]
    return found | {"people": list(item.people)}


def brief(found: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for the audit log and a difference: of the people their number, and a hash that tells lists apart."""
    people = sorted(found["people"])
    digest = sha256("\n".join(people).encode()).hexdigest() if people else None
    return {**found, "people": {"n": len(people), "sha256": digest}}


def _brief_people(changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return brief(changes) if "people" in changes else changes


def _row(actor: Actor, clock: Clock, show: ShowView, new: NewItem) -> WarmupItem:
    if show.starts_at is None and new.due_at is None:
        raise NoStart()
    lead = new.lead_ms if new.due_at is None else None
    when = plan.due_at(show.starts_at, lead, new.due_at or 0)
    return WarmupItem(
        id=new_id("wui", clock), tenant_id=actor.tenant, show_id=show.id, layer=new.layer, channel=new.channel,
        title=new.title, text=new.text, hook=new.hook, owner_id=new.owner, cost=new.cost, goal=new.goal,
        target_id=new.target, people=list(new.people), url=new.url, link_code=None, link_url=None, lead_ms=lead,
        due_at=when, state=ItemState.planned, sent_at=None, sent_by=None, sent_by_name=None, reserved=None,
        removed=False, created_at=clock(), version=1,
    )  # fmt: skip


def _move(row: WarmupItem, changed: dict[str, Any], start: int | None) -> None:
    """A new lead hangs it on the start, a new moment takes it off."""
    lead = changed.pop("lead_ms", None)
    if changed.get("due_at") is not None:
        row.lead_ms = None
        return
    changed.pop("due_at", None)
    if lead is not None:
        if start is None:
            raise NoStart()
        row.lead_ms, row.due_at = lead, start - lead


def _check(tx: Session, tenant: str, given: Mapping[str, Any], outbox: Outbox | None) -> None:
    if given.get("owner") is not None:
        get_person(tx, tenant, given["owner"])
    target = given.get("target")
    if target is not None and (
        outbox is None or target not in {one.id for one in outbox.targets(tx, tenant)}
    ):
        raise NoTarget(target=target)


def _room_for(tx: Session, tenant: str, show: str, more: int) -> None:
    held = select(func.count()).where(
        WarmupItem.tenant_id == tenant, WarmupItem.show_id == show, WarmupItem.removed.is_(False)
    )
    if tx.execute(held).scalar_one() + more > ITEMS_MAX:
        raise TooManyItems(most=ITEMS_MAX)


def _link(tx: Session, clock: Clock, row: WarmupItem, outbox: Outbox | None) -> None:
    if row.url and outbox is not None:
        link = outbox.link(tx, row.tenant_id, clock, url=row.url, item=row.id, show=row.show_id)
        row.link_code, row.link_url = link.code, link.url


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _saved(
    tx: Session, actor: Actor, clock: Clock, row: WarmupItem, *, action: str, before: Mapping[str, Any],
    why: str | None = None,
) -> ItemView:  # fmt: skip
    row.version += 1
    tx.flush()
    after = view(row)
    audit(tx, actor, clock, action, row.id, before=brief(before), after=brief(facts(after)), why=why)
    return after
