"""The cards of a team and the settings of its rooms."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.delivery.service import TargetNotFound, targets
from onair.during.emergency.card import EDITABLE, Card, body_of, from_body, problems
from onair.during.emergency.model import EmergencyRoom, EmergencyText
from onair.during.emergency.presets import presets
from onair.during.emergency.setup import Allowed, RoomSetup
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.store.rows import locked_or_new
from onair.trade.service import get_room
from onair.trade.versions import require_version


class CardNotFound(NotFound):
    code = "emergency_card_not_found"
    zh = "没有应急卡「{id}」。没有任何改动。"
    en = "There is no emergency card {id}. Nothing was changed."


class BadCard(BadInput):
    code = "emergency_bad_card"
    zh = "应急卡不能这样保存：{why}。没有保存，原来的卡照常可用。"
    en = "The card cannot be saved like this: {why_en}. Nothing was saved; the card in force is unchanged."


class BadAuto(BadInput):
    code = "emergency_bad_auto"
    zh = "「{step}」不是可以自动执行的步骤。没有保存，请刷新后重试。"
    en = "{step} is no step that can run by itself. Nothing was saved; reload and try again."


class CardView(NamedTuple):
    """`changed`: fields that differ from ours; `broken`: what a team saved does not fit this version and ours is used."""

    card: Card
    changed: tuple[str, ...] = ()
    broken: bool = False
    version: int = 0


class NewSetup(NamedTuple):
    """`auto`: `card/step` of the steps that may run by themselves."""

    scene: str | None
    main_scene: str | None
    input: str | None
    text: str | None
    targets: Sequence[str]
    auto: Sequence[str]


def cards(tx: Session, tenant: str) -> list[CardView]:
    """In the order of their numbers."""
    query = select(EmergencyText).where(EmergencyText.tenant_id == tenant)
    rows = {row.card_id: row for row in tx.scalars(query)}
    return [_view(card, rows.get(id_)) for id_, card in presets().items()]


def put_card(
    tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int, changes: Mapping[str, Any]
) -> CardView:
    """`changes`: some of EDITABLE. Raises CardNotFound, BadCard, Stale."""
    ours = _ours(id_)
    row = locked_or_new(tx, lambda: _text(tx, actor.tenant, id_), lambda: _new_text(actor, clock, id_))
    before = body_of(_view(ours, row).card)
    require_version(version, row.version, changes, before)
    wanted = _checked({**before, **changes})
    body = body_of(wanted)
    row.body = {name: body[name] for name in EDITABLE if body[name] != body_of(ours)[name]}
    row.updated_at, row.updated_by = clock(), actor.id
    row.version += 1
    tx.flush()
    told = {name: body[name] for name in changes if body[name] != before[name]}
    audit(tx, actor, clock, "emergency.card", id_, before={n: before[n] for n in told}, after=told)
    return _view(ours, row)


def reset_card(tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int) -> CardView:
    """As it came. Raises CardNotFound, Stale."""
    ours = _ours(id_)
    row = _text(tx, actor.tenant, id_)
    if row is not None:
        require_version(version, row.version, {}, {})
        audit(tx, actor, clock, "emergency.card.reset", id_, before=row.body)
        tx.delete(row)
    return CardView(ours)


def setup_of(tx: Session, tenant: str, room: str) -> RoomSetup:
    """What was saved for a room; empty where nothing was."""
    row = tx.get(EmergencyRoom, (tenant, room))
    if row is None:
        return RoomSetup()
    auto = {step: Allowed(who["by"], who["name"], who["at"]) for step, who in row.auto.items()}
    given = {name: value for name, value in row.body.items() if name in RoomSetup.__struct_fields__}
    given["targets"] = tuple(given.get("targets", ()))
    return RoomSetup(**given, auto=auto, version=row.version)


def put_setup(
    tx: Session, actor: Actor, clock: Clock, room: str, *, version: int, new: NewSetup
) -> RoomSetup:
    """As a whole; who let a step run by itself is kept. Raises NotFound (room), TargetNotFound, BadAuto, Stale."""
    get_room(tx, actor.tenant, room)
    row = locked_or_new(
        tx, lambda: tx.get(EmergencyRoom, (actor.tenant, room), with_for_update=True), lambda: _new_room(actor, clock, room)
    )  # fmt: skip
    body: dict[str, Any] = {**new._asdict(), "targets": sorted(set(new.targets))}
    del body["auto"]
    require_version(version, row.version, body, row.body)
    known = {one.id for one in targets(tx, actor.tenant) if one.channel is None}
    for target in body["targets"]:
        if target not in known:
            raise TargetNotFound(id=target)
    auto = _auto(tx, actor, clock, row.auto, new.auto)
    before = {**row.body, "auto": sorted(row.auto)}
    row.body, row.auto = body, auto
    row.updated_at, row.updated_by = clock(), actor.id
    row.version += 1
    tx.flush()
    audit(tx, actor, clock, "emergency.room", room, before=before, after={**body, "auto": sorted(auto)})
    return setup_of(tx, actor.tenant, room)


# ---- inside


def _auto(
    tx: Session, actor: Actor, clock: Clock, held: Mapping[str, Any], wanted: Sequence[str]
) -> dict[str, Any]:
    can = {
        f"{view.card.id}/{step.id}"
        for view in cards(tx, actor.tenant)
        for step in view.card.steps
        if step.by_itself
    }
    for step in wanted:
        if step not in can:
            raise BadAuto(step=step[:100])
    fresh = {"by": actor.id, "name": actor.name, "at": clock()}
    return {step: held.get(step, fresh) for step in sorted(set(wanted))}


def _ours(id_: str) -> Card:
    found = presets().get(id_)
    if found is None:
        raise CardNotFound(id=id_[:40])
    return found


def _checked(body: dict[str, Any]) -> Card:
    try:
        card = from_body(body)
    except msgspec.ValidationError as error:
        raise BadCard(why=str(error), why_en=str(error)) from None
    if found := problems(card):
        raise BadCard(why="；".join(zh for zh, _ in found), why_en="; ".join(en for _, en in found))
    return card


def _view(ours: Card, row: EmergencyText | None) -> CardView:
    """What another version wrote may not fit any more: then ours is used, and said."""
    if row is None or row.version == 0:
        return CardView(ours)
    kept = {name: value for name, value in row.body.items() if name in EDITABLE}
    try:
        card = _checked({**body_of(ours), **kept})
    except BadCard:
        return CardView(ours, tuple(kept), broken=True, version=row.version)
    return CardView(card, tuple(kept), version=row.version)


def _text(tx: Session, tenant: str, id_: str) -> EmergencyText | None:
    return tx.get(EmergencyText, (tenant, id_), with_for_update=True)


def _new_text(actor: Actor, clock: Clock, id_: str) -> EmergencyText:
    return EmergencyText(
        tenant_id=actor.tenant, card_id=id_, body={}, updated_at=clock(), updated_by=actor.id, version=0
    )


def _new_room(actor: Actor, clock: Clock, room: str) -> EmergencyRoom:
    return EmergencyRoom(
        tenant_id=actor.tenant,
        room_id=room,
        body={},
        auto={},
        updated_at=clock(),
        updated_by=actor.id,
        version=0,
    )
