"""Money of an order over its lines: whole minor units, nothing lost, the same in Python and in SQL.

Weights are price times quantity, or quantity when a price is missing, or equal when neither says
anything. They are kept small so that every product and quotient is exact
in a 64-bit float too, which is how some engines divide.
"""

from collections.abc import Sequence

WEIGHT_MAX = 1 << 20
PRICE_MAX = 1 << 36
QTY_MAX = 1 << 16


def weights(lines: Sequence[tuple[int, int | None]]) -> list[int]:
    """Lines are (qty, price or None); ≥ 1 line. Sum of the weights is ≥ 1."""
    quantities = [min(max(qty, 0), QTY_MAX) for qty, _ in lines]
    found = quantities
    if all(price is not None for _, price in lines):
        found = [q * min(max(p or 0, 0), PRICE_MAX) for q, (_, p) in zip(quantities, lines, strict=True)]
        if not any(found):
            found = quantities
    if not any(found):
        return [1] * len(lines)
    scale = max(found) // WEIGHT_MAX + 1
    return [w // scale for w in found]


def share_out(amount: int, lines: Sequence[tuple[int, int | None]]) -> list[int]:
    """Parts of `amount` by line, adding up to it; units left by rounding down go to the first lines."""
    shares = weights(lines)
    total = sum(shares)
    whole, rest = divmod(abs(amount), total)
    parts = [whole * w + rest * w // total for w in shares]
    for place in range(abs(amount) - sum(parts)):
        parts[place] += 1
    return parts if amount >= 0 else [-part for part in parts]
