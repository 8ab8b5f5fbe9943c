"""A comment as everything after it reads it: one way of writing, signs apart, and where each character stood."""

import re
from typing import Final, NamedTuple

from onair.kernel.folding import ALIKE, NOISE, REPEATS, SIMPLE, UNSEEN, WIDTH, Folded, fold, replaced

STAGES: Final = (WIDTH, UNSEEN, SIMPLE, ALIKE, NOISE, REPEATS)
_SIGN = re.compile(r"\[[^\[\]\s]{1,4}\]|[\U0001f000-\U0001faff☀-➿️]")
"""`[比心]` as platforms write it, and emoji."""
_SPLIT = re.compile(r"(?<=[\u3400-\u9fff])[.*_~ ]+(?=[\u3400-\u9fff])")
_RUN = re.compile(r"([^\w\s])\1+")
_DIGITS = re.compile(r"(\d)\1{2,}")
_UNSAID = re.compile(r"[\W_]+")


class Normal(NamedTuple):
    """`folded.text` is what models read; `signs`: emoji and `[xx]` in their order, which are read apart."""

    folded: Folded
    signs: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def key(self) -> str:
        """What was said, without how: 好！！！ and 好 are one, 66666 is 666, 上链接上链接上链 is 上链接. A comment of signs
        alone is its signs."""
        said = _UNSAID.sub("", self.folded.text)
        said = _DIGITS.sub(r"\1\1\1", said) if said.isdigit() else said[: _period(said)]
        return said or "".join(dict.fromkeys(self.signs)) or self.folded.text.strip()[:1]


def normal(text: str) -> Normal:
    """Linear in its length; never raises on any string."""
    signs = tuple(_SIGN.findall(text))
    folded = fold(text, STAGES)
    if signs:
        folded = replaced(folded, [(*found.span(), "") for found in _SIGN.finditer(folded.text)])
        folded = replaced(folded, [(*found.span(), "") for found in _SPLIT.finditer(folded.text)])
    runs = [(found.start(), found.end(), found.group(1)) for found in _RUN.finditer(folded.text)]
    return Normal(replaced(folded, runs), signs)


def _period(text: str) -> int:
    """Characters after which it begins anew, at least twice in all; else its length. Linear."""
    border = [0] * len(text)
    for place in range(1, len(text)):
        length = border[place - 1]
        while length and text[place] != text[length]:
            length = border[length - 1]
        border[place] = length + (text[place] == text[length])
    period = len(text) - border[-1] if text else 0
    return period if 2 * period <= len(text) else len(text)
