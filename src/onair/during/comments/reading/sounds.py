"""How a character is spoken: its first reading, without tone. 薇 and 微 sound alike, however they are written."""

import unicodedata
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

PLANE: Final = 0x10000
"""Characters beyond it have no sound here."""
_FIRST_NUMBER: Final = 0x200000
_DIGIT: Final = 0x1FFFFF


@cache
def syllables() -> dict[str, str]:
    """By character, in letters; ü is v, as it is typed."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 (40,000 entries: only when somebody reads)

    bare: dict[str, str] = {}
    spoken = {}
    for code, readings in PINYIN_DICT.items():
        if code < PLANE:
            first = readings.split(",")[0]
            if first not in bare:
                apart = unicodedata.normalize("NFD", first).replace("u\u0308", "v")
                bare[first] = "".join(sign for sign in apart if not unicodedata.combining(sign))
            spoken[chr(code)] = bare[first]
    return spoken


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
