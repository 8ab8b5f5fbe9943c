"""What the lint says of a title: words that no ledger can prove. Slow the first time; for worker threads."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.compliance.lint import Finding, check
from onair.during.offers.planning.breach import OfferBreach
from onair.trade.claims.service import knowledge

LEDGERS = frozenset({"C10", "C11", "C13", "C15", "C16", "C17", "C18", "C19"})
"""Rules that are held against prices, stock and the clock here, and not against words."""
Titles = dict[tuple[str, str], tuple[OfferBreach, ...]]
"""(title, product) → what stands against its words."""


def lawful(tx: Session, tenant: str, titles: Iterable[tuple[str, str]], now: int, zone: str) -> Titles:
    """`titles`: (title, product). By the rules of the day `now` ms in `zone`, with the team's evidence and switches."""
    asked = list(dict.fromkeys(titles))
    if not asked:
        return {}
    on = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()
    known = knowledge(tx, tenant, [product for _, product in asked])
    found: Titles = {}
    for title, product in asked:
        said = check(title, known.asked("title", on, product=product)).findings
        stops = [one for one in said if one.verdict in ("BLOCK", "EVID") and one.rule not in LEDGERS]
        found[title, product] = tuple(_breach(one) for one in stops)
    return found


def _breach(one: Finding) -> OfferBreach:
    more = one.verdict == "EVID"
    zh, en = (
        ("登记证据，或删掉这几个字", "File the evidence, or leave the words out")
        if more
        else ("删掉这几个字", "Leave the words out")
    )
    if one.rewrite.zh:
        zh, en = f"改成「{one.rewrite.zh}」", f"Say “{one.rewrite.en}”"
    return OfferBreach(
        code="words", level="block", field="title", rule=one.rule, instrument_zh=one.instrument,
        instrument_en=one.instrument, article=one.article, zh=f"「{one.matched}」：{one.reason.zh}",
        en=f"“{one.matched}”: {one.reason.en}", repair_zh=zh, repair_en=en,
    )  # fmt: skip
