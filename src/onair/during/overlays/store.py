"""The layouts of a team, what they were, and what it settled about them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.during.broadcast.service import LayoutNotFound
from onair.during.overlays.layout import Body, Compiled, OverlayLayout, body_of, compiled
from onair.during.overlays.model import OverlayLayoutRow, OverlaySettingRow, OverlayVersionRow
from onair.during.overlays.presets import NAMES, preset, preset_id
from onair.during.overlays.sheet import MINIMUM
from onair.kernel.clock import Clock, day
from onair.kernel.errors import BadInput, Conflict
from onair.kernel.ids import new_id
from onair.store.rows import locked_or_new
from onair.trade.service import ShowView, get_room, get_show
from onair.trade.versions import require_version

LAYOUTS_MOST = 100
VERSIONS_KEPT = 50


class LayoutRefused(BadInput):
    code = "overlay_layout_refused"
    zh = "贴片没有保存：{n} 处不能上屏，第一处是「{matched}」（{rule}，{instrument}{article}）：{why}。请改好再保存，在播的不变。"
    en = (
        "The overlay was not saved: {n} places may not be shown, first “{matched}” ({rule} {instrument} {article}): "
        "{why_en}. Mend them and save again; what is on air stays."
    )


class LayoutMisshapen(BadInput):
    code = "overlay_bad_layout"
    zh = "贴片布局读不懂：{why}。没有保存，正在播出的版本不变。"
    en = "The layout cannot be read: {why}. Nothing was saved; what is on air stays."


class TooManyLayouts(Conflict):
    code = "overlay_too_many_layouts"
    zh = "一个团队最多 {most} 个贴片布局。没有新建，请先删掉不用的。"
    en = "A team has {most} overlay layouts at most. None was made; delete some first."


class LayoutView(NamedTuple):
    """`version` 0 = comes with OnAir and cannot be edited, only copied."""

    id: str
    name: str
    room: str | None
    show: str | None
    body: Body
    updated_at: int | None = None
    updated_by: str | None = None
    version: int = 0


class VersionView(NamedTuple):
    version: int
    name: str
    at: int
    by: str


class Own(NamedTuple):
    """An account of the team itself or for tests. `key`: as the log knows it; `label` for people."""

    label: str
    key: str


class Settled(NamedTuple):
    minimum: int = MINIMUM
    own: tuple[Own, ...] = ()
    ai_rooms: tuple[str, ...] = ()
    ai_hosts: tuple[str, ...] = ()
    version: int = 0

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.own]


class NewLayout(NamedTuple):
    name: str
    room: str | None
    show: str | None
    body: Any


class KeptLayouts:
    """What links may ask for (broadcast.service.Layouts)."""

    def require_layout(self, tx: Session, tenant: str, show: ShowView, layout: str) -> None:
        """Raises LayoutNotFound: it is not there, or another show's or room's."""
        view = get_layout(tx, tenant, layout)
        room = None if show.room is None else show.room.id
        if view.show not in (None, show.id) or view.room not in (None, room):
            raise LayoutNotFound(id=layout[:64])


def list_layouts(tx: Session, tenant: str) -> list[LayoutView]:
    """The team's own by name, then ours."""
    query = (
        select(OverlayLayoutRow)
        .where(OverlayLayoutRow.tenant_id == tenant)
        .order_by(OverlayLayoutRow.name, OverlayLayoutRow.id)
    )
    return [*map(_view, tx.scalars(query)), *_ours()]


def get_layout(tx: Session, tenant: str, id_: str) -> LayoutView:
    """Raises LayoutNotFound."""
    ours = next((one for one in _ours() if one.id == id_), None)
    return ours or _view(_row(tx, tenant, id_))


def layouts_for(tx: Session, tenant: str, on: date, *, room: str | None, show: str) -> list[Compiled]:
    """What overlays of a show may be asked to draw: its own, its room's, everybody's, and those that come with OnAir."""
    row = OverlayLayoutRow
    query = select(row).where(
        row.tenant_id == tenant,
        or_(row.show_id == show, row.show_id.is_(None)),
        or_(row.room_id == room, row.room_id.is_(None)),
    )
    own = [
        compiled(one.id, one.name, body_of(one.body), on)
        for one in tx.scalars(query.order_by(row.name, row.id))
    ]
    return [*own, *(compiled(one.id, one.name, one.body, None) for one in _ours())]


def create_layout(tx: Session, actor: Actor, clock: Clock, new: NewLayout) -> LayoutView:
    """Raises LayoutRefused, LayoutMisshapen, TooManyLayouts, NotFound (room, show)."""
    query = select(OverlayLayoutRow.id).where(OverlayLayoutRow.tenant_id == actor.tenant)
    if len(tx.scalars(query.limit(LAYOUTS_MOST)).all()) >= LAYOUTS_MOST:
        raise TooManyLayouts(most=LAYOUTS_MOST)
    body = checked(new, law_day(clock))
    _place(tx, actor.tenant, new)
    row = OverlayLayoutRow(
        tenant_id=actor.tenant, id=new_id("lay", clock), room_id=new.room, show_id=new.show, name=new.name,
        body=msgspec.to_builtins(body), updated_at=clock(), updated_by=actor.id, version=1,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    _remember(tx, row)
    audit(tx, actor, clock, "overlay.create", row.id, after={"name": new.name})
    return _view(row)


def put_layout(
    tx: Session, actor: Actor, clock: Clock, id_: str, new: NewLayout, *, version: int
) -> LayoutView:
    """As a whole; overlays on air follow at once. Raises as `create_layout`, LayoutNotFound, Stale."""
    row = _row(tx, actor.tenant, id_, lock=True)
    body = msgspec.to_builtins(checked(new, law_day(clock)))
    wanted = {"name": new.name, "room": new.room, "show": new.show, "body": body}
    held = {"name": row.name, "room": row.room_id, "show": row.show_id, "body": row.body}
    require_version(version, row.version, wanted, held)
    _place(tx, actor.tenant, new)
    row.name, row.room_id, row.show_id, row.body = new.name, new.room, new.show, body
    row.updated_at, row.updated_by, row.version = clock(), actor.id, row.version + 1
    tx.flush()
    _remember(tx, row)
    audit(
        tx,
        actor,
        clock,
        "overlay.change",
        id_,
        before={"name": held["name"]},
        after={"name": new.name, "version": row.version},
    )
    return _view(row)


def delete_layout(tx: Session, actor: Actor, clock: Clock, id_: str) -> None:
    """Pages that showed it show nothing. Raises LayoutNotFound."""
    row = _row(tx, actor.tenant, id_, lock=True)
    audit(tx, actor, clock, "overlay.delete", id_, before={"name": row.name, "body": row.body})
    version = OverlayVersionRow
    tx.execute(delete(version).where(version.tenant_id == actor.tenant, version.layout_id == id_))
    tx.delete(row)


def versions_of(tx: Session, tenant: str, id_: str) -> list[VersionView]:
    """Newest first. Raises LayoutNotFound."""
    _row(tx, tenant, id_)
    return [VersionView(one.version, one.name, one.at, one.by) for one in tx.scalars(_versions(tenant, id_))]


def version_of(tx: Session, tenant: str, id_: str, version: int) -> LayoutView:
    """What it was; saving it again makes it the newest. Raises LayoutNotFound."""
    row, old = _row(tx, tenant, id_), tx.get(OverlayVersionRow, (tenant, id_, version))
    if old is None:
        raise LayoutNotFound(id=f"{id_[:40]} v{version}")
    body = body_of(old.body)
    return LayoutView(
        id_,
        old.name,
        row.room_id,
        row.show_id,
        body,
        old.at,
        old.by,
        old.version,
    )


def law_day(clock: Clock) -> date:
    """Rules begin and end by the day of the market they are of."""
    return day(clock(), "Asia/Shanghai")


def checked(new: NewLayout, on: date) -> Body:
    """Raises LayoutRefused, LayoutMisshapen."""
    body = shaped(new.body)
    made = compiled("", new.name, body, on)
    if made.refused:
        bad = [mark for mark in made.marks if mark.finding.refused]
        first = bad[0].finding
        raise LayoutRefused(
            n=len(bad),
            matched=first.matched,
            rule=first.rule,
            instrument=first.instrument,
            article=first.article,
            why=first.reason.zh,
            why_en=first.reason.en,
        )
    return body


def shaped(raw: Any) -> Body:
    """Raises LayoutMisshapen."""
    try:
        return body_of(raw)
    except msgspec.ValidationError as error:
        raise LayoutMisshapen(why=str(error)) from None


def plain(layout: OverlayLayout | Body) -> dict[str, Any]:
    """As JSON has it."""
    built: dict[str, Any] = msgspec.to_builtins(layout)
    return built


def settings_of(tx: Session, tenant: str) -> Settled:
    row = tx.get(OverlaySettingRow, tenant)
    if row is None or not row.version:
        return Settled()
    body = row.body
    own = tuple(Own(one["label"], one["key"]) for one in body.get("own", ()))
    return Settled(
        body.get("minimum", MINIMUM),
        own,
        tuple(body.get("ai_rooms", ())),
        tuple(body.get("ai_hosts", ())),
        row.version,
    )


def put_settings(tx: Session, actor: Actor, clock: Clock, new: Settled) -> Settled:
    """`new.version`: the one that was read. Raises Stale."""
    row = locked_or_new(
        tx, lambda: tx.get(OverlaySettingRow, actor.tenant, with_for_update=True),
        lambda: OverlaySettingRow(tenant_id=actor.tenant, body={}, updated_at=clock(), updated_by=actor.id, version=0),
    )  # fmt: skip
    body: dict[str, Any] = {
        "minimum": new.minimum,
        "own": [one._asdict() for one in new.own],
        "ai_rooms": list(new.ai_rooms),
        "ai_hosts": list(new.ai_hosts),
    }
    require_version(new.version, row.version, body, row.body)
    before, row.body = row.body, body
    row.updated_at, row.updated_by, row.version = clock(), actor.id, row.version + 1
    tx.flush()
    audit(tx, actor, clock, "overlay.settings", actor.tenant, before=_told(before), after=_told(body))
    return settings_of(tx, actor.tenant)


# ---- inside


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "own": [one["label"] for one in body.get("own", ())]}


def _ours() -> Sequence[LayoutView]:
    return [
        LayoutView(preset_id(size, lang), name.zh, None, None, preset(size, lang))
        for (size, lang), name in NAMES.items()
    ]


def _row(tx: Session, tenant: str, id_: str, *, lock: bool = False) -> OverlayLayoutRow:
    row = tx.get(OverlayLayoutRow, (tenant, id_), with_for_update=lock or None)
    if row is None:
        raise LayoutNotFound(id=id_[:64])
    return row


def _place(tx: Session, tenant: str, new: NewLayout) -> None:
    if new.room is not None:
        get_room(tx, tenant, new.room)
    if new.show is not None:
        get_show(tx, tenant, new.show)


def _versions(tenant: str, id_: str) -> Any:
    version = OverlayVersionRow
    return (
        select(version)
        .where(version.tenant_id == tenant, version.layout_id == id_)
        .order_by(version.version.desc())
    )


def _remember(tx: Session, row: OverlayLayoutRow) -> None:
    tx.add(
        OverlayVersionRow(
            tenant_id=row.tenant_id,
            layout_id=row.id,
            version=row.version,
            name=row.name,
            body=row.body,
            at=row.updated_at,
            by=row.updated_by,
        )
    )
    version = OverlayVersionRow
    old = (
        version.tenant_id == row.tenant_id,
        version.layout_id == row.id,
        version.version <= row.version - VERSIONS_KEPT,
    )
    tx.execute(delete(version).where(*old))


def _view(row: OverlayLayoutRow) -> LayoutView:
    body = body_of(row.body)
    return LayoutView(
        row.id,
        row.name,
        row.room_id,
        row.show_id,
        body,
        row.updated_at,
        row.updated_by,
        row.version,
    )
