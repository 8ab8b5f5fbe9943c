"""What the law says of a talk card's words: the lint's findings among the card's own marks. Pure.

A must-not stops the show at the gate, and so does a claim whose evidence is not on file: what a card names as proof
settles it when it can be looked up (an entry of the register, a paper of the goods, a link). What the ledger of an offer
settles (an end, stock, a former price) is a reminder: the offer itself cannot be published without it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from onair.before.rundown.cards import FORMS, Card, Level, Mark
from onair.compliance.lint import Asked, Evidence, Finding, check
from onair.kernel.i18n import Text

CODE = "law"
EVIDENCE = "law_evidence"
"""Evidence on file would settle it."""
FILED = frozenset({"report", "ranking", "award", "standard", "use", "maker", "approval"})
"""Kinds of evidence that are put on file; the others are facts of an offer."""


def lawful_marks(card: Card, asked: Asked, own: Sequence[Mark]) -> list[Mark]:
    """`own` and what the lint adds. Where both speak of the same words, the card's mark stays, with the article and
    the stricter level of the two."""
    marks = list(own)
    for part in FORMS[card.form]:
        for found in check(card.parts.get(part, ""), _with_proofs(card, asked)).findings:
            place = next((i for i, mark in enumerate(marks) if _same(mark, part, found)), None)
            if place is None:
                marks.append(_mark(part, found))
            else:
                marks[place] = _joined(marks[place], found)
    order = list(FORMS[card.form])
    return sorted(marks, key=lambda mark: order.index(mark.part))


def _with_proofs(card: Card, asked: Asked) -> Asked:
    given = [
        Evidence(place, "any", claim)
        for claim, place in card.proofs
        if claim.strip() and _on_file(place, asked)
    ]
    return replace(asked, evidence=(*asked.evidence, *given))


def _on_file(place: str, asked: Asked) -> bool:
    """It names what somebody can look up: a link, an entry of the register, a paper of the goods that has not run out."""
    said = place.strip().casefold()
    if re.match(r"https?://[^\s/]+\.", said):
        return True
    product = asked.product
    filed = [one.id for one in asked.evidence if one.counts(asked.on, product.id if product else None)]
    papers = (
        [number for number, until in product.papers if until is None or asked.on <= until] if product else []
    )
    return any(one.strip() and one.casefold() in said for one in (*filed, *papers))


def _same(mark: Mark, part: str, found: Finding) -> bool:
    return (
        mark.part == part
        and mark.start < found.end
        and found.start < mark.end
        and mark.code != "feature_list"
    )


def _joined(mark: Mark, found: Finding) -> Mark:
    level: Level = "error" if "error" in (mark.level, level_of(found)) else "warning"
    zh, en = _article(found)
    words = mark.words if zh in mark.words.zh else Text(f"{mark.words.zh}（{zh}）", f"{mark.words.en} ({en})")
    return mark._replace(level=level, words=words, rewrite=mark.rewrite or found.rewrite.zh)


def _mark(part: str, found: Finding) -> Mark:
    zh, en = _article(found)
    words = Text(
        f"「{found.matched}」{found.reason.zh}（{zh}）",
        f"'{found.matched}': {found.reason.en} ({en})",
    )
    rewrite = "" if "{" in found.rewrite.zh else found.rewrite.zh
    code = EVIDENCE if found.verdict == "EVID" else CODE
    return Mark(part, found.start, found.end, code, level_of(found), words, rewrite)


def level_of(found: Finding) -> Level:
    """error = the gate stays shut."""
    stops = found.verdict == "BLOCK" or (found.verdict == "EVID" and found.evidence_slot in FILED)
    return "error" if stops else "warning"


def _article(found: Finding) -> Text:
    return Text(f"{found.instrument} {found.article}", f"{found.instrument} {found.article}")
