"""Use cases of connections: made, rotated, revoked; and of the inbox behind each."""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from onair.access.roles import Actor
from onair.access.secrets import sign
from onair.access.service import audit
from onair.connectors.standard_webhooks.verify import PREFIX
from onair.during.intake.model import Connection, Inbox
from onair.during.intake.pulse import NOTHING, Heard
from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import AnyEvent
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.ids import new_id
from onair.trade.service import get_room

CONNECTORS = ("standard_webhooks",)
OLD_SECRET_MS = DAY_MS
"""After a rotation both secrets are good for this long."""
INBOX_MAX = 10_000
"""Deliveries that wait in one inbox; more are refused until somebody attaches or empties it."""
LISTED_MAX = 200


class NoConnection(NotFound):
    code = "connection_not_found"
    zh = "没有这个接入，或者它不属于您的团队。没有接收任何内容。"
    en = "There is no such connection, or not for you. Nothing was accepted."


class ConnectionGone(NotFound):
    """410: senders that keep to the specification stop by themselves."""

    code, status = "connection_revoked", 410
    zh = "这个接入已经停用。没有接收任何内容，请停止发送。"
    en = "This connection was revoked. Nothing was accepted; stop sending."


class UnknownConnector(BadInput):
    code = "unknown_connector"
    zh = "没有「{connector}」这种接入。没有保存，可用：{known}。"
    en = "There is no connector {connector}. Nothing was saved; there are: {known}."


class InboxFull(Conflict):
    code, status = "inbox_full", 429
    zh = "收件箱已满（{limit}），这一批没有接收。请先把里面的内容归入场次。"
    en = "The inbox is full ({limit}); this delivery was not accepted. Attach what is in it to a show first."


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """`waiting`: events in the inbox. `heard`: as it was kept; the newest few seconds only the process knows.

    `secret` only in the answers to creation and rotation.
    """

    id: str
    tenant: str
    connector: str
    room: str
    name: str
    generation: int
    rotated_at: int | None
    created_at: int
    revoked_at: int | None
    waiting: int = 0
    secret: str | None = None
    heard: Heard = NOTHING


@dataclass(frozen=True, slots=True)
class Delivery:
    id: str
    webhook_id: str
    received_at: int
    first_at: int
    last_at: int
    types: dict[str, int]


def secret_of(installation: bytes, connection: str, generation: int) -> str:
    """`whsec_…` of one generation: 32 bytes that can always be derived again and are stored nowhere."""
    return (
        PREFIX
        + base64.b64encode(bytes.fromhex(sign(installation, "webhook", connection, str(generation)))).decode()
    )


def live_secrets(installation: bytes, view: ConnectionView, now: int) -> list[str]:
    """The newest, and for a day the one before."""
    found = [secret_of(installation, view.id, view.generation)]
    if view.rotated_at is not None and now - view.rotated_at < OLD_SECRET_MS:
        found.append(secret_of(installation, view.id, view.generation - 1))
    return found


def create_connection(
    tx: Session, actor: Actor, clock: Clock, installation: bytes, *, connector: str, room: str, name: str
) -> ConnectionView:
    """Raises UnknownConnector, NotFound (room)."""
    if connector not in CONNECTORS:
        raise UnknownConnector(connector=connector, known=", ".join(CONNECTORS))
    get_room(tx, actor.tenant, room)
    row = Connection(
        id=new_id("con", clock), tenant_id=actor.tenant, connector=connector, room_id=room, name=name, generation=1,
        rotated_at=None, created_at=clock(), revoked_at=None, heard_since=clock(),
    )  # fmt: skip
    tx.add(row)
    audit(
        tx,
        actor,
        clock,
        "connection.create",
        row.id,
        after={"connector": connector, "room": room, "name": name},
    )
    return _view(row, secret=secret_of(installation, row.id, 1))


def list_connections(tx: Session, tenant: str) -> list[ConnectionView]:
    """Those in use, oldest first."""
    query = select(Connection).where(Connection.tenant_id == tenant, Connection.revoked_at.is_(None))
    waiting = select(Inbox.connection_id, func.sum(Inbox.n)).where(
        Inbox.tenant_id == tenant, Inbox.show_id.is_(None)
    )
    held = {row[0]: int(row[1]) for row in tx.execute(waiting.group_by(Inbox.connection_id))}
    came = select(Inbox.connection_id, func.max(Inbox.received_at)).where(Inbox.tenant_id == tenant)
    newest = {row[0]: int(row[1]) for row in tx.execute(came.group_by(Inbox.connection_id))}
    rows = tx.scalars(query.order_by(Connection.id))
    return [_view(row, held.get(row.id, 0), waited=newest.get(row.id)) for row in rows]


def keep_heard(tx: Session, heard: Mapping[str, Heard]) -> None:
    """What each connection brought and was refused last; never back to something older."""
    for row in tx.scalars(select(Connection).where(Connection.id.in_(heard)).with_for_update()):
        kept = _heard(row).newer(heard[row.id])
        row.last_at, row.error_at, row.error_code = kept.last_at, kept.error_at, kept.error_code


def rotate(tx: Session, actor: Actor, clock: Clock, installation: bytes, connection: str) -> ConnectionView:
    """A new secret; the old one stays good for a day. Raises NoConnection."""
    row = _row(tx, actor.tenant, connection)
    row.generation, row.rotated_at = row.generation + 1, clock()
    audit(tx, actor, clock, "connection.rotate", row.id, after={"generation": row.generation})
    return _view(row, secret=secret_of(installation, row.id, row.generation))


def revoke(tx: Session, actor: Actor, clock: Clock, connection: str) -> None:
    """Senders get 410 from now on; the inbox stays. Raises NoConnection."""
    row = _row(tx, actor.tenant, connection)
    row.revoked_at = clock()
    audit(tx, actor, clock, "connection.revoke", row.id, before={"name": row.name})


def find_connection(tx: Session, connection: str) -> ConnectionView:
    """Of whatever tenant: the signature will tell. Raises NoConnection, ConnectionGone."""
    row = tx.get(Connection, connection)
    if row is None:
        raise NoConnection
    if row.revoked_at is not None:
        raise ConnectionGone
    return _view(row)


def keep(
    tx: Session, clock: Clock, view: ConnectionView, webhook_id: str, events: Sequence[AnyEvent]
) -> bool:
    """Put events without a show into the inbox; False = this delivery is there already. Raises InboxFull."""
    held = select(Inbox.id).where(Inbox.connection_id == view.id, Inbox.webhook_id == webhook_id)
    if tx.scalars(held).first() is not None:
        return False
    waiting = select(func.count()).where(Inbox.connection_id == view.id, Inbox.show_id.is_(None))
    if tx.execute(waiting).scalar_one() >= INBOX_MAX:
        raise InboxFull(limit=INBOX_MAX)
    times = [event.at for event in events]
    row = Inbox(
        id=new_id("inb", clock), tenant_id=view.tenant, connection_id=view.id, webhook_id=webhook_id,
        received_at=clock(), first_at=min(times), last_at=max(times), n=len(events), codec=CODEC_VERSION,
        body=encode_batch(events), show_id=None,
    )  # fmt: skip
    tx.add(row)
    return True


def inbox(tx: Session, tenant: str, connection: str) -> list[Delivery]:
    """The oldest deliveries that wait. Raises NoConnection."""
    _row(tx, tenant, connection)
    query = _waiting(connection).limit(LISTED_MAX)
    return [
        Delivery(row.id, row.webhook_id, row.received_at, row.first_at, row.last_at, dict(_types(row)))
        for row in tx.scalars(query)
    ]


def waiting_batches(tx: Session, tenant: str, connection: str) -> list[tuple[str, int, list[AnyEvent]]]:
    """(id, received_at, events) of the oldest deliveries that wait. Raises NoConnection."""
    _row(tx, tenant, connection)
    rows = tx.scalars(_waiting(connection).limit(LISTED_MAX))
    return [(row.id, row.received_at, decode_batch(row.body, row.codec)) for row in rows]


def mark_attached(
    tx: Session, actor: Actor, clock: Clock, connection: str, *, show: str, ids: Sequence[str]
) -> None:
    """After the show's log has them."""
    for row in tx.scalars(select(Inbox).where(Inbox.id.in_(ids), Inbox.tenant_id == actor.tenant)):
        row.show_id = show
    audit(tx, actor, clock, "inbox.attach", connection, after={"show": show, "deliveries": len(ids)})


def _waiting(connection: str) -> Select[Inbox]:
    return select(Inbox).where(Inbox.connection_id == connection, Inbox.show_id.is_(None)).order_by(Inbox.id)


def _types(row: Inbox) -> Counter[str]:
    return Counter(str(type(event).__struct_config__.tag) for event in decode_batch(row.body, row.codec))


def _row(tx: Session, tenant: str, connection: str) -> Connection:
    row = tx.get(Connection, connection)
    if row is None or row.tenant_id != tenant or row.revoked_at is not None:
        raise NoConnection
    return row


def _heard(row: Connection) -> Heard:
    return Heard(row.last_at, row.error_at, row.error_code, row.heard_since)


def _view(
    row: Connection, waiting: int = 0, secret: str | None = None, waited: int | None = None
) -> ConnectionView:
    """`waited`: when the newest delivery came into the inbox (ms)."""
    return ConnectionView(
        row.id, row.tenant_id, row.connector, row.room_id, row.name, row.generation, row.rotated_at, row.created_at,
        row.revoked_at, waiting, secret, _heard(row).newer(Heard(waited)),
    )  # fmt: skip
