"""Use cases of the form that anybody with its link may fill in, and of the asker's own link to what became of it."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.roles import Actor
from onair.access.secrets import digest, sign
from onair.access.service import audit, system, turn
from onair.after.feedback.kinds import Kind
from onair.after.feedback.model import FormLink, Ticket
from onair.after.feedback.rows import made_of
from onair.after.feedback.tickets import NewTicket, create
from onair.compliance.service import Said
from onair.delivery.service import Given, PointIn, Vault, add_contact, holder, say
from onair.kernel.clock import DAY_MS, HOUR_MS, Clock
from onair.kernel.errors import BadInput, Conflict, NotFound, TooMany
from onair.kernel.i18n import Text
from onair.kernel.ids import new_id, new_secret
from onair.store.db import Database
from onair.trade.service import get_product, get_show

FORM, ASKER = "form", "ticket"
"""Views of the two sorts of link."""
LINKS_MAX = 200
DAYS_MAX = 365
PER_LINK, PER_VISITOR = 60, 5
"""Tickets an hour."""
PURPOSE = "service"
LABEL = "反馈 #"
CONSENT = Text(
    "我同意用这个联系方式通知我这条反馈的处理结果，不用于营销；可随时要求删除。",
    "I agree to be told by this address what became of this feedback; not for marketing; I may have it erased at any time.",
)
CONSENT_NOTE = "feedback form, wording 1"


class FormOver(Conflict):
    code = "feedback_form_over"
    zh = "这个反馈表已过期或已停用。没有提交；请向店铺要新的链接。"
    en = "This form is over. Nothing was sent; ask the shop for a new link."


class FormBusy(TooMany):
    code = "feedback_form_busy"
    zh = "刚才提交得太多了。这一条没有提交，写的内容还在本页；请在 {retry_after_s} 秒后再试。"
    en = "Too much was sent just now. This was not sent and what you wrote is still here; try again in {retry_after_s} s."


class ConsentUnsaid(BadInput):
    code = "feedback_consent_unsaid"
    zh = "留了联系方式，但没有勾选同意。没有提交；请勾选，或清空联系方式。"
    en = "There is an address but no consent. Nothing was sent; tick the box, or leave the address out."


class LinkNotFound(NotFound):
    code = "feedback_link_not_found"
    zh = "没有这个表单链接，或者已停用。没有任何改动。"
    en = "There is no such form link, or it was switched off. Nothing was changed."


class TooManyForms(Conflict):
    code = "feedback_too_many_links"
    zh = "已有 {limit} 个在用的表单链接，到上限了。没有新建；请先停用不用的。"
    en = "There are {limit} form links in use, the limit. None was made; switch off those you do not need."


class Filled(NamedTuple):
    """A form as it was sent. `request`: the sender's own key, the same again is the same ticket. `point`: an address with
    its channel (sms, mail), which came with the consent."""

    request: str
    kind: Kind
    text: str
    lang: str
    visitor: str
    order: str | None = None
    point: PointIn | None = None
    agreed: bool = False


def make_link(
    tx: Session, actor: Actor, clock: Clock, *, name: str, days: int, product: str | None, show: str | None
) -> tuple[FormLink, str]:
    """→ the link and its token, which is told once. Raises ProductNotFound, ShowNotFound, TooManyForms."""
    turn(tx, actor.tenant)
    if product is not None:
        get_product(tx, actor.tenant, product)
    if show is not None:
        get_show(tx, actor.tenant, show)
    now, secret = clock(), new_secret()
    if len(list_links(tx, actor.tenant, now)) >= LINKS_MAX:
        raise TooManyForms(limit=LINKS_MAX)
    row = FormLink(
        id=new_id("ffl", clock), tenant_id=actor.tenant, hash=digest(secret), name=name, product_id=product, show_id=show,
        expires_at=now + days * DAY_MS, revoked_at=None, created_at=now, created_by=actor.name[:120],
    )  # fmt: skip
    tx.add(row)
    audit(tx, actor, clock, "feedback.link", row.id, after={"name": name, "expires_at": row.expires_at})
    return row, secret


def list_links(tx: Session, tenant: str, now: int) -> list[FormLink]:
    """Those in use, newest first."""
    query = select(FormLink).where(
        FormLink.tenant_id == tenant, FormLink.revoked_at.is_(None), FormLink.expires_at > now
    )
    return list(tx.scalars(query.order_by(FormLink.id.desc())))


def sent_by(tx: Session, links: list[str]) -> dict[str, int]:
    """Tickets that came by each."""
    query = select(Ticket.link_id, func.count()).where(Ticket.link_id.in_(links)).group_by(Ticket.link_id)
    return {link: n for link, n in tx.execute(query) if link}


def end_link(tx: Session, actor: Actor, clock: Clock, link: str) -> None:
    """Nobody can fill it in any more; what came by it stays. Raises LinkNotFound."""
    row = tx.get(FormLink, link)
    if row is None or row.tenant_id != actor.tenant or row.revoked_at is not None:
        raise LinkNotFound
    row.revoked_at = clock()
    audit(tx, actor, clock, "feedback.link_end", row.id)


def open_form(tx: Session, actor: Actor, now: int) -> FormLink:
    """Of a token's actor. Raises FormOver."""
    row = tx.get(FormLink, actor.id)
    if row is None or row.expires_at <= now:
        raise FormOver
    return row


def visitor(secret: bytes, link: str, ip: str) -> str:
    """Whoever fills in this form from this address: a keyed hash, good for counting only."""
    return sign(secret, "feedback-visitor", link, ip)[:32]


def ticket_secret(secret: bytes, ticket: str) -> str:
    """The asker's own link to a ticket; made anew whenever it is needed, kept nowhere."""
    return sign(secret, "feedback-ticket", ticket)


def fill(
    tx: Session, actor: Actor, clock: Clock, filled: Filled, *, secret: bytes, vault: Vault | None
) -> tuple[Ticket, str]:
    """→ the ticket and the token of the asker's link. `vault`: needed with an address.

    Raises FormOver, FormBusy, ConsentUnsaid, NoWords, BadInput (form of an address).
    """
    link = open_form(tx, actor, clock())
    if filled.point is not None and not filled.agreed:
        raise ConsentUnsaid
    who = system(actor.tenant, f"form: {link.name}"[:120])
    turn(tx, actor.tenant)
    source = f"form:{link.id}:{filled.request}"
    held = made_of(tx, actor.tenant, source)
    if held is None:
        _not_too_often(tx, clock(), link.id, filled.visitor)
    new = NewTicket(
        filled.kind, "form", filled.text, source, link.product_id, link.show_id, filled.order, lang=filled.lang,
        link=link.id, visitor=filled.visitor,
    )  # fmt: skip
    row = held or create(tx, who, clock, new)[0]
    token = ticket_secret(secret, row.id)
    if held is None:
        row.secret = digest(token)
        if filled.point is not None and vault is not None:
            row.contact_id = _contact(tx, who, clock, vault, label=label_of(row), point=filled.point)
    return row, token


def label_of(row: Ticket) -> str:
    """What a contact is called that came with a ticket."""
    return f"{LABEL}{row.no}"


def came_with_ticket(label: str) -> bool:
    return label.startswith(LABEL)


def _contact(tx: Session, who: Actor, clock: Clock, vault: Vault, *, label: str, point: PointIn) -> str:
    """Somebody known by this address already is not told so; the new consent is put down."""
    given = Given("form", CONSENT_NOTE)
    known = holder(tx, who.tenant, vault, point)
    if known is None:
        return add_contact(tx, who, clock, vault, label=label, points=[point], given=given).id
    say(tx, who, clock, Said(known, point.channel, PURPOSE, "grant", given.source, given.note))
    return known


def _not_too_often(tx: Session, now: int, link: str, visitor: str) -> None:
    fresh = select(Ticket.created_at, Ticket.visitor).where(
        Ticket.link_id == link, Ticket.created_at > now - HOUR_MS
    )
    rows = list(tx.execute(fresh.order_by(Ticket.created_at.desc()).limit(PER_LINK)))
    own = [at for at, who in rows if who == visitor]
    for times, most in ((own, PER_VISITOR), ([at for at, _ in rows], PER_LINK)):
        if len(times) >= most:
            raise FormBusy(retry_after_s=max(1, (times[most - 1] + HOUR_MS - now + 999) // 1000))


class FormTokens:
    """Who stands behind a link of these (access.web.TokenReader)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def actor_for_token(self, token: str) -> Actor | None:
        mark = digest(token)
        with self._db.read() as tx:
            link = tx.scalars(select(FormLink).where(FormLink.hash == mark)).first()
            if link is not None:
                return None if link.revoked_at is not None else _actor(link.tenant_id, link.id, FORM)
            ticket = tx.scalars(select(Ticket).where(Ticket.secret == mark)).first()
            return None if ticket is None else _actor(ticket.tenant_id, ticket.id, ASKER)


def _actor(tenant: str, id_: str, view: str) -> Actor:
    return Actor(tenant=tenant, kind="token", id=id_, name="", view=view)
