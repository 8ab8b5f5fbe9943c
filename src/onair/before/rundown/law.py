"""What the law says of a talk card's words: the lint's findings among the card's own marks. Pure.

A must-not stops the show at the gate; a claim that wants evidence is a reminder here, as the card's own marks are:
what a card names as proof settles it.
"""

from collections.abc import Sequence

from onair.before.rundown.cards import FORMS, Card, Level, Mark
from onair.compliance.lint import Asked, Evidence, Finding, check
from onair.kernel.i18n import Text

CODE = "law"
LEVELS: dict[str, Level] = {"BLOCK": "error", "EVID": "warning", "FIX": "warning"}


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
    given = tuple(
        Evidence(place, "any", claim) for claim, place in card.proofs if claim.strip() and place.strip()
    )
    return Asked(
        asked.surface,
        asked.on,
        asked.market,
        asked.product,
        asked.host,
        asked.evidence + given,
        asked.offer,
        asked.off,
    )


def _same(mark: Mark, part: str, found: Finding) -> bool:
    return (
        mark.part == part
        and mark.start < found.end
        and found.start < mark.end
        and mark.code != "feature_list"
    )


def _joined(mark: Mark, found: Finding) -> Mark:
    level: Level = "error" if "error" in (mark.level, LEVELS[found.verdict]) else "warning"
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
    return Mark(part, found.start, found.end, CODE, LEVELS[found.verdict], words, rewrite)


def _article(found: Finding) -> Text:
    return Text(f"{found.instrument} {found.article}", f"{found.instrument} {found.article}")
