"""Use cases of the evidence register: what proves a claim, from when until when, for which products."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.compliance.lint import Evidence
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.i18n import Text
from onair.kernel.ids import new_id
from onair.trade.claims.model import ClaimProof
from onair.trade.products import products_of

KINDS: dict[str, Text] = {
    "report": Text("检测报告", "test report"),
    "study": Text("研究或调查", "study or survey"),
    "ranking": Text("排名或销售数据", "ranking or sales data"),
    "award": Text("奖项证书", "award"),
    "standard": Text("执行标准与等级", "standard and grade"),
    "price": Text("成交价记录", "record of paid prices"),
    "maker": Text("厂商建议零售价文件", "maker's price document"),
    "lottery": Text("抽奖规则公示", "published prize rules"),
    "other": Text("其他", "other"),
}


class ProofNotFound(NotFound):
    code = "proof_not_found"
    zh = "没有证据 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no evidence {id}, or it belongs to another team. Nothing was changed."


class BadProof(BadInput):
    code = "proof_bad_dates"
    zh = "有效期的结束早于开始。没有登记，请改正日期。"
    en = "The validity ends before it begins. Nothing was recorded; correct the dates."


class UnknownProofProduct(BadInput):
    code = "proof_unknown_product"
    zh = "没有商品 {product}。没有登记，请先在商品库里建好。"
    en = "There is no product {product}. Nothing was recorded; add it to the catalogue first."


class NewProof(NamedTuple):
    kind: str
    claim: str
    issuer: str
    sample: str = ""
    products: tuple[str, ...] = ()
    since: date | None = None
    valid_until: date | None = None
    file: str | None = None
    file_sha256: str | None = None


class ProofView(NamedTuple):
    id: str
    new: NewProof
    approver: str
    created_at: int
    withdrawn_at: int | None


def proofs(tx: Session, tenant: str) -> list[ProofView]:
    """All of a team, withdrawn ones too, the newest first."""
    query = select(ClaimProof).where(ClaimProof.tenant_id == tenant).order_by(ClaimProof.id.desc())
    return [_view(row) for row in tx.scalars(query)]


def evidence_of(tx: Session, tenant: str) -> tuple[Evidence, ...]:
    """What stands, as the lint wants it."""
    return tuple(
        Evidence(
            one.id, one.new.kind, one.new.claim, one.new.issuer, one.new.sample, one.new.products, one.new.since,
            one.new.valid_until, one.approver,
        )
        for one in proofs(tx, tenant)
        if one.withdrawn_at is None
    )  # fmt: skip


def add_proof(tx: Session, actor: Actor, clock: Clock, new: NewProof) -> ProofView:
    """Who enters it approves it. Raises BadProof, UnknownProofProduct."""
    if new.since and new.valid_until and new.valid_until < new.since:
        raise BadProof
    known = products_of(tx, actor.tenant, set(new.products)) if new.products else {}
    for product in new.products:
        if product not in known:
            raise UnknownProofProduct(product=product)
    row = ClaimProof(
        id=new_id("prf", clock), tenant_id=actor.tenant, kind=new.kind, claim=new.claim, issuer=new.issuer,
        sample=new.sample, products=list(new.products), since=_day(new.since), valid_until=_day(new.valid_until),
        file=new.file, file_sha256=new.file_sha256, approver=actor.name[:120], created_at=clock(), created_by=actor.id,
        withdrawn_at=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "proof.add", row.id, after={"kind": new.kind, "claim": new.claim})
    return _view(row)


def withdraw_proof(tx: Session, actor: Actor, clock: Clock, proof: str) -> ProofView:
    """It counts no more; twice changes nothing. Raises ProofNotFound."""
    row = tx.get(ClaimProof, proof, with_for_update=True)
    if row is None or row.tenant_id != actor.tenant:
        raise ProofNotFound(id=proof)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock()
        tx.flush()
        audit(tx, actor, clock, "proof.withdraw", proof, before={"claim": row.claim})
    return _view(row)


def _day(one: date | None) -> str | None:
    return one.isoformat() if one else None


def _date(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _view(row: ClaimProof) -> ProofView:
    new = NewProof(
        row.kind, row.claim, row.issuer, row.sample, tuple(row.products), _date(row.since), _date(row.valid_until),
        row.file, row.file_sha256,
    )  # fmt: skip
    return ProofView(row.id, new, row.approver, row.created_at, row.withdrawn_at)
