"""Sounds as numbers, for arrays of code points."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onair.kernel.sounds import PLANE, syllables

_FIRST_NUMBER: Final = 0x200000
_DIGIT: Final = 0x1FFFFF


@cache
def sound_numbers() -> NDArray[np.uint32]:
    """By code point: one number a syllable, one for all digits; a character without a sound keeps its code."""
    known = syllables()
    number = {name: _FIRST_NUMBER + place for place, name in enumerate(sorted(set(known.values())))}
    table = np.arange(PLANE, dtype=np.uint32)
    for sign, name in known.items():
        table[ord(sign)] = number[name]
    table[ord("0") : ord("9") + 1] = _DIGIT
    return table
