"""Use cases of the outbox for those who have something to say: put in, look up, take back, settle by hand."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.compliance.service import PURPOSES
from onair.delivery.model import Outgoing, Target
from onair.delivery.targets import TargetNotFound
from onair.kernel import paging
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.ids import new_id

STATES = ("queued", "sending", "sent", "failed", "blocked", "unknown", "dry", "cancelled", "confirm_wait")
SETTLED_BY = {
    "unknown": ("arrived", "not_arrived", "again"),
    "failed": ("again",),
    "confirm_wait": ("arrived", "not_arrived"),
    "dry": ("again",),
}
"""By state: what a person may say. A task that waits is not made a second time while it may still be confirmed."""
CAPS = ("cap_day", "cap_week")
"""What was blocked for these may go once the cap allows it; it is asked again then."""
RECALLED = "recalled"
KEY_MAX, TITLE_MAX, TEXT_MAX, LINK_MAX = 200, 200, 4000, 2000
EXPIRES_MS = DAY_MS
AT_ONCE = 500
PAGE = 100
STAFF = "staff"
"""Category of messages to staff groups; to a person it is the purpose that they agreed to."""


class MessageNotFound(NotFound):
    code = "message_not_found"
    zh = "发件箱里没有这条消息，或者它不属于您的团队。没有任何改动。"
    en = "There is no such message in the outbox, or not for you. Nothing was changed."


class NotUnknown(Conflict):
    code = "message_settled"
    zh = "这条消息已经有结果（{state}）。没有任何改动，请刷新后再看。"
    en = "This message has its outcome already ({state}). Nothing was changed; reload and look again."


class Message(NamedTuple):
    """`key`: the caller's own; the same key again is the same message. `payload`: title, text and maybe link.

    `kind`: what it is (e.g. warmup, alert, test); `category`: staff, or the purpose a person agreed to.
    `due_at` ms; `expires_at` None = a day later.
    """

    key: str
    target: str
    kind: str
    payload: Mapping[str, Any]
    due_at: int
    person: str | None = None
    category: str = STAFF
    expires_at: int | None = None


class Sent(NamedTuple):
    """`state` one of STATES: `unknown` = it may or may not have arrived and a person decides; `dry` = dry run.

    `at`: ms of the last change; `detail`: a code, see `reasons.reason`.
    """

    state: str
    at: int
    detail: str


class Row(NamedTuple):
    """A message as the list shows it."""

    id: str
    key: str
    target: str
    kind: str
    category: str
    person: str | None
    title: str
    due_at: int
    state: str
    detail: str
    attempts: int
    at: int


def enqueue(tx: Session, tenant: str, clock: Clock, message: Message) -> str:
    """→ its id; idempotent on the key. Raises TargetNotFound, BadInput."""
    return enqueue_all(tx, tenant, clock, [message])[0]


def enqueue_all(tx: Session, tenant: str, clock: Clock, messages: Sequence[Message]) -> list[str]:
    """Many at once, in their order. Nothing is put in when one of them does not fit. What was recalled goes anew."""
    goals = {row.id: row for row in tx.scalars(select(Target).where(Target.tenant_id == tenant))}
    for message in messages:
        _check(message, goals)
    held = _held(tx, tenant, (message.key for message in messages))
    recalled = _recalled(tx, tenant, (message.key for message in messages))
    now, found = clock(), []
    for message in messages:
        if message.key in recalled:
            _renew(recalled[message.key], message, now)
        elif message.key not in held:
            row = _row_of(message, tenant, clock, now)
            tx.add(row)
            held[message.key] = row.id
        found.append(held[message.key])
    tx.flush()
    return found


def state_of(tx: Session, tenant: str, keys: Iterable[str]) -> dict[str, Sent]:
    """Those that are there, by key."""
    found: dict[str, Sent] = {}
    for part in _parts(keys):
        query = select(Outgoing.key, Outgoing.state, Outgoing.at, Outgoing.detail)
        for row in tx.execute(query.where(Outgoing.tenant_id == tenant, Outgoing.key.in_(part))):
            found[row[0]] = Sent(row[1], row[2], row[3])
    return found


def cancel(tx: Session, tenant: str, key: str) -> bool:
    """Take it back while it waits; False = it is not there, or under way or gone already."""
    waiting = (Outgoing.tenant_id == tenant) & (Outgoing.key == key) & (Outgoing.state == "queued")
    done = tx.execute(update(Outgoing).where(waiting).values(state="cancelled", detail="cancelled"))
    return done.rowcount > 0  # type: ignore[attr-defined, no-any-return]  # an UPDATE's result has it


def recall(
    tx: Session, tenant: str, clock: Clock, keys: Iterable[str], unless: Mapping[str, str] | None = None
) -> list[str]:
    """Take back what still waits and does not say `unless` (title, text). → those keys, which may be put in anew."""
    found = []
    for part in _parts(keys):
        mine = (Outgoing.tenant_id == tenant) & Outgoing.key.in_(part) & (Outgoing.state == "queued")
        for row in tx.scalars(select(Outgoing).where(mine).with_for_update()):
            if unless is None or any(row.payload.get(name) != text for name, text in unless.items()):
                row.state, row.detail, row.at = "cancelled", RECALLED, clock()
                found.append(row.key)
    tx.flush()
    return found


def list_outbox(
    tx: Session, tenant: str, *, state: str | None = None, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[Row], str | None]:
    """Newest first. → rows and the next cursor."""
    query = select(Outgoing).where(Outgoing.tenant_id == tenant)
    if state is not None:
        query = query.where(Outgoing.state == state)
    if cursor:
        query = query.where(Outgoing.id < paging.decode(cursor, "outbox", str).id)
    rows = tx.scalars(query.order_by(Outgoing.id.desc()).limit(limit + 1)).all()
    following = paging.encode(paging.Place("outbox", "", rows[limit - 1].id)) if len(rows) > limit else None
    return [_listed(row) for row in rows[:limit]], following


def take_back(tx: Session, actor: Actor, clock: Clock, message: str) -> None:
    """`cancel` by a person. Raises MessageNotFound, NotUnknown when it is too late."""
    row = _mine(tx, actor.tenant, message)
    if row.state != "queued":
        raise NotUnknown(state=row.state)
    row.state, row.detail, row.at = "cancelled", "cancelled", clock()
    audit(tx, actor, clock, "outbox.cancel", row.id, before={"state": "queued"})


def settle_by_hand(tx: Session, actor: Actor, clock: Clock, message: str, outcome: str) -> None:
    """Somebody looked into the group: `arrived`, `not_arrived`, or `again` = send it once more.

    Only for `unknown`; `again` also for `failed`, after a dry run and for a cap; a message that awaits an employee
    `arrived` or did `not_arrived`. Raises MessageNotFound, NotUnknown.
    """
    row = _mine(tx, actor.tenant, message)
    capped = row.state == "blocked" and row.detail in CAPS
    if outcome not in (("again",) if capped else SETTLED_BY.get(row.state, ())):
        raise NotUnknown(state=row.state)
    before, now = row.state, clock()
    if outcome == "again":
        row.state, row.detail, row.not_before, row.attempts, row.again = "queued", "", now, 0, row.again + 1
        row.expires_at = max(row.expires_at, now + EXPIRES_MS)
    else:
        row.state, row.detail = ("sent", "by_hand") if outcome == "arrived" else ("failed", "not_arrived")
    row.at = now
    audit(tx, actor, clock, "outbox.settle", row.id, before={"state": before}, after={"outcome": outcome})


def stop_for(tx: Session, tenant: str, person: str, *, channels: Iterable[str], now: int, detail: str) -> int:
    """What waits for a person on these channels is blocked. → how many."""
    ways = select(Target.id).where(Target.tenant_id == tenant, Target.channel.in_(list(channels)))
    mine = (Outgoing.tenant_id == tenant) & (Outgoing.person == person) & (Outgoing.state == "queued")
    values = {"state": "blocked", "detail": detail, "at": now}
    done = tx.execute(update(Outgoing).where(mine, Outgoing.target_id.in_(ways)).values(**values))
    return done.rowcount  # type: ignore[attr-defined, no-any-return]  # as above


def forget_texts(tx: Session, tenant: str, person: str) -> None:
    """What was written to an erased contact goes too; that it was sent, and when, stays."""
    mine = (Outgoing.tenant_id == tenant) & (Outgoing.person == person)
    tx.execute(update(Outgoing).where(mine).values(payload={"title": "", "text": ""}))


def counts(tx: Session, tenant: str) -> dict[str, int]:
    """How many there are in each state."""
    query = select(Outgoing.state, func.count()).where(Outgoing.tenant_id == tenant)
    return {row[0]: row[1] for row in tx.execute(query.group_by(Outgoing.state))}


def _check(message: Message, goals: Mapping[str, Target]) -> None:
    goal = goals.get(message.target)
    if goal is None or goal.removed_at is not None:
        raise TargetNotFound(id=message.target)
    if (goal.channel is None) != (message.person is None):
        raise BadInput(why="person ↔ channel: staff targets take no person, targets for people need one")
    if message.person is not None and message.category not in PURPOSES:
        raise BadInput(why=f"category ∉ {', '.join(PURPOSES)}")
    if not 0 < len(message.key) <= KEY_MAX or not 0 < len(message.kind) <= 40 or len(message.category) > 20:
        raise BadInput(why=f"key ≤ {KEY_MAX}, kind ≤ 40, category ≤ 20")
    title, text, link = _words(message.payload)
    if not (title or text) or len(title) > TITLE_MAX or len(text) > TEXT_MAX:
        raise BadInput(why=f"title ≤ {TITLE_MAX}, text ≤ {TEXT_MAX}")
    if link and (not link.startswith(("https://", "http://")) or len(link) > LINK_MAX):
        raise BadInput(why="link: https://…")


def _words(payload: Mapping[str, Any]) -> tuple[str, str, str]:
    title, text, link = (payload.get(name) or "" for name in ("title", "text", "link"))
    if not (isinstance(title, str) and isinstance(text, str) and isinstance(link, str)):
        raise BadInput(why="payload: title, text, link")
    return title, text, link


def _row_of(message: Message, tenant: str, clock: Clock, now: int) -> Outgoing:
    title, text, link = _words(message.payload)
    expires = message.due_at + EXPIRES_MS if message.expires_at is None else message.expires_at
    return Outgoing(
        id=new_id("out", clock), tenant_id=tenant, key=message.key, target_id=message.target, kind=message.kind,
        category=message.category, person=message.person,
        payload={"title": title, "text": text} | ({"link": link} if link else {}), due_at=message.due_at,
        expires_at=expires, not_before=message.due_at, state="queued", detail="", attempts=0, again=0,
        attempt_id=None, at=now, created_at=now,
    )  # fmt: skip


def _recalled(tx: Session, tenant: str, keys: Iterable[str]) -> dict[str, Outgoing]:
    found: dict[str, Outgoing] = {}
    for part in _parts(keys):
        back = (Outgoing.state == "cancelled") & (Outgoing.detail == RECALLED)
        query = select(Outgoing).where(Outgoing.tenant_id == tenant, Outgoing.key.in_(part), back)
        found |= {row.key: row for row in tx.scalars(query.with_for_update())}
    return found


def _renew(row: Outgoing, message: Message, now: int) -> None:
    title, text, link = _words(message.payload)
    row.payload = {"title": title, "text": text} | ({"link": link} if link else {})
    row.target_id, row.due_at, row.not_before = message.target, message.due_at, message.due_at
    row.expires_at = message.due_at + EXPIRES_MS if message.expires_at is None else message.expires_at
    row.state, row.detail, row.attempts, row.at = "queued", "", 0, now


def _held(tx: Session, tenant: str, keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _parts(keys):
        query = select(Outgoing.key, Outgoing.id).where(Outgoing.tenant_id == tenant, Outgoing.key.in_(part))
        found |= {row[0]: row[1] for row in tx.execute(query)}
    return found


def _parts(keys: Iterable[str]) -> Iterable[list[str]]:
    left = iter(keys)
    while part := list(islice(left, AT_ONCE)):
        yield part


def _mine(tx: Session, tenant: str, message: str) -> Outgoing:
    row = tx.get(Outgoing, message, with_for_update=True)
    if row is None or row.tenant_id != tenant:
        raise MessageNotFound
    return row


def _listed(row: Outgoing) -> Row:
    return Row(
        row.id, row.key, row.target_id, row.kind, row.category, row.person, row.payload.get("title", ""), row.due_at,
        row.state, row.detail, row.attempts, row.at,
    )  # fmt: skip
