"""How a character is spoken: its first reading, without tone. 薇 and 微 sound alike, however they are written. Pure."""

import unicodedata
from functools import cache
from typing import Final

PLANE: Final = 0x10000
"""Characters beyond it have no sound here."""


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
