"""Use cases of the library: write, approve by a second person, withdraw; every step is kept."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.during.qa.answer import STATES, Answer, Backing, Source, State, state_of
from onair.during.qa.checking import Mark, day_of, marks
from onair.during.qa.grams import normal
from onair.during.qa.model import QaAnswer, QaHistory
from onair.during.qa.store import backing_of, library_of, view
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from onair.kernel.i18n import Text
from onair.kernel.ids import new_id
from onair.trade.personas.uses import in_force
from onair.trade.service import get_product, list_hosts
from onair.trade.versions import require_version

SOON_MS = 14 * DAY_MS
MOST = 5_000
"""Answers of a team: more than anybody can keep true."""
FIELDS = ("product", "intent", "variants", "short", "short_en", "long", "source", "until", "never", "host")
"""What a person writes."""


class AnswerNotFound(NotFound):
    code = "qa_not_found"
    zh = "没有这条问答，或者它不属于您的团队。没有任何改动，请刷新列表。"
    en = "There is no such answer, or it belongs to another team. Nothing was changed; reload the list."


class LibraryFull(BadInput):
    code = "qa_full"
    zh = "问答库已有 {limit} 条，到上限了。没有保存；请先撤下过期的。"
    en = "The library holds {limit} answers, its limit. Nothing was saved; withdraw expired ones first."


class BadAnswer(BadInput):
    code = "qa_bad_answer"
    zh = "这条问答还不能保存：{why}。没有保存，填写的内容还在。"
    en = "The answer cannot be saved yet: {why_en}. Nothing was saved; what was typed is still there."


class NoUseRecord(BadInput):
    """C08."""

    code = "qa_no_use_record"
    zh = "「{host}」没有这款商品的签名使用记录，不能讲亲身体验（C08，广告法 38）。没有保存；先登记使用记录，或不说自己用过。"
    en = (
        "{host} has no signed use record of this product, so own use cannot be told (C08, Advertising Law 38). "
        "Nothing was saved; have the record signed, or leave the own use out."
    )


class AnswerStopped(BadInput):
    """`data`: `marks` [{part, rule, instrument, article, verdict, start, end, matched, reason, rewrite}]."""

    code = "qa_stopped"
    zh = "还不能批准：「{matched}」{reason}（{article}）。没有批准，草稿还在；改掉标出的地方再来。"
    en = "It cannot be approved: '{matched}': {reason_en} ({article}). It stays a draft; change what is marked and come back."


class NotReady(BadInput):
    code = "qa_not_ready"
    zh = "还不能批准：{why}。没有批准，草稿还在。"
    en = "It cannot be approved yet: {why_en}. It stays a draft."


class OwnApproval(NotAllowed):
    code = "qa_own_approval"
    zh = "自己写的答案要由另一个人批准。没有批准；请让团队里的另一位来看。"
    en = "What you wrote yourself is approved by somebody else. It was not approved; ask another person of the team."


class WrongStep(Conflict):
    code = "qa_wrong_step"
    zh = "这条问答现在是「{state}」，不能这样做。没有任何改动，请刷新。"
    en = "The answer is {state} now, so this cannot be done. Nothing was changed; reload."


class Step(NamedTuple):
    """One step of an answer's life. `what`: create, edit, approve, withdraw, restore, import."""

    version: int
    at: int
    by: str
    what: str
    body: Mapping[str, Any]


def get_answer(tx: Session, tenant: str, id_: str) -> Answer:
    """Raises AnswerNotFound."""
    row = _row(tx, tenant, id_)
    return view(row, _backing(tx, tenant, row.product_id))


def history(tx: Session, tenant: str, id_: str) -> list[Step]:
    """The newest first. Raises AnswerNotFound."""
    _row(tx, tenant, id_)
    query = select(QaHistory).where(QaHistory.answer_id == id_).order_by(QaHistory.version.desc())
    return [Step(row.version, row.at, row.by_name, row.what, row.body) for row in tx.scalars(query)]


def create_answer(
    tx: Session, actor: Actor, clock: Clock, fields: Mapping[str, Any], *, what: str = "create"
) -> Answer:
    """A draft. `fields`: some of FIELDS, `variants`, `intent` and `short` at least. Raises BadAnswer, NoUseRecord,
    ProductNotFound, LibraryFull."""
    held = tx.query(QaAnswer.id).where(QaAnswer.tenant_id == actor.tenant).count()
    if held >= MOST:
        raise LibraryFull(limit=MOST)
    now = clock()
    row = QaAnswer(
        id=new_id("qa", clock), tenant_id=actor.tenant, state="draft", created_at=now, version=0, product_id=None,
        host_id=None, short_en="", long="", source=None, until=None, never=[],
    )  # fmt: skip
    _write(tx, actor, clock, row, fields)
    tx.add(row)
    return _kept(tx, actor, clock, row, what=what, before={})


def change_answer(
    tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int, fields: Mapping[str, Any], what: str = "edit"
) -> Answer:  # fmt: skip
    """Another text is another answer: it is a draft again until somebody approves it. Raises Stale and as `create_answer`."""
    row = _row(tx, actor.tenant, id_, lock=True)
    before = body_of(row)
    require_version(version, row.version, _plain(fields), before)
    if all(before[name] == value for name, value in _plain(fields).items()):
        return view(row, _backing(tx, actor.tenant, row.product_id))
    _write(tx, actor, clock, row, fields)
    row.state, row.approver_id, row.approver_name, row.approved_at = "draft", None, None, None
    return _kept(tx, actor, clock, row, what=what, before=before)


def approve_answer(tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int) -> Answer:
    """By another person than who wrote it last. Raises OwnApproval, NotReady, AnswerStopped, NoUseRecord, WrongStep, Stale."""
    row = _row(tx, actor.tenant, id_, lock=True)
    require_version(version, row.version, {}, {})
    if row.state != "draft":
        raise WrongStep(state=row.state)
    if row.author_id == actor.id or actor.kind != "person":
        raise OwnApproval
    backing = _backing(tx, actor.tenant, row.product_id)
    answer = view(row, backing)
    if answer.host is not None:
        _own_use(tx, actor.tenant, answer.host, answer.product)
    stopping = [one for one in marks(answer, backing, day_of(clock())) if one.stops]
    if stopping:
        raise stopped(stopping)
    _ready(answer, backing, clock())
    row.state, row.approver_id, row.approver_name, row.approved_at = "approved", actor.id, actor.name, clock()
    return _kept(tx, actor, clock, row, what="approve", before={"state": "draft"})


def withdraw_answer(
    tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int, why: str | None = None
) -> Answer:
    """Not given any more; kept for the record. Raises WrongStep, Stale."""
    return _turn(tx, actor, clock, id_, version=version, what="withdraw", why=why)


def restore_answer(tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int) -> Answer:
    """Withdrawn becomes a draft: it is approved anew. Raises WrongStep, Stale."""
    return _turn(tx, actor, clock, id_, version=version, what="restore", why=None)


def draft_marks(tx: Session, actor: Actor, clock: Clock, fields: Mapping[str, Any]) -> list[Mark]:
    """What would be said of texts that nobody saved yet. Raises nothing for an unfinished draft."""
    product, now = fields.get("product"), clock()
    backing = _backing(tx, actor.tenant, product)
    source = fields.get("source")
    draft = Answer(
        id="", variants=tuple(fields.get("variants") or ("",)), intent=fields.get("intent") or "usage",
        short=fields.get("short") or "", short_en=fields.get("short_en") or "", long=fields.get("long") or "",
        product=product, host=fields.get("host"), never=tuple(fields.get("never") or ()),
        source=Source(**_plain_source(source)) if source else None,
    )  # fmt: skip
    return marks(draft, backing, day_of(now))


def listed(tx: Session, tenant: str, wanted: "Wanted", now: int) -> tuple[list[Answer], dict[State, int]]:
    """Newest first; with how many there are in each state, whatever is wanted."""
    found = sorted(library_of(tx, tenant).answers.values(), key=lambda one: (-one.updated_at, one.id))
    counts = Counter(state_of(one, now) for one in found)
    return [one for one in found if wanted.fits(one, now)], {state: counts[state] for state in STATES}


class Wanted(NamedTuple):
    """None = any. `product` "" = of the whole shop only. `expiring`: in force, and over within SOON_MS."""

    q: str | None = None
    product: str | None = None
    intent: str | None = None
    state: str | None = None
    expiring: bool = False

    def fits(self, answer: Answer, now: int) -> bool:
        state = state_of(answer, now)
        if self.product is not None and (answer.product or "") != self.product:
            return False
        if self.intent not in (None, answer.intent) or self.state not in (None, state):
            return False
        if self.expiring and not (state == "approved" and (answer.until or 0) <= now + SOON_MS):
            return False
        words = (self.q or "").casefold().split()
        text = "\n".join((*answer.variants, answer.short, answer.short_en, answer.long)).casefold()
        return all(word in text for word in words)


def stopped(stopping: list[Mark]) -> AnswerStopped:
    first = stopping[0]
    article = f"{first.instrument} {first.article}".strip() or "OnAir"
    rows = [
        mark._asdict() | {"reason": mark.reason._asdict(), "rewrite": mark.rewrite._asdict()}
        for mark in stopping
    ]
    return AnswerStopped(
        matched=first.matched, reason=first.reason.zh, reason_en=first.reason.en, article=article, marks=rows
    )


def body_of(row: QaAnswer) -> dict[str, Any]:
    """What a person wrote, as JSON."""
    return {
        "product": row.product_id, "intent": row.intent, "variants": list(row.variants), "short": row.short,
        "short_en": row.short_en, "long": row.long, "source": row.source, "until": row.until, "never": list(row.never),
        "host": row.host_id,
    }  # fmt: skip


# ---- inside


def _row(tx: Session, tenant: str, id_: str, *, lock: bool = False) -> QaAnswer:
    row = tx.get(QaAnswer, id_, with_for_update=lock)
    if row is None or row.tenant_id != tenant:
        raise AnswerNotFound
    return row


def _backing(tx: Session, tenant: str, product: str | None) -> Backing:
    return backing_of(tx, tenant, [product] if product else [])


def _write(tx: Session, actor: Actor, clock: Clock, row: QaAnswer, fields: Mapping[str, Any]) -> None:
    """Raises BadAnswer, NoUseRecord, ProductNotFound."""
    body = _plain(fields)
    for name, value in body.items():
        column = {"product": "product_id", "host": "host_id"}.get(name, name)
        setattr(row, column, value)
    if row.product_id is not None:
        row.product_id = get_product(tx, actor.tenant, row.product_id).id
    kinds = [re.sub(r"\W+", "", variant.casefold()) for variant in row.variants]
    if not kinds or not all(map(normal, row.variants)) or len(set(kinds)) < len(kinds):
        raise BadAnswer(
            why="问法要至少一条，每条有字，且不重复",
            why_en="there is one way of asking at least, none empty, none twice",
        )
    if row.host_id is not None:
        if row.product_id is None:
            raise BadAnswer(why="亲身体验要选一款商品", why_en="one's own experience is of one product")
        _own_use(tx, actor.tenant, row.host_id, row.product_id)
    row.author_id, row.author_name, row.updated_at = actor.id, actor.name, clock()
    row.version += 1


def _own_use(tx: Session, tenant: str, host: str, product: str | None) -> None:
    names = {one.id: one.name for one in list_hosts(tx, tenant)}
    if (host, product) not in in_force(tx, tenant) or host not in names:
        raise NoUseRecord(host=names.get(host, "—"))


def _ready(answer: Answer, backing: Backing, now: int) -> None:
    """Raises NotReady with all that is missing."""
    missing = [*_unsourced(answer, backing), *_undated(answer.until, now)]
    if missing:
        raise NotReady(why="；".join(one.zh for one in missing), why_en="; ".join(one.en for one in missing))


def _unsourced(answer: Answer, backing: Backing) -> list[Text]:
    source = answer.source
    if source is None or not source.text.strip():
        return [
            Text(
                "没有写依据（参数、资质、政策或说明书）", "it names no source (fact, paper, policy or manual)"
            )
        ]
    if source.kind == "evidence" and source.ref not in backing.papers:
        return [Text("依据的资质不在这款商品名下", "the paper it rests on is not among this product's")]
    return []


def _undated(until: int | None, now: int) -> list[Text]:
    if until is None:
        return [Text("没有写有效期", "it says no end of validity")]
    return [Text("有效期或依据已经过期", "its validity or its evidence has run out")] if until <= now else []


def _turn(
    tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int, what: str, why: str | None
) -> Answer:
    row = _row(tx, actor.tenant, id_, lock=True)
    require_version(version, row.version, {}, {})
    if (row.state == "withdrawn") is (what == "withdraw"):
        raise WrongStep(state=row.state)
    before = {"state": row.state}
    row.state = "withdrawn" if what == "withdraw" else "draft"
    row.approver_id = row.approver_name = row.approved_at = None
    return _kept(tx, actor, clock, row, what=what, before=before, why=why)


def _kept(
    tx: Session, actor: Actor, clock: Clock, row: QaAnswer, *, what: str, before: Mapping[str, Any],
    why: str | None = None
) -> Answer:  # fmt: skip
    """In the tables, its history and the audit chain."""
    if what not in ("create", "edit", "import"):
        row.version += 1
        row.updated_at = clock()
    tx.flush()
    after = body_of(row) | {"state": row.state}
    step = QaHistory(
        answer_id=row.id, version=row.version, tenant_id=row.tenant_id, at=clock(), by_id=actor.id, by_name=actor.name,
        what=what, body=after,
    )  # fmt: skip
    tx.add(step)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    audit(tx, actor, clock, f"qa.{what}", row.id, before=before or None, after=changed, why=why)
    return view(row, _backing(tx, actor.tenant, row.product_id))


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    body = {name: value for name, value in fields.items() if name in FIELDS}
    if body.get("source") is not None:
        body["source"] = _plain_source(body["source"])
    for name in ("variants", "never"):
        if name in body:
            body[name] = [str(line).strip() for line in body[name] if str(line).strip()]
    return body


def _plain_source(source: Any) -> dict[str, Any]:
    return msgspec.to_builtins(source) if isinstance(source, Source) else dict(source)
