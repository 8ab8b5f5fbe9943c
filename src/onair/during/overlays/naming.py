"""Names of goods and offers as screens say them: without a price, a count or a time that somebody typed into them and
that nothing keeps true (C12, C15–C17). Pure."""

import re
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache

from onair.compliance.lint.counted import Claim, claims_of

_COUNTS_SALES = re.compile(r"售|卖|销|抢|拍|购|付款|下单|成交|补货|sold|bought|order", re.I)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_UNITS = tuple("件单人份台套次")
_EDGES = " 　｜,，、;；:：/|·-—"


@lru_cache(4_096)
def told(name: str, amounts: frozenset[Decimal] = frozenset()) -> str:
    """`amounts`: what may stand in it, in the currency's unit; a pack's size (6件) is part of a name. A name that
    is nothing else is a dash."""
    kept, last = [], 0
    for claim in claims_of(name):
        if not _bound(name, claim, amounts):
            kept.append(name[last : claim.start])
            last = claim.end + (name[claim.end : claim.end + 1] in _UNITS)
    said = "".join((*kept, name[last:])).strip(_EDGES) if kept else name
    return said or "—"


def _bound(name: str, claim: Claim, amounts: Collection[Decimal]) -> bool:
    words = name[claim.start : claim.end]
    if claim.rule == "C15":
        return _COUNTS_SALES.search(words) is None
    numbers = [Decimal(found) for found in _NUMBER.findall(words.replace(",", ""))]
    return claim.rule == "C12" and bool(numbers) and all(one in amounts for one in numbers)


def amounts_in(text: str) -> list[Decimal]:
    return [Decimal(found) for found in _NUMBER.findall(text)]
