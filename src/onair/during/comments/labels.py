"""What a team teaches: labels with who and when, kept or refused by the fixed set; what should be labelled next."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.during.comments.model import CommentLabel
from onair.during.comments.nearness import shape
from onair.during.comments.reading.intents import INTENTS
from onair.during.comments.reading.results import Label, Learned, Reading
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.ids import new_id
from onair.kernel.text import mask_personal

TAUGHT_MAX = 5_000
LISTED_MAX = 200
ASKED = 40
TEXT_MAX = 300


class NoLabel(NotFound):
    code = "comment_no_label"
    zh = "没有这条标注，或它属于别的团队。没有任何改动。"
    en = "There is no such label, or it is another team's. Nothing was changed."


class BadLabel(BadInput):
    code = "comment_bad_label"
    zh = "这条标注不合要求：{why}。没有保存，请改正后重试。"
    en = "This label does not fit: {why}. Nothing was saved; correct it and try again."


class LabelWithdrawn(Conflict):
    code = "comment_label_withdrawn"
    zh = "这条标注已经撤回。没有再次改动。"
    en = "This label was withdrawn before. Nothing was changed again."


class NewLabel(NamedTuple):
    """`intent` None = only the other marks are said. `product`: under the id that events use."""

    text: str
    intent: str | None
    negative: bool | None
    abuse: bool | None
    product: str | None
    show: str | None


class Taught(NamedTuple):
    """A label as the model took it."""

    new: NewLabel
    label: Label
    learned: Learned


class Doubt(NamedTuple):
    """A text worth labelling, with how it is read now; `n`: how often it was said."""

    text: str
    reading: Reading
    n: int


def as_label(new: NewLabel) -> Label:
    """Raises BadLabel."""
    text = mask_personal(new.text.strip())[:TEXT_MAX]
    if not text:
        raise BadLabel(why="text")
    if new.intent is not None and new.intent not in INTENTS:
        raise BadLabel(why=f"intent: {', '.join(INTENTS)}")
    if new.intent is None and new.negative is None and new.abuse is None:
        raise BadLabel(why="intent | negative | abuse")
    intent = next((one for one in INTENTS if one == new.intent), None)
    return Label(text, intent, new.negative, new.abuse)


def add_label(tx: Session, actor: Actor, clock: Clock, taught: Taught) -> CommentLabel:
    new, label, learned = taught
    row = CommentLabel(
        id=new_id("lbl", clock), tenant_id=actor.tenant, text=label.text, intent=label.intent, negative=label.negative,
        abuse=label.abuse, product=new.product, show_id=new.show, state="kept" if learned.kept else "refused",
        before=round(learned.before * 100), after=round(learned.after * 100), created_at=clock(), created_by=actor.id,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    return row


def withdraw(tx: Session, actor: Actor, clock: Clock, id_: str) -> CommentLabel:
    """Raises NoLabel, LabelWithdrawn."""
    row = tx.get(CommentLabel, id_)
    if row is None or row.tenant_id != actor.tenant:
        raise NoLabel
    if row.state == "withdrawn":
        raise LabelWithdrawn
    row.state, row.withdrawn_at, row.withdrawn_by = "withdrawn", clock(), actor.id
    audit(tx, actor, clock, "comments.label.withdraw", row.id)
    return row


def kept_labels(tx: Session, tenant: str) -> list[Label]:
    """Oldest first; of very many the newest."""
    query = select(CommentLabel).where(CommentLabel.tenant_id == tenant, CommentLabel.state == "kept")
    rows = list(tx.scalars(query.order_by(CommentLabel.id.desc()).limit(TAUGHT_MAX)))
    found = []
    for row in reversed(rows):
        intent = next((one for one in INTENTS if one == row.intent), None)
        found.append(Label(row.text, intent, row.negative, row.abuse))
    return found


def listed(tx: Session, tenant: str, limit: int = LISTED_MAX) -> list[CommentLabel]:
    """Newest first."""
    query = select(CommentLabel).where(CommentLabel.tenant_id == tenant)
    return list(tx.scalars(query.order_by(CommentLabel.id.desc()).limit(limit)))


def doubtful(texts: Iterable[str], read: Sequence[Reading], known: Iterable[str]) -> list[Doubt]:
    """Least sure first, what says the same once, what was labelled not at all; often said before seldom."""
    seen = {shape(text).bare for text in known}
    counted: dict[str, Doubt] = {}
    for text, reading in zip(texts, read, strict=True):
        bare = shape(text).bare
        if len(bare) < 2 or bare in seen:
            continue
        before = counted.get(bare)
        counted[bare] = Doubt(text, reading, 1) if before is None else before._replace(n=before.n + 1)
    return sorted(counted.values(), key=lambda one: (one.reading.confidence, -one.n))[:ASKED]
