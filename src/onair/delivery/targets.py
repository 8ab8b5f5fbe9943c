"""Use cases of targets: made, changed, tried, removed. Their settings go into the vault and never come back."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.connectors.addresses import bad
from onair.connectors.ports import Use, sender_manifest, senders
from onair.delivery.model import Target
from onair.delivery.vault import Vault
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.i18n import Text
from onair.kernel.ids import new_id
from onair.trade.versions import require_version

REFUSED_MAX = 5
"""Refusals in a row after which a target switches itself off: what is queued waits instead of failing."""


class TargetNotFound(NotFound):
    code = "target_not_found"
    zh = "没有发送通道 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no target {id}, or it belongs to another team. Nothing was changed."


class TargetView(NamedTuple):
    """`shown`: where it goes, without secrets. `trouble`: why it switched itself off (see reasons)."""

    id: str
    kind: str
    name: str
    channel: str | None
    shown: str
    enabled: bool
    dry_run: bool
    trouble: str | None
    hold_until: int
    last_sent_at: int | None
    version: int


class NewTarget(NamedTuple):
    """`config`: values by the names of the sender's manifest."""

    kind: str
    name: str
    channel: str | None
    config: Mapping[str, str]


def create_target(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, new: NewTarget, *, private: bool
) -> TargetView:
    """Raises BadTarget, BadInput (kind)."""
    config = _checked(new.kind, new.config, Use(new.channel, private))
    row = Target(
        id=new_id("tgt", clock), tenant_id=actor.tenant, kind=new.kind, name=new.name, channel=new.channel,
        sealed=b"", shown=senders()[new.kind].shown(config), enabled=True, dry_run=False, trouble=None, refused=0,
        hold_until=0, last_sent_at=None, removed_at=None, created_at=clock(), version=1,
    )  # fmt: skip
    row.sealed = vault.seal(json.dumps(config), "target", row.tenant_id, row.id)
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "target.create", row.id, after=_facts(row))
    return _view(row)


def change_target(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, target: str, *, version: int, changes: Mapping[str, Any],
    private: bool,
) -> TargetView:  # fmt: skip
    """`changes` of name, enabled, dry_run, config (as a whole). Raises TargetNotFound, Stale, BadTarget.

    Switching it on again forgets why it went off.
    """
    row = _row(tx, actor.tenant, target)
    before = _facts(row)
    clean = {name: value for name, value in changes.items() if name != "config"}
    require_version(version, row.version, clean, before)
    if "config" in changes:
        config = _checked(row.kind, changes["config"], Use(row.channel, private))
        row.sealed = vault.seal(json.dumps(config), "target", row.tenant_id, row.id)
        row.shown = senders()[row.kind].shown(config)
    for name, value in clean.items():
        setattr(row, name, value)
    if clean.get("enabled") or "config" in changes:
        row.trouble, row.refused, row.hold_until = None, 0, 0
    row.version += 1
    after = _facts(row) | ({"config": "***"} if "config" in changes else {})
    audit(tx, actor, clock, "target.change", row.id, before=before, after=after)
    return _view(row)


def remove_target(tx: Session, actor: Actor, clock: Clock, target: str) -> None:
    """Its settings are gone at once; what waits for it is blocked when its turn comes. Raises TargetNotFound."""
    row = _row(tx, actor.tenant, target)
    before = _facts(row)
    row.removed_at, row.enabled, row.sealed = clock(), False, bytes(len(row.sealed))
    audit(tx, actor, clock, "target.remove", row.id, before=before)


def targets(tx: Session, tenant: str) -> list[TargetView]:
    """Those in use, oldest first."""
    query = select(Target).where(Target.tenant_id == tenant, Target.removed_at.is_(None))
    return [_view(row) for row in tx.scalars(query.order_by(Target.id))]


def get_target(tx: Session, tenant: str, target: str) -> TargetView:
    """Raises TargetNotFound."""
    return _view(_row(tx, tenant, target, lock=False))


def _checked(kind: str, given: Mapping[str, str], use: Use) -> dict[str, str]:
    if kind not in senders():
        raise BadInput(why=f"{kind[:40]} ∉ {', '.join(senders())}")
    manifest = sender_manifest(kind)
    if use.channel is not None and use.channel not in manifest.channels:
        raise bad("channel", Text("这种通道不能发给这个渠道的人", "this kind does not reach people that way"))
    if use.channel is None and not manifest.staff:
        raise bad(
            "channel", Text("这种通道只发给个人，请选渠道", "this kind reaches persons only: name the way")
        )
    fields = {field.name: field for field in manifest.fields}
    for name in given.keys() - fields.keys():
        raise bad(name[:40], Text("没有这个设置项", "there is no such setting"))
    config = {name: given.get(name, "").strip() for name in fields}
    for field in manifest.fields:
        value = config[field.name]
        if field.required and not value:
            raise bad(field.name, Text("不能为空", "it must not be empty"))
        if field.choices and value not in field.choices:
            raise bad(
                field.name, Text("可选 " + "、".join(field.choices), "one of " + ", ".join(field.choices))
            )
        if any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise bad(field.name, Text("含有不可见字符", "it has an invisible character"))
    senders()[kind].check(config, use)
    return config


def _row(tx: Session, tenant: str, target: str, *, lock: bool = True) -> Target:
    row = tx.get(Target, target, with_for_update=True if lock else None)
    if row is None or row.tenant_id != tenant or row.removed_at is not None:
        raise TargetNotFound(id=target)
    return row


def _facts(row: Target) -> dict[str, Any]:
    names = ("kind", "name", "channel", "shown", "enabled", "dry_run", "trouble")
    return {name: getattr(row, name) for name in names}


def _view(row: Target) -> TargetView:
    return TargetView(
        row.id, row.kind, row.name, row.channel, row.shown, row.enabled, row.dry_run, row.trouble, row.hold_until,
        row.last_sent_at, row.version,
    )  # fmt: skip
