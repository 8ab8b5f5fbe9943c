"""Does something that can be looked up back this claim? Pure. Expired or about another product counts for nothing."""

import re
from collections.abc import Callable
from typing import Final

from onair.compliance.lint.asked import Asked, OfferFacts
from onair.compliance.lint.packs import Part
from onair.kernel.folding import fold
from onair.kernel.numerals import number_of

_WORDS = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[a-z]{3,}|[一-鿿]+")
_FIGURES = re.compile(r"[0-9]+|[零一二两三四五六七八九十百千万]+")
_APPROVAL = re.compile(r"健[注备字a-z]*([0-9]{6,})")
ENOUGH = 0.5
"""Share of a claim's pairs of characters that the text must hold to speak of the same thing."""


def proof_of(part: Part, said: str, around: str, asked: Asked) -> str | None:
    """Id of what settles this claim; None = nothing does. A must-not is settled by nothing."""
    if part.verdict != "EVID":
        return None
    product = asked.product.id if asked.product else None
    if part.slot == "use":
        used = asked.host is not None and asked.host.has_used(product, asked.on)
        return f"use:{asked.host.id}" if used and asked.host else None
    if part.slot == "approval" and asked.product is not None and _approved(asked.product.approval, around):
        return f"approval:{asked.product.approval}"
    if part.slot in LEDGER and asked.offer is not None and LEDGER[part.slot](asked.offer, said):
        return f"offer:{part.slot}"
    for one in asked.evidence:
        right = one.kind in part.kinds or one.kind == "any"
        if part.kinds and right and one.counts(asked.on, product) and says(one.claim, around):
            return one.id
    return None


def _approved(number: str, around: str) -> bool:
    """There is an approval on file, and a number that the text names is that one."""
    named = _APPROVAL.findall(around)
    return bool(number) and all(one in fold(number).text for one in named)


def _in_stock(offer: OfferFacts, said: str) -> bool:
    """No more can come, and a number that is named is the one of the ledger."""
    figures = [number_of(one) for one in _FIGURES.findall(said)]
    return (
        not offer.restock_planned
        and offer.stock is not None
        and all(n in (None, offer.stock) for n in figures)
    )


LEDGER: Final[dict[str, Callable[[OfferFacts, str], bool]]] = {
    "ends": lambda offer, _said: bool(offer.ends),
    "stock": _in_stock,
    "reference": lambda offer, _said: offer.reference is not None,
}
"""What the offer that is talked about settles by itself."""


def says(claim: str, around: str) -> bool:
    """The text speaks of what the claim says: every figure it names, and half of its words."""
    wanted = _WORDS.findall(fold(claim).text)
    figures = [word for word in wanted if word[0].isdigit()]
    pairs = {
        word[i : i + 2] for word in wanted if not word[0].isdigit() for i in range(max(1, len(word) - 1))
    }
    return all(figure in around for figure in figures) and (
        not pairs or sum(pair in around for pair in pairs) >= ENOUGH * len(pairs)
    )
