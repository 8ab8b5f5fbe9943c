"""Money of an order over its lines: whole minor units, nothing lost, the same in Python and in SQL.

Weights are price times quantity, or quantity when a price is missing, or equal when neither says
anything. They are kept below 2^24 so that no product leaves 64 bits in any engine.
"""

from collections.abc import Sequence

WEIGHT_MAX = 1 << 24
PRICE_MAX = 1 << 40
QTY_MAX = 1 << 20


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
    """Parts of `amount` by line; they add up to it. What floors leave goes one unit each to the first lines."""
    shares = weights(lines)
    total = sum(shares)
    whole, rest = divmod(abs(amount), total)
    parts = [whole * w + rest * w // total for w in shares]
    for place in range(abs(amount) - sum(parts)):
        parts[place] += 1
    return parts if amount >= 0 else [-part for part in parts]
