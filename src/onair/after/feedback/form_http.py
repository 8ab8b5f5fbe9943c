"""Routes of forms: their links for the team, the form itself and the asker's own page for everybody who has one."""

from typing import Literal

from sqlalchemy.orm import Session

from onair.access.roles import Role
from onair.access.secrets import digest
from onair.access.service import get_tenant, installation_secret
from onair.access.web import Allow, Call, Id, Router
from onair.after.feedback import asker, forms
from onair.after.feedback.door import TEXT_MAX
from onair.after.feedback.form_schemas import (
    AskedOut,
    AskedReply,
    AskedVerdict,
    FormFilled,
    FormOut,
    FormSent,
    Token,
)
from onair.after.feedback.kinds import KINDS
from onair.after.feedback.life import TicketStep
from onair.after.feedback.model import Ticket
from onair.after.feedback.proofs import proofs_of
from onair.after.feedback.rows import TicketNotFound
from onair.after.feedback.schemas import FeedbackLinkForm, FeedbackLinkOut, FeedbackLinkPage
from onair.after.feedback.telling import link_out
from onair.after.feedback.tickets import Merged, NoWords
from onair.delivery.service import PointIn, vault_of
from onair.kernel.errors import NotFound
from onair.kernel.qr import qr_svg
from onair.kernel.settings import Settings
from onair.trade.service import products_of

router = Router("feedback")
READ = Allow(roles={Role.operator, Role.service, Role.controller, Role.analyst})
SETS = Allow(roles={Role.operator, Role.service})
LINKS = "/api/v1/feedback/links"
FORM = "/api/v1/feedback/form/{token}"
ASKED = "/api/v1/feedback/asked/{token}"


@router.get(LINKS, allow=READ, summary="Links of forms in use")
def list_links(call: Call) -> FeedbackLinkPage:
    with call.db.read() as tx:
        found = forms.list_links(tx, call.actor.tenant, call.clock())
        sent = forms.sent_by(tx, [one.id for one in found])
        titles = _titles(tx, call.actor.tenant, {one.product_id for one in found if one.product_id})
        return FeedbackLinkPage(items=[link_out(one, titles, sent.get(one.id, 0)) for one in found])


@router.post(LINKS, allow=SETS, status_code=201, errors=(forms.TooManyForms, NotFound))
def make_link(form: FeedbackLinkForm, call: Call) -> FeedbackLinkOut:
    """Its address is told once. Whoever has it can send feedback until it ends."""
    with call.db.write() as tx:
        made, secret = forms.make_link(
            tx, call.actor, call.clock, name=form.name, days=form.days, product=form.product, show=form.show
        )
        titles = _titles(tx, call.actor.tenant, {made.product_id} if made.product_id else set())
        told = link_out(made, titles, 0)
    url = _url(call, secret)
    return told.model_copy(update={"url": url, "qr_svg": qr_svg(url)})


@router.delete(f"{LINKS}/{{link_id}}", allow=SETS, status_code=204, errors=(forms.LinkNotFound,))
def end_link(link_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        forms.end_link(tx, call.actor, call.clock, link_id)


@router.get(FORM, allow=Allow(tokens={forms.FORM}), errors=(forms.FormOver,), summary="What the form asks")
def get_form(_token: Token, call: Call) -> FormOut:
    with call.db.read() as tx:
        link = forms.open_form(tx, call.actor, call.clock())
        title = _titles(tx, link.tenant_id, {link.product_id} if link.product_id else set())
        return FormOut(
            shop=get_tenant(tx, link.tenant_id).name, name=link.name, product=title.get(link.product_id or ""),
            kinds=list(KINDS), text_max=TEXT_MAX, consent=forms.CONSENT.of(call.lang), expires_at=link.expires_at,
        )  # fmt: skip


@router.post(
    FORM, allow=Allow(tokens={forms.FORM}), status_code=201, body_limit=16 * 1024,
    errors=(forms.FormOver, forms.FormBusy, forms.ConsentUnsaid, NoWords),
)  # fmt: skip
def fill_form(_token: Token, form: FormFilled, call: Call) -> FormSent:
    """Feedback of anybody. An address is optional, sealed, and used for nothing but this."""
    secret = _secret(call)
    point = PointIn(form.contact.channel, form.contact.value, (forms.PURPOSE,)) if form.contact else None
    filled = forms.Filled(
        form.request, form.kind, form.text, call.lang, forms.visitor(secret, call.actor.id, call.ip), form.order, point,
        form.contact is not None and form.contact.agreed,
    )  # fmt: skip
    vault = vault_of(call.services) if point else None
    with call.db.write() as tx:
        _, told = forms.fill(tx, call.actor, call.clock, filled, secret=secret, vault=vault)
    return FormSent(token=told)


@router.get(
    ASKED,
    allow=Allow(tokens={forms.ASKER}),
    errors=(TicketNotFound,),
    summary="What became of one's feedback",
)
def get_asked(_token: Token, call: Call) -> AskedOut:
    with call.db.read() as tx:
        return _asked(tx, call)


@router.post(
    f"{ASKED}/reply", allow=Allow(tokens={forms.ASKER}), body_limit=16 * 1024, errors=(TicketStep, NoWords, Merged)
)  # fmt: skip
def reply(_token: Token, form: AskedReply, call: Call) -> AskedOut:
    """To the shop's question."""
    with call.db.write() as tx:
        asker.say_more(tx, call.actor, call.clock, form.text)
        return _asked(tx, call)


@router.post(
    f"{ASKED}/verdict", allow=Allow(tokens={forms.ASKER}), body_limit=16 * 1024, errors=(TicketStep, NoWords)
)  # fmt: skip
def judge(_token: Token, form: AskedVerdict, call: Call) -> AskedOut:
    """Is it solved? Yes closes the loop, no opens it again."""
    with call.db.write() as tx:
        asker.judge(tx, call.actor, call.clock, solved=form.solved, why=form.why)
        return _asked(tx, call)


def asker_url(call: Call, row: Ticket) -> str:
    """The asker's own link to a ticket, which is opened by it from now on."""
    secret = forms.ticket_secret(_secret(call), row.id)
    row.secret = digest(secret)
    return _url(call, secret)


def tell(tx: Session, call: Call, row: Ticket, what: Literal["answer", "ask"]) -> bool:
    return asker.write_to(tx, call.clock, row, what, secret=_secret(call), base=call.use(Settings).public_url)


# ---- inside


def _asked(tx: Session, call: Call) -> AskedOut:
    found = asker.seen(tx, call.actor)
    own = found.row.id == found.now.id
    answered = found.now.state in ("answered", "verified", "closed")
    return AskedOut(
        shop=get_tenant(tx, found.row.tenant_id).name, kind=found.row.kind, text=found.row.text, state=found.now.state,
        can=found.can, question=found.row.question if own and found.can == "reply" else None,
        answer=found.now.answer if answered else None, answered_at=found.now.answered_at if answered else None,
        sent_at=found.row.created_at, reopened=found.now.round,
        proofs=sum(one.by_kind == "asker" for one in proofs_of(tx, found.row.id)),
    )  # fmt: skip


def _titles(tx: Session, tenant: str, ids: set[str]) -> dict[str, str]:
    return {id_: one.title for id_, one in products_of(tx, tenant, ids).items()}


def _secret(call: Call) -> bytes:
    return installation_secret(call.use(Settings).home)


def _url(call: Call, token: str) -> str:
    return f"{call.use(Settings).public_url.rstrip('/')}/f/{token}"
