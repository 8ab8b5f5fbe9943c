"""Use cases: teach a table, look what is known, forget it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.after.reports.meaning import entry
from onair.after.reports.model import ReportLayout
from onair.after.reports.problems import LayoutNotFound, LayoutWrong
from onair.connectors.reports.layout import Column, Grain, Layout, Role, layouts
from onair.files.headers import is_personal, normalise, signature
from onair.files.values import DayOrder, RateUnit
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text
from onair.kernel.ids import new_id

MAPPED_LEAST = 2
"""Columns with a meaning: fewer would take any table for this one."""
NEEDS: dict[Grain, tuple[Role, ...]] = {
    "minute": ("at",), "channel": ("channel",), "product": ("product", "product_id"), "video": ("video",), "ad_hour": ("at",),
    "ad_10min": ("at",),
}  # fmt: skip
"""Grain → one of these roles tells its rows apart."""


ROLES: dict[Role, Text] = {
    "account": Text("账号名称", "account's name"), "account_id": Text("账号编号", "account's id"),
    "title": Text("场次标题", "show's title"), "room": Text("场次编号", "show's id"), "start": Text("开播时间", "start"),
    "end": Text("下播时间", "end"), "span": Text("起止时间（一列）", "start and end in one"), "at": Text("时间", "time"),
    "channel": Text("渠道名称", "channel"), "product": Text("商品名称", "product's name"),
    "product_id": Text("商品编号", "product's id"), "video": Text("短视频", "video"), "host": Text("主播", "host"),
}  # fmt: skip
"""What a column of a taught table may be besides a metric."""


class Taught(NamedTuple):
    """One column as a person explained it; `metric` or `role`. `unit`: of a rate without %."""

    header: str
    metric: str | None
    role: Role | None
    unit: RateUnit | None = None


class Lesson(NamedTuple):
    name: str
    platform: str
    grain: Grain
    columns: Sequence[Taught]
    day_order: DayOrder | None = None
    currency: str | None = None


def known_layouts(tx: Session, tenant: str) -> list[Layout]:
    """Those that come with the program, and the team's own."""
    return [*layouts().values(), *(layout_of(row) for row in learnt(tx, tenant))]


def learnt(tx: Session, tenant: str) -> list[ReportLayout]:
    query = (
        select(ReportLayout)
        .where(ReportLayout.tenant_id == tenant, ReportLayout.retired_at.is_(None))
        .order_by(ReportLayout.created_at, ReportLayout.id)
    )
    return list(tx.scalars(query))


def layout_of(row: ReportLayout) -> Layout:
    return msgspec.convert(row.body, Layout)


def learn(tx: Session, actor: Actor, clock: Clock, lesson: Lesson) -> ReportLayout:
    """A table of the same headers taught before is retired: its files keep the version they were read with.

    Raises LayoutWrong.
    """
    columns = _columns(lesson)
    signed = signature(column.headers[0] for column in columns)
    older = tx.scalars(
        select(ReportLayout).where(ReportLayout.tenant_id == actor.tenant, ReportLayout.signature == signed)
    ).all()
    for row in older:
        row.retired_at = row.retired_at or clock()
    version = max((row.version for row in older), default=0) + 1
    layout = Layout(
        name=f"learnt_{signed[:12]}", version=str(version), platform=lesson.platform, grain=lesson.grain,
        title={"zh": lesson.name, "en": lesson.name}, columns=columns, day_order=lesson.day_order,
        currency=lesson.currency, signature=tuple(column.headers[0] for column in columns),
    )  # fmt: skip
    row = ReportLayout(
        id=new_id("rpl", clock), tenant_id=actor.tenant, signature=signed, version=version,
        body=_body(layout), created_by=actor.id, created_at=clock(), retired_at=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "report.learn", row.id, after={"name": lesson.name, "columns": len(columns)})
    return row


def forget(tx: Session, actor: Actor, clock: Clock, layout_id: str) -> None:
    """No file is taken for it any more; what was kept stays. Raises LayoutNotFound."""
    row = tx.get(ReportLayout, layout_id)
    if row is None or row.tenant_id != actor.tenant or row.retired_at is not None:
        raise LayoutNotFound()
    row.retired_at = clock()
    audit(tx, actor, clock, "report.forget", row.id)


def _columns(lesson: Lesson) -> tuple[Column, ...]:
    found = [_column(taught) for taught in lesson.columns if taught.metric or taught.role]
    _once([normalise(column.headers[0]) for column in found], "列名", "header")
    _once([str(column.metric or column.role) for column in found], "含义", "meaning")
    if len(found) < MAPPED_LEAST or not any(column.metric for column in found):
        raise LayoutWrong(
            zh=f"至少说明 {MAPPED_LEAST} 列，其中至少一列是指标",
            en=f"explain at least {MAPPED_LEAST} columns, one of them a metric",
        )
    needed = NEEDS.get(lesson.grain)
    if needed and not any(column.role in needed for column in found):
        words = [ROLES[role] for role in needed]
        raise LayoutWrong(
            zh="还缺一列：" + "或".join(word.zh for word in words),
            en="a column is missing: " + " or ".join(word.en for word in words),
        )
    return tuple(found)


def _once(told: list[str], zh: str, en: str) -> None:
    for twice in sorted({one for one in told if told.count(one) > 1}):
        raise LayoutWrong(zh=f"{zh}出现了两次：{twice[:40]}", en=f"a {en} stands twice: {twice[:40]}")


def _column(taught: Taught) -> Column:
    header = taught.header[:40]
    if is_personal(taught.header) or not normalise(taught.header):
        raise LayoutWrong(zh=f"个人信息列不导入：{header}", en=f"a personal column is never kept: {header}")
    if not taught.metric:
        return Column(headers=(taught.header,), role=taught.role)
    try:
        entry(taught.metric)
    except KeyError:
        unknown = taught.metric[:40]
        raise LayoutWrong(zh=f"没有指标 {unknown}", en=f"there is no metric {unknown}") from None
    return Column(headers=(taught.header,), metric=taught.metric, unit=taught.unit)


def _body(layout: Layout) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(layout)
    return body
