"""What happens to messages around a request: taken for it before it leaves, given their state after it came back.

Everything here runs in one write transaction of the courier. A message is `sending`, durably, before a byte of it
leaves, so no second process and no restart takes it again by itself.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.compliance.service import WEEK_MS, Asked, Ruling, may_write
from onair.connectors.merging import merge
from onair.connectors.ports import Note, SenderManifest, Verdict, sender_manifest
from onair.delivery.model import Attempt, ContactPoint, Outgoing, Switch, Target
from onair.delivery.pace import backoff_ms
from onair.delivery.switch import switch_of
from onair.delivery.targets import REFUSED_MAX
from onair.kernel.clock import MINUTE_MS
from onair.kernel.ids import new_id

MERGED_MAX = 50
NOT_REACHED = Verdict("refused", "not_reached")
LOOKED_AT = 200
"""Messages that one claim may pass over (blocked, waiting) before it lets others write."""


class Claimed(NamedTuple):
    """One request: `note` (without receivers), the target's sealed settings, the sealed addresses of persons."""

    attempt: str
    tenant: str
    target: str
    kind: str
    config: bytes
    note: Note
    dedupes: bool
    contacts: tuple[tuple[str, str, bytes], ...]


def claim(tx: Session, now: int, target: str, zone: ZoneInfo, lang: str) -> Claimed | None:
    """The next due message of a target, or several as one, marked `sending`. None = nothing may go now."""
    goal = tx.get(Target, target, with_for_update=True)
    if goal is None:
        return None
    switch = switch_of(tx, goal.tenant_id)
    if goal.removed_at is None and (switch.paused or not goal.enabled or goal.hold_until > now):
        return None
    manifest = sender_manifest(goal.kind)
    most = MERGED_MAX if manifest.merge_bytes else manifest.together
    taken: list[Outgoing] = []
    passed: list[str] = []
    for _ in range(LOOKED_AT):
        row = _next(tx, target, now, passed)
        if row is None:
            break
        passed.append(row.id)
        if manifest.together > 1 and taken and row.payload != taken[0].payload:
            continue  # other words: its turn comes with its like
        if row.person is not None and any(row.person == one.person for one in taken):
            continue  # its caps are judged when the first one counts
        if not _passes(tx, row, goal, now, zone):
            continue
        if switch.dry_run or goal.dry_run:
            row.state, row.detail, row.at = "dry", "dry_run", now
            continue
        taken.append(row)
        if len(taken) >= most:
            break
    return _sending(tx, goal, manifest, taken, now=now, lang=lang) if taken else None


def _next(tx: Session, target: str, now: int, passed: list[str]) -> Outgoing | None:
    """Oldest due first."""
    due = select(Outgoing).where(
        Outgoing.state == "queued", Outgoing.target_id == target, Outgoing.not_before <= now
    )
    if passed:
        due = due.where(Outgoing.id.not_in(passed))
    return tx.scalars(due.order_by(Outgoing.not_before, Outgoing.id).limit(1).with_for_update()).one_or_none()


def _passes(tx: Session, row: Outgoing, goal: Target, now: int, zone: ZoneInfo) -> bool:
    """Asked at the last moment: whoever withdrew a second ago gets nothing."""
    ruled = _ruled(tx, row, goal, now, zone)
    if ruled.kind == "go":
        return True
    if ruled.kind == "wait" and ruled.until < row.expires_at:
        row.not_before, row.detail, row.at = ruled.until, ruled.code, now
    else:
        row.state, row.detail, row.at = "blocked", ruled.code, now
    return False


def _ruled(tx: Session, row: Outgoing, goal: Target, now: int, zone: ZoneInfo) -> Ruling:
    if goal.removed_at is not None:
        return Ruling("block", "target_gone")
    if row.expires_at <= now:
        return Ruling("block", "too_late")
    if row.person is None:
        return Ruling("go")
    channel = goal.channel or ""
    if tx.get(ContactPoint, (row.person, channel)) is None:
        return Ruling("block", "no_contact_point")
    ways = select(Target.id).where(Target.tenant_id == row.tenant_id, Target.channel == channel)
    past = select(Outgoing.at).where(
        Outgoing.tenant_id == row.tenant_id,
        Outgoing.person == row.person,
        Outgoing.at > now - WEEK_MS,
        Outgoing.target_id.in_(ways),
        Outgoing.state.in_(("sent", "sending", "unknown", "confirm_wait")),
        Outgoing.category != "service",
    )
    asked = Asked(row.person, channel, row.category, tuple(tx.scalars(past)))
    return may_write(tx, row.tenant_id, now, zone, asked)


def _sending(
    tx: Session, goal: Target, manifest: SenderManifest, rows: list[Outgoing], *, now: int, lang: str
) -> Claimed:
    notes = [_note(row) for row in rows]
    note, n = merge(notes, manifest.merge_bytes, lang) if manifest.merge_bytes else (notes[0], len(rows))
    attempt = Attempt(
        id=new_id("att", lambda: now), tenant_id=goal.tenant_id, target_id=goal.id, send_key=note.id, n=n,
        started_at=now, ended_at=None, outcome="sending", code="",
    )  # fmt: skip
    tx.add(attempt)
    for row in rows[:n]:
        row.state, row.detail, row.at, row.attempt_id = "sending", "", now, attempt.id
        row.attempts += 1
    people = [row.person for row in rows[:n] if row.person is not None]
    points = [tx.get_one(ContactPoint, (person, goal.channel)) for person in people]
    contacts = tuple((point.contact_id, point.channel, point.sealed) for point in points)
    return Claimed(
        attempt.id, goal.tenant_id, goal.id, goal.kind, goal.sealed, note, manifest.dedupes, contacts
    )


def _note(row: Outgoing) -> Note:
    """Sent again on purpose it is another message, so it has another id."""
    id_ = f"{row.id}-{row.again}" if row.again else row.id
    return Note(id_, row.payload.get("title", ""), row.payload.get("text", ""), row.payload.get("link"))


def settle(
    tx: Session, now: int, attempt: str, verdict: Verdict, missed: frozenset[str] = frozenset()
) -> None:
    """Write down what became of a request, for each of its messages and for the target. `missed`: ids of persons."""
    held = tx.get_one(Attempt, attempt)
    if held.outcome != "sending":
        return  # written down before: the line broke after the commit, and nobody knew
    held.ended_at, held.outcome, held.code = now, verdict.outcome, verdict.code[:40]
    rows = tx.scalars(
        select(Outgoing).where(Outgoing.attempt_id == attempt, Outgoing.state == "sending")
    ).all()
    for row in rows:
        _give(row, NOT_REACHED if row.person in missed else verdict, now)
    goal = tx.get_one(Target, held.target_id, with_for_update=True)
    if verdict.outcome != "refused":
        goal.refused = 0
    elif not (verdict.theirs and any(row.person for row in rows) and _known_good(goal, verdict)):
        goal.refused += 1
    if verdict.outcome in ("sent", "confirm"):
        goal.last_sent_at = now
    if verdict.code == "throttled":
        goal.hold_until = now + (verdict.wait_s or 60) * 1000
    if verdict.gone or goal.refused >= REFUSED_MAX:
        goal.enabled, goal.trouble, goal.version = False, verdict.code[:40], goal.version + 1


def _known_good(goal: Target, verdict: Verdict) -> bool:
    """404 of an address that never took anything is more likely a mistake in the address than in a number."""
    return verdict.code != "http_404" or goal.last_sent_at is not None


def _give(row: Outgoing, verdict: Verdict, now: int) -> None:
    row.detail, row.at = verdict.code[:40], now
    if verdict.outcome == "sent":
        row.state = "sent"
    elif verdict.outcome == "confirm":
        row.state = "confirm_wait"
    elif verdict.outcome == "unknown":
        row.state = "unknown"
    elif verdict.outcome == "refused":
        row.state = "failed"
    else:
        wait = backoff_ms(row.attempts, row.id, verdict.wait_s)
        if wait is None or now + wait >= row.expires_at:
            row.state = "failed"
        else:
            row.state, row.not_before = "queued", now + wait


def recover(tx: Session, now: int) -> dict[str, list[int]]:
    """After a start: what was being sent when the process ended.

    Receivers that drop a repeated id get it again; elsewhere nobody knows whether it arrived, so a person is
    asked. → {target: ms of its sends in the last minutes}, for the paces.
    """
    kinds = {row.id: row.kind for row in tx.scalars(select(Target))}
    for row in tx.scalars(select(Outgoing).where(Outgoing.state == "sending")):
        if sender_manifest(kinds[row.target_id]).dedupes:
            row.state, row.not_before = "queued", now
        else:
            row.state = "unknown"
        row.detail, row.at = "restart", now
    for held in tx.scalars(select(Attempt).where(Attempt.outcome == "sending")):
        held.outcome, held.code, held.ended_at = "unknown", "restart", now
    recent: dict[str, list[int]] = {}
    since = select(Attempt.target_id, Attempt.started_at).where(Attempt.started_at > now - 2 * MINUTE_MS)
    for target, at in tx.execute(since):
        recent.setdefault(target, []).append(at)
    return recent


def due(tx: Session, now: int) -> list[tuple[str, str]]:
    """(target, kind) of all that something waits for and that may go on."""
    waiting = select(Outgoing.target_id).where(Outgoing.state == "queued", Outgoing.not_before <= now)
    stopped = select(Switch.tenant_id).where(Switch.paused)
    ready = Target.enabled & (Target.hold_until <= now) & Target.tenant_id.not_in(stopped)
    query = select(Target.id, Target.kind).where(
        Target.id.in_(waiting.distinct()), ready | Target.removed_at.is_not(None)
    )
    return [(row[0], row[1]) for row in tx.execute(query.order_by(Target.id))]
