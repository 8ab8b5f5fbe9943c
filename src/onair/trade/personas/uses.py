"""Signed use records: a host used this product themselves, from when to when, in their words, under their name.

Without one nobody may say on air that they used it (广告法 38: an endorser recommends only what they have used).
A record is never edited: it is withdrawn and another one is signed, so what was true at a show stays readable.
"""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.ids import new_id
from onair.trade.personas.model import UseRecord
from onair.trade.personas.service import HostNotFound
from onair.trade.service import get_product, list_hosts


class NotSigned(BadInput):
    code = "use_not_signed"
    zh = "签名「{name}」不是这位主播的名字「{host}」。没有登记；使用记录要由主播本人签名。"
    en = "The signature {name} is not this host's name, {host}. Nothing was recorded; the host signs it themselves."


class BadUse(BadInput):
    code = "use_bad_dates"
    zh = "使用日期不合理：开始要早于结束，结束不能晚于今天。没有登记。"
    en = "The dates of use do not fit: it starts before it ends, and ends today at the latest. Nothing was recorded."


class UseNotFound(NotFound):
    code = "use_not_found"
    zh = "没有使用记录 {id}，或者不属于您的团队。没有任何改动。"
    en = "There is no use record {id}, or it belongs to another team. Nothing was changed."


class NewUse(NamedTuple):
    """`words`: what the host lived through, in their own words. `signed_name`: as the host is called."""

    host: str
    product: str
    used_from: int
    used_until: int
    words: str
    signed_name: str


class Use(NamedTuple):
    """`withdrawn_at` None = in force. `kept_name`: who entered it."""

    id: str
    host: str
    product: str
    used_from: int
    used_until: int
    words: str
    signed_name: str
    signed_at: int
    kept_name: str
    withdrawn_at: int | None


def uses(tx: Session, tenant: str) -> list[Use]:
    """All of a team, the newest first, withdrawn ones too."""
    query = select(UseRecord).where(UseRecord.tenant_id == tenant).order_by(UseRecord.signed_at.desc())
    return [_view(row) for row in tx.scalars(query)]


def in_force(tx: Session, tenant: str) -> frozenset[tuple[str, str]]:
    """(host, product) of every record that nobody withdrew."""
    row = UseRecord
    query = select(row.host_id, row.product_id).where(row.tenant_id == tenant, row.withdrawn_at.is_(None))
    return frozenset((host, product) for host, product in tx.execute(query))


def sign_use(tx: Session, actor: Actor, clock: Clock, new: NewUse) -> Use:
    """Raises HostNotFound, ProductNotFound, NotSigned, BadUse."""
    names = {found.id: found.name for found in list_hosts(tx, actor.tenant)}
    if new.host not in names:
        raise HostNotFound(id=new.host)
    product = get_product(tx, actor.tenant, new.product)
    if new.signed_name.strip() != names[new.host].strip():
        raise NotSigned(name=new.signed_name[:80], host=names[new.host])
    now = clock()
    if not new.used_from < new.used_until <= now:
        raise BadUse
    row = UseRecord(
        id=new_id("use", clock), tenant_id=actor.tenant, host_id=new.host, product_id=product.id, used_from=new.used_from,
        used_until=new.used_until, words=new.words, signed_name=new.signed_name.strip(), signed_at=now, kept_by=actor.id,
        kept_name=actor.name, withdrawn_at=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "use.sign", row.id, after=new._asdict())
    return _view(row)


def withdraw_use(tx: Session, actor: Actor, clock: Clock, id_: str, why: str | None = None) -> Use:
    """Answers that rest on it are not offered any more. Twice changes nothing. Raises UseNotFound."""
    row = tx.get(UseRecord, id_, with_for_update=True)
    if row is None or row.tenant_id != actor.tenant:
        raise UseNotFound(id=id_)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock()
        tx.flush()
        audit(tx, actor, clock, "use.withdraw", id_, why=why)
    return _view(row)


def _view(row: UseRecord) -> Use:
    return Use(
        row.id, row.host_id, row.product_id, row.used_from, row.used_until, row.words, row.signed_name, row.signed_at,
        row.kept_name, row.withdrawn_at,
    )  # fmt: skip
