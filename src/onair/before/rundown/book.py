"""Use cases of a show's rundown: read, write whole, copy from a past show. Two at once: the second gets the difference."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.before.rundown.model import RundownRow, SlotRow
from onair.before.rundown.normal import Negative, normal
from onair.before.rundown.views import NewSlot, Rundown, Slot, begin_of, starts_ms
from onair.before.rundown.words import MOST_SLOTS
from onair.files.values import BadValue
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.errors import BadInput, Conflict
from onair.kernel.ids import new_id
from onair.store.rows import locked_or_new
from onair.trade.service import ShowView, State, get_show, list_hosts, products_of
from onair.trade.versions import Stale

USUAL_MIN = 180
"""Length of a show whose end is not planned."""
FIELDS = (
    "kind", "title", "minutes", "product", "host", "helpers", "role", "price", "pin", "timing", "card", "sheet", "note",
)  # fmt: skip


class RundownFixed(Conflict):
    code = "rundown_fixed"
    zh = "场次已结束，流程不能再改。没有任何改动；可以复制到新场次。"
    en = "The show has ended; its rundown can no longer change. Nothing was changed; copy it to a new show."


class SlotUnknown(BadInput):
    code = "slot_unknown"
    zh = "第 {row} 段：{what}不存在或不属于您的团队。没有保存，原流程还在。"
    en = "Slot {row}: {what} does not exist or belongs to another team. Nothing was saved; the rundown is as it was."


class SlotFigure(BadInput):
    code = "slot_figure"
    zh = "第 {row} 段「{title}」有一格不是数字，或小于 0。没有保存，请改好再存。"
    en = (
        "Slot {row}, {title}: a figure is no number or below 0. Nothing was saved; correct it and save again."
    )


class SlotTwice(BadInput):
    code = "slot_twice"
    zh = "有两段用了同一个编号 {id}。没有保存，请刷新后重试。"
    en = "Two slots have the id {id}. Nothing was saved; load again and retry."


class TooManySlots(BadInput):
    code = "rundown_too_many_slots"
    zh = "至少有 {n} 段，一份流程最多 {most} 段。没有保存，原流程还在；请拆成几场，或删去不播的段。"
    en = "{n} slots or more; a rundown has at most {most}. Nothing was saved, the rundown stands; leave out what is not aired."


class HoursUnknown(BadInput):
    code = "host_hours_unknown"
    zh = "在场时间里的主播 {host} 不存在或不属于您的团队。没有保存，原来的规则还在。"
    en = "Hours were given for {host}, who does not exist or belongs to another team. Nothing was saved."


class RundownEmpty(Conflict):
    code = "rundown_empty"
    zh = "那一场没有流程可以复制。没有任何改动，请选另一场。"
    en = "That show has no rundown to copy. Nothing was changed; choose another."


def minutes_of(show: ShowView) -> int:
    """Planned length of a show."""
    if show.starts_at is None or show.planned_end is None:
        return USUAL_MIN
    return max(1, (show.planned_end - show.starts_at) // MINUTE_MS)


def rundown_of(tx: Session, tenant: str, show: str) -> Rundown:
    """Of version 0 and without slots when none is written. Raises ShowNotFound."""
    return _view(tx, get_show(tx, tenant, show), _row(tx, tenant, show))


class Slots:
    """warmup.ports.SlotBook: whether a slot is one of a show's rundown."""

    def has_slot(self, tx: Session, tenant: str, show: str, slot: str) -> bool:
        return any(one.id == slot for one in rundown_of(tx, tenant, show).slots)


def rundowns_of(tx: Session, tenant: str, shows: Sequence[ShowView]) -> list[tuple[ShowView, Rundown]]:
    """Those of several shows of a team in two queries; shows without one are left out."""
    held = {show.id: show for show in shows}
    query = select(RundownRow).where(RundownRow.tenant_id == tenant, RundownRow.show_id.in_(held))
    rows = {row.id: row for row in tx.scalars(query)} if held else {}
    slots: dict[str, list[SlotRow]] = {}
    wanted = select(SlotRow).where(SlotRow.rundown_id.in_(rows)).order_by(SlotRow.place)
    for slot in tx.scalars(wanted) if rows else ():
        slots.setdefault(slot.rundown_id, []).append(slot)
    return [
        (held[row.show_id], _made(held[row.show_id], row, slots.get(row.id, []))) for row in rows.values()
    ]


def put_rundown(
    tx: Session, actor: Actor, clock: Clock, show: str, *, version: int, slots: Sequence[NewSlot],
    theme: str | None = None, limits: Mapping[str, Any] | None = None, why: str = "rundown.put",
) -> Rundown:  # fmt: skip
    """Write it whole; `limits` None = as they are. Raises ShowNotFound, RundownFixed, Stale, SlotUnknown, SlotTwice."""
    held = get_show(tx, actor.tenant, show)
    if held.state in (State.ended, State.reviewed):
        raise RundownFixed
    row = locked_or_new(
        tx,
        lambda: _row(tx, actor.tenant, show, lock=True),
        lambda: RundownRow(
            id=new_id("run", clock), tenant_id=actor.tenant, show_id=show, theme=None, limits={},
            updated_at=clock(), updated_by=actor.name, version=0,
        ),
    )  # fmt: skip
    now = _view(tx, held, row)
    slots = _normal(slots, held.currency)
    _require(version, now, slots, theme)
    _check(tx, actor.tenant, slots, now)
    kept = None if limits is None else _known_hours(tx, actor.tenant, limits)
    row.theme = theme
    if kept is not None:
        row.limits = kept
    row.updated_at, row.updated_by = clock(), actor.name
    row.version += 1
    tx.flush()
    _write(tx, row.id, slots, clock)
    after = _view(tx, held, row)
    audit(tx, actor, clock, why, show, before=_told(now), after=_told(after))
    return after


def copy_rundown(tx: Session, actor: Actor, clock: Clock, show: str, *, version: int, source: str) -> Rundown:
    """All slots of another show, with ids of their own. Raises RundownEmpty and as `put_rundown`."""
    found = rundown_of(tx, actor.tenant, source)
    if not found.slots:
        raise RundownEmpty
    slots = [new_of(slot, keep_id=False) for slot in found.slots]
    return put_rundown(
        tx, actor, clock, show, version=version, slots=slots, theme=found.theme, limits=found.limits,
        why="rundown.copy",
    )  # fmt: skip


def new_of(slot: Slot, *, keep_id: bool = True) -> NewSlot:
    """A slot as it would be written again."""
    return NewSlot(id=slot.id if keep_id else None, **{name: getattr(slot, name) for name in FIELDS})


def _row(tx: Session, tenant: str, show: str, *, lock: bool = False) -> RundownRow | None:
    query = select(RundownRow).where(RundownRow.tenant_id == tenant, RundownRow.show_id == show)
    return tx.scalars(query.with_for_update() if lock else query).one_or_none()


def _view(tx: Session, show: ShowView, row: RundownRow | None) -> Rundown:
    if row is None:
        return Rundown(None, show.id, None, 0, (), minutes_of(show))
    found = tx.scalars(select(SlotRow).where(SlotRow.rundown_id == row.id).order_by(SlotRow.place)).all()
    return _made(show, row, found)


def _made(show: ShowView, row: RundownRow, found: Sequence[SlotRow]) -> Rundown:
    plain = [_plain(slot) for slot in found]
    slots = [
        Slot(
            **{name: getattr(slot, name) for name in FIELDS if name != "helpers"},
            id=slot.id or "",
            helpers=tuple(slot.helpers),
            starts_ms=starts_ms(show.starts_at, at),
            at=at,
            fixed=slot.pin is not None,
        )
        for slot, at in zip(plain, begin_of(plain, minutes_of(show)), strict=True)
    ]
    return Rundown(
        row.id,
        show.id,
        row.theme,
        row.version,
        slots,
        minutes_of(show),
        row.limits,
        row.updated_at,
        row.updated_by,
    )


def _plain(row: SlotRow) -> NewSlot:
    return NewSlot(
        id=row.id, kind=row.kind, title=row.title, minutes=row.minutes, product=row.product_id, host=row.host_id,
        helpers=tuple(row.helpers), role=row.role, price=row.price, pin=row.pin, timing=row.timing, card=row.card,
        sheet=row.sheet, note=row.note,
    )  # fmt: skip


def _write(tx: Session, rundown: str, slots: Sequence[NewSlot], clock: Clock) -> None:
    tx.execute(delete(SlotRow).where(SlotRow.rundown_id == rundown))
    tx.add_all(
        SlotRow(
            rundown_id=rundown, id=slot.id or new_id("slt", clock), place=place, kind=slot.kind,
            product_id=slot.product, title=slot.title, minutes=slot.minutes, host_id=slot.host,
            helpers=list(slot.helpers), role=slot.role, price=slot.price, pin=slot.pin, timing=slot.timing,
            card=dict(slot.card), sheet=dict(slot.sheet), note=slot.note,
        )
        for place, slot in enumerate(slots)
    )  # fmt: skip
    tx.flush()


def _normal(slots: Sequence[NewSlot], currency: str) -> list[NewSlot]:
    made = []
    for row, slot in enumerate(slots, 1):
        try:
            made.append(normal(slot, currency))
        except (BadValue, Negative) as problem:
            raise SlotFigure(row=row, title=slot.title) from problem
    return made


def _check(tx: Session, tenant: str, slots: Sequence[NewSlot], now: Rundown) -> None:
    if len(slots) > MOST_SLOTS:
        raise TooManySlots(n=len(slots), most=MOST_SLOTS)
    standing = {slot.product for slot in now.slots}
    wanted = {slot.product for slot in slots if slot.product is not None}
    goods = {
        id_
        for id_, product in products_of(tx, tenant, wanted).items()
        if id_ in standing or not product.removed
    }
    hosts = {host.id for host in list_hosts(tx, tenant)}
    seen: set[str] = set()
    for row, slot in enumerate(slots, 1):
        if slot.id is not None and slot.id in seen:
            raise SlotTwice(id=slot.id)
        seen.add(slot.id or "")
        if slot.product is not None and slot.product not in goods:
            raise SlotUnknown(row=row, what=f"商品 product {slot.product} ")
        for host in (slot.host, *slot.helpers):
            if host is not None and host not in hosts:
                raise SlotUnknown(row=row, what=f"主播 host {host} ")


def _known_hours(tx: Session, tenant: str, limits: Mapping[str, Any]) -> dict[str, Any]:
    hosts = {host.id for host in list_hosts(tx, tenant)}
    stranger = next((host for host in limits.get("hours", {}) if host not in hosts), None)
    if stranger is not None:
        raise HoursUnknown(host=stranger)
    return dict(limits)


def _require(version: int, now: Rundown, slots: Sequence[NewSlot], theme: str | None) -> None:
    if version != now.version:
        raise Stale(difference=difference(now, slots, theme), version=now.version)


def difference(now: Rundown, slots: Sequence[NewSlot], theme: str | None) -> dict[str, dict[str, Any]]:
    """{`theme` | `order` | slot | slot.field: {yours, theirs}}; a slot that only one side has is its title."""
    told: dict[str, dict[str, Any]] = {}
    if theme != now.theme:
        told["theme"] = {"yours": theme, "theirs": now.theme}
    mine = {slot.id: slot for slot in slots if slot.id is not None}
    theirs = {slot.id: new_of(slot) for slot in now.slots}
    for slot in slots:
        if slot.id is None or slot.id not in theirs:
            told[slot.id or f"+{slot.title}"] = {"yours": slot.title, "theirs": None}
    for name, slot in theirs.items():
        own = mine.get(name)
        if own is None:
            told[name] = {"yours": None, "theirs": slot.title}
            continue
        for field in FIELDS:
            yours, other = _apart(_comparable(getattr(own, field)), _comparable(getattr(slot, field)))
            if yours != other:
                told[f"{name}.{field}"] = {"yours": yours, "theirs": other}
    both = [name for name in mine if name in theirs]
    if both != [name for name in theirs if name in mine]:
        told["order"] = {"yours": [s.title for s in slots], "theirs": [s.title for s in now.slots]}
    return told


def _apart(yours: Any, theirs: Any) -> tuple[Any, Any]:
    """Of two records only what differs, so that a word changed on a card is not told as the whole card."""
    if not isinstance(yours, dict) or not isinstance(theirs, dict):
        return yours, theirs
    mine, others = {}, {}
    for name in dict.fromkeys((*yours, *theirs)):
        one, other = _apart(yours.get(name), theirs.get(name))
        if one != other:
            mine[name], others[name] = one, other
    return mine, others


def _comparable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _told(rundown: Rundown) -> dict[str, Any]:
    """For the audit log: enough to see what changed, without the words of the cards."""
    return {
        "version": rundown.version,
        "theme": rundown.theme,
        "slots": [f"{slot.at}+{slot.minutes} {slot.kind} {slot.title}" for slot in rundown.slots],
    }
