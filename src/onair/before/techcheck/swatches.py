"""The colours of a card: ours, computed; and their spelling."""

from collections.abc import Sequence

import numpy as np

from onair.before.techcheck.colour import Floats, srgb_of


def own_card() -> tuple[str, ...]:
    """The card that OnAir offers to print: 18 hues 20° apart at three lightnesses, and six greys. `#rrggbb` by row."""
    colours = [
        (45.0 + 13 * (place % 3), 36 * np.cos(np.radians(20 * place)), 36 * np.sin(np.radians(20 * place)))
        for place in range(18)
    ]
    greys = [(95.0 - 15 * step, 0.0, 0.0) for step in range(6)]
    return tuple(as_hex(row) for row in srgb_of(np.array(colours + greys)))


def as_hex(srgb: Floats) -> str:
    red, green, blue = (round(float(v)) for v in np.clip(srgb, 0, 255))
    return f"#{red:02x}{green:02x}{blue:02x}"


def of_hex(colours: Sequence[str]) -> Floats:
    """0…255 sRGB, one row a colour."""
    return np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], dtype=np.float64)
