"""Use cases around a broadcast that are ordinary rows: links, and notes of unknown fields."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onair.access.roles import Actor
from onair.access.secrets import digest
from onair.access.service import audit
from onair.during.broadcast.frames import View
from onair.during.broadcast.model import IntakeNote, ViewToken
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.errors import NotFound, Unavailable
from onair.kernel.ids import new_id, new_secret
from onair.store.db import Database
from onair.trade.service import ShowView, get_show

PATHS: dict[str, str] = {"overlay": "/o/", "prompter": "/p/", "wall": "/w/"}


class NoToken(NotFound):
    code = "token_not_found"
    zh = "没有这个链接，或者它已经停用。没有任何改动。"
    en = "There is no such link, or it was revoked. Nothing was changed."


class LayoutNotFound(NotFound):
    code = "overlay_layout_not_found"
    zh = "没有贴片布局「{id}」，或者它已被删除、不属于这一场。没有任何改动，请从列表里重新选。"
    en = "There is no overlay layout {id} for this, or it was deleted. Nothing was changed; choose from the list again."


@runtime_checkable
class Layouts(Protocol):
    """What overlays can draw: kept by a room above. Worker threads."""

    def require_layout(self, tx: Session, tenant: str, show: ShowView, layout: str) -> None:
        """Raises LayoutNotFound: it is not there, or another show's or room's."""


@dataclass(frozen=True, slots=True)
class TokenView:
    """A link as listed; `secret` only in the answer to its creation; `seen_at`: used last, to the minute."""

    id: str
    show: str
    view: str
    created_by: str
    created_at: int
    name: str = ""
    seen_at: int | None = None
    secret: str | None = None
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    source: str
    field: str
    n: int
    first_at: int
    last_at: int


def create_token(
    tx: Session,
    actor: Actor,
    clock: Clock,
    show: str,
    view: View,
    *,
    name: str = "",
    layout: str | None = None,
    layouts: Layouts | None = None,
) -> TokenView:
    """`name`: which screen it is for; `layout`: what an overlay draws. Raises ShowNotFound, LayoutNotFound."""
    held = get_show(tx, actor.tenant, show)
    if view == "overlay" and layout is not None and layouts is not None:
        layouts.require_layout(tx, actor.tenant, held, layout)
    secret = new_secret()
    row = ViewToken(
        id=new_id("tok", clock), tenant_id=actor.tenant, show_id=show, view=view, hash=digest(secret),
        created_by=actor.id, created_at=clock(), revoked_at=None, name=name, seen_at=None,
        layout=layout if view == "overlay" else None,
    )  # fmt: skip
    tx.add(row)
    audit(tx, actor, clock, "token.create", row.id, after={"show": show, "view": view, "name": name})
    return _view(row, secret)


def list_tokens(tx: Session, tenant: str, show: str) -> list[TokenView]:
    """Live links of a show, oldest first. Raises ShowNotFound."""
    get_show(tx, tenant, show)
    query = select(ViewToken).where(
        ViewToken.tenant_id == tenant, ViewToken.show_id == show, ViewToken.revoked_at.is_(None)
    )
    return [_view(row) for row in tx.scalars(query.order_by(ViewToken.id))]


def revoke_token(tx: Session, actor: Actor, clock: Clock, show: str, token: str) -> None:
    """Its streams are ended by who asks (`Hub.hang_up`), and within 5 s in any case. Raises NoToken."""
    row = tx.get(ViewToken, token)
    if row is None or row.tenant_id != actor.tenant or row.show_id != show or row.revoked_at is not None:
        raise NoToken
    row.revoked_at = clock()
    audit(tx, actor, clock, "token.revoke", row.id, before={"show": show, "view": row.view})


def _view(row: ViewToken, secret: str | None = None) -> TokenView:
    return TokenView(
        row.id,
        row.show_id,
        row.view,
        row.created_by,
        row.created_at,
        row.name,
        row.seen_at,
        secret,
        row.layout,
    )


def token_names(tx: Session, tenant: str) -> Mapping[str, str]:
    """Links that have a name, revoked ones too: what was done with them keeps its name."""
    query = select(ViewToken.id, ViewToken.name).where(ViewToken.tenant_id == tenant, ViewToken.name != "")
    return {row.id: row.name for row in tx.execute(query)}


class Links:
    """Who stands behind a link (access.web.TokenReader), and when it was used last."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def actor_for_token(self, token: str) -> Actor | None:
        with self._db.read() as tx:
            row = tx.scalars(select(ViewToken).where(ViewToken.hash == digest(token))).first()
            if row is None or row.revoked_at is not None:
                return None
            actor = Actor(
                tenant=row.tenant_id, kind="token", id=row.id, name=row.name, show=row.show_id, view=row.view
            )
            seen, now = row.seen_at, self._clock()
        if seen is None or now - seen >= MINUTE_MS:
            self._used(actor.id, now)
        return actor

    def _used(self, token: str, now: int) -> None:
        with suppress(Unavailable), self._db.write() as tx:  # a full disk must not turn the host's screen off
            tx.execute(update(ViewToken).where(ViewToken.id == token).values(seen_at=now))


def note_unknown(
    tx: Session, clock: Clock, *, tenant: str, show: str, source: str, fields: dict[str, int]
) -> None:
    """Count dropped fields of a source."""
    now = clock()
    for field, n in fields.items():
        row = tx.get(IntakeNote, (tenant, show, source[:64], field[:64]))
        if row is None:
            tx.add(
                IntakeNote(
                    tenant_id=tenant,
                    show_id=show,
                    source=source[:64],
                    field=field[:64],
                    n=n,
                    first_at=now,
                    last_at=now,
                )
            )
        else:
            row.n, row.last_at = row.n + n, now


def notes(tx: Session, tenant: str, show: str) -> list[NoteView]:
    """What sources of this show send in vain. Raises ShowNotFound."""
    get_show(tx, tenant, show)
    query = select(IntakeNote).where(IntakeNote.tenant_id == tenant, IntakeNote.show_id == show)
    rows = tx.scalars(query.order_by(IntakeNote.source, IntakeNote.field).limit(1000))
    return [NoteView(row.source, row.field, row.n, row.first_at, row.last_at) for row in rows]
