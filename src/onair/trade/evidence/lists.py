"""Use cases of a team's own lists of required papers."""

from typing import Any

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text
from onair.store.rows import locked_or_new
from onair.trade.evidence.marks import touch
from onair.trade.evidence.model import PaperList
from onair.trade.evidence.required import DEFAULT_LISTS, PaperLists, PaperRule
from onair.trade.versions import require_version


class ListsRefused(BadInput):
    """`data`: `word`, and the two lists that hold it."""

    code = "paper_word_twice"
    zh = "品类词「{word}」在「{one}」和「{other}」两份清单里都有，不知道按哪份。没有保存，请从一份里删掉。"
    en = "The word {word} is in two lists, {one} and {other}. Nothing was saved; take it out of one."


def paper_lists(tx: Session, tenant: str) -> PaperLists:
    """The team's own, or those that come with OnAir."""
    row = tx.get(PaperList, tenant)
    return DEFAULT_LISTS if row is None or not row.version else _view(row)


def put_paper_lists(
    tx: Session, actor: Actor, clock: Clock, *, version: int, lists: PaperLists | None
) -> PaperLists:
    """All of them at once; None = as they came with OnAir. Raises Stale, ListsRefused."""
    wanted = lists or DEFAULT_LISTS
    _unambiguous(wanted)
    turn(tx, actor.tenant)
    row = locked_or_new(
        tx,
        lambda: tx.get(PaperList, actor.tenant, with_for_update=True),
        lambda: PaperList(tenant_id=actor.tenant, body={}, version=0, changed_at=clock()),
    )
    held = paper_lists(tx, actor.tenant)
    require_version(version, row.version, body_of(wanted), body_of(held))
    row.body, row.version, row.changed_at = body_of(wanted), row.version + 1, clock()
    tx.flush()
    touch(tx, actor.tenant, clock)
    audit(tx, actor, clock, "paper.lists", actor.tenant, before=body_of(held), after=body_of(wanted))
    return _view(row)


def _unambiguous(lists: PaperLists) -> None:
    seen: dict[str, str] = {}
    for rule in lists.rules:
        for word in rule.words:
            other = seen.setdefault(word.casefold(), rule.name.zh)
            if other != rule.name.zh:
                raise ListsRefused(word=word, one=other, other=rule.name.zh)


def body_of(lists: PaperLists) -> dict[str, Any]:
    """As it is stored and sent."""
    rules = [
        {
            "name": rule.name._asdict(),
            "words": list(rule.words),
            "kinds": list(rule.kinds),
            "basis": rule.basis,
        }
        for rule in lists.rules
    ]
    return {"rules": rules, "general": list(lists.general)}


def _view(row: PaperList) -> PaperLists:
    rules = (
        PaperRule(Text(**one["name"]), tuple(one["words"]), tuple(one["kinds"]), one["basis"])
        for one in row.body["rules"]
    )
    return PaperLists(tuple(rules), tuple(row.body["general"]), row.version)
