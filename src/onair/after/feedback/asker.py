"""Use cases of the asker's own link: what became of it, and what he says to the answer."""

from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from onair.access.roles import Actor
from onair.after.feedback.forms import ticket_secret
from onair.after.feedback.life import TicketStep
from onair.after.feedback.model import Ticket
from onair.after.feedback.rows import held
from onair.after.feedback.setup import setup_of
from onair.after.feedback.tickets import reopen, reply, verify
from onair.delivery.service import Message, enqueue, targets
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.i18n import Text

ROUNDS_MAX = 5
"""So often an asker reopens by himself; then a person has to be asked."""
Can = Literal["reply", "judge", "wait", "over"]
TOLD = {
    "answer": Text("您的反馈有了答复", "Your feedback was answered"),
    "ask": Text("关于您的反馈，店铺想再了解一点", "The shop has a question about your feedback"),
}


class Seen(NamedTuple):
    """What the asker sees. `row`: his own; `now`: the one it was merged into, else the same. `can`: what he may do."""

    row: Ticket
    now: Ticket
    can: Can


def seen(tx: Session, actor: Actor) -> Seen:
    """Of a token's actor. Raises TicketNotFound."""
    row = held(tx, actor.tenant, actor.id, lock=False)
    now = row if row.parent_id is None else held(tx, actor.tenant, row.parent_id, lock=False)
    return Seen(row, now, _can(row, now))


def _can(row: Ticket, now: Ticket) -> Can:
    if now.state == "waiting" and now.id == row.id:
        return "reply"
    if now.state == "answered":
        return "judge"
    return "over" if now.state in ("verified", "closed", "dismissed") else "wait"


def say_more(tx: Session, actor: Actor, clock: Clock, text: str) -> Ticket:
    """Raises TicketStep, NoWords, Merged."""
    return reply(tx, actor, clock, actor.id, version=None, text=text)


def judge(tx: Session, actor: Actor, clock: Clock, *, solved: bool, why: str) -> Ticket:
    """解决了吗: yes checks the answer, no opens it again with a reason. Raises TicketStep, NoWords."""
    found = seen(tx, actor)
    if solved:
        return verify(tx, actor, clock, found.now.id, version=None)
    if found.now.state != "answered" or found.now.round >= ROUNDS_MAX:
        raise TicketStep(found.now.state, "reopen")
    return reopen(tx, actor, clock, found.now.id, version=None, why=why)


def write_to(
    tx: Session, clock: Clock, row: Ticket, what: Literal["answer", "ask"], *, secret: bytes, base: str
) -> bool:
    """Put a message to the asker into the outbox, when there is an address with consent and a gateway for it. The words of
    the ticket are not in it, only the asker's link. → whether one is on its way."""
    setup = setup_of(tx, row.tenant_id)
    if row.contact_id is None or setup.asker not in {
        one.id for one in targets(tx, row.tenant_id) if one.channel
    }:
        return False
    title = TOLD[what].of("en" if row.lang == "en" else "zh")
    payload = {"title": title, "text": title, "link": f"{base.rstrip('/')}/f/{ticket_secret(secret, row.id)}"}
    key = f"feedback:{row.id}:{row.round}:{what}:{row.version}"
    now = clock()
    message = Message(
        key,
        setup.asker or "",
        "feedback",
        payload,
        now,
        row.contact_id,
        "service",
        expires_at=now + 3 * DAY_MS,
    )
    enqueue(tx, row.tenant_id, clock, message)
    return True
