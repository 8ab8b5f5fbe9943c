"""Use cases of signal sources: made, changed, removed. Their settings go into the vault; only watching opens them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.secrets import same, sign
from onair.access.service import Actor, audit
from onair.connectors.signal_kinds import signal_manifest, signals
from onair.connectors.signals import Part
from onair.delivery.service import Vault
from onair.during.signal.checking import checked
from onair.during.signal.model import SignalSource
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.trade.service import get_room
from onair.trade.versions import require_version

OutputName = Literal["main", "backup"]
ROOM_MAX = 12
MAIN = "main."
"""Before what was remembered of the main line; no field of a form is called so."""


class NoSource(NotFound):
    code = "signal_source_not_found"
    zh = "没有这个信号来源，或者它不属于您的团队。没有任何改动。"
    en = "There is no such signal source, or it belongs to another team. Nothing was changed."


class TooManySources(Conflict):
    code = "too_many_signal_sources"
    zh = "一个直播间最多 {limit} 个信号来源。没有保存，请先删掉不用的。"
    en = "A room has {limit} signal sources at most. Nothing was saved; remove one that is not used."


@dataclass(frozen=True, slots=True)
class SourceView:
    """`backup`: it can switch to a backup line."""

    id: str
    tenant: str
    room: str
    kind: str
    output: str
    name: str
    shown: str
    backup: bool
    created_at: int
    version: int

    @property
    def part(self) -> Part:
        return signal_manifest(self.kind).part


@dataclass(frozen=True, slots=True)
class NewSource:
    """`config`: values by the names of the connector's manifest."""

    room: str
    kind: str
    output: OutputName
    name: str
    config: Mapping[str, str]


def create_source(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, new: NewSource, *, private: bool
) -> SourceView:
    """Raises BadTarget, BadInput (kind), NotFound (room), TooManySources."""
    config = checked(new.kind, new.config, private=private)
    get_room(tx, actor.tenant, new.room)
    if len(sources(tx, actor.tenant, new.room)) >= ROOM_MAX:
        raise TooManySources(limit=ROOM_MAX)
    row = SignalSource(
        id=new_id("sig", clock), tenant_id=actor.tenant, room_id=new.room, kind=new.kind, output=new.output,
        name=new.name, sealed=b"", shown=signals()[new.kind].shown(config), backup=bool(config.get("backup_server")),
        created_at=clock(), removed_at=None, version=1,
    )  # fmt: skip
    row.sealed = vault.seal(json.dumps(config), SignalSource.SEALED_AS, row.tenant_id, row.id)
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "signal.create", row.id, after=_facts(row))
    return _view(row)


def change_source(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, source: str, *, version: int, changes: Mapping[str, Any],
    private: bool,
) -> SourceView:  # fmt: skip
    """`changes` of name, output, config (as a whole; a secret left out stays). Raises NoSource, Stale, BadTarget."""
    row = _row(tx, actor.tenant, source, lock=True)
    before = _facts(row)
    clean = {name: value for name, value in changes.items() if name != "config"}
    require_version(version, row.version, clean, before)
    if "config" in changes:
        config = checked(row.kind, _completed(row, vault, changes["config"]), private=private)
        kept = {name: value for name, value in _opened(row, vault).items() if name.startswith(MAIN)}
        config = {**config, **kept}
        row.sealed = vault.seal(json.dumps(config), SignalSource.SEALED_AS, row.tenant_id, row.id)
        row.shown, row.backup = signals()[row.kind].shown(config), bool(config.get("backup_server"))
    for name, value in clean.items():
        setattr(row, name, value)
    row.version += 1
    after = _facts(row) | ({"config": "***"} if "config" in changes else {})
    audit(tx, actor, clock, "signal.change", row.id, before=before, after=after)
    return _view(row)


def remove_source(tx: Session, actor: Actor, clock: Clock, source: str) -> None:
    """Its settings are gone at once. Raises NoSource."""
    row = _row(tx, actor.tenant, source, lock=True)
    before = _facts(row)
    row.removed_at, row.sealed = clock(), bytes(len(row.sealed))
    audit(tx, actor, clock, "signal.remove", row.id, before=before)


def sources(tx: Session, tenant: str, room: str | None = None) -> list[SourceView]:
    """Those in use, oldest first."""
    query = select(SignalSource).where(SignalSource.tenant_id == tenant, SignalSource.removed_at.is_(None))
    if room is not None:
        query = query.where(SignalSource.room_id == room)
    return [_view(row) for row in tx.scalars(query.order_by(SignalSource.id))]


def get_source(tx: Session, tenant: str, source: str) -> SourceView:
    """Raises NoSource."""
    return _view(_row(tx, tenant, source))


def find_source(tx: Session, source: str) -> SourceView | None:
    """Of whatever team: the secret in the address will tell."""
    row = tx.get(SignalSource, source)
    return None if row is None or row.removed_at is not None else _view(row)


def settings_of(tx: Session, vault: Vault, source: str) -> dict[str, str]:
    """What is sealed of it, for watching and for orders. Raises NoSource, SealBroken."""
    row = tx.get(SignalSource, source)
    if row is None or row.removed_at is not None:
        raise NoSource
    return _opened(row, vault)


def remember(tx: Session, vault: Vault, source: str, main: Mapping[str, str]) -> None:
    """Where an encoder sent to before it went to the backup line, so that it can go back. Raises NoSource."""
    row = tx.get(SignalSource, source, with_for_update=True)
    if row is None or row.removed_at is not None:
        raise NoSource
    config = _opened(row, vault) | {f"{MAIN}{name}": value for name, value in main.items()}
    row.sealed = vault.seal(json.dumps(config), SignalSource.SEALED_AS, row.tenant_id, row.id)


def call_secret(installation: bytes, source: str) -> str:
    """The secret in the address that a relay calls back; it is stored nowhere."""
    return sign(installation, "signal", source)[:40]


def may_call(installation: bytes, source: str, given: str) -> bool:
    return same(call_secret(installation, source), given)


def _completed(row: SignalSource, vault: Vault, given: Mapping[str, str]) -> dict[str, str]:
    """Secrets that were not typed again stay as they are."""
    held = _opened(row, vault)
    fields = signal_manifest(row.kind).fields
    return {
        **{
            field.name: held.get(field.name, "")
            for field in fields
            if field.secret and field.name not in given
        },
        **given,
    }


def _opened(row: SignalSource, vault: Vault) -> dict[str, str]:
    text = vault.open(row.sealed, SignalSource.SEALED_AS, row.tenant_id, row.id)
    found: dict[str, str] = json.loads(text)
    return found


def _row(tx: Session, tenant: str, source: str, *, lock: bool = False) -> SignalSource:
    row = tx.get(SignalSource, source, with_for_update=True if lock else None)
    if row is None or row.tenant_id != tenant or row.removed_at is not None:
        raise NoSource
    return row


def _facts(row: SignalSource) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("kind", "room_id", "output", "name", "shown")}


def _view(row: SignalSource) -> SourceView:
    return SourceView(
        row.id, row.tenant_id, row.room_id, row.kind, row.output, row.name, row.shown, row.backup, row.created_at,
        row.version,
    )  # fmt: skip
