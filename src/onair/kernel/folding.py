"""Written one way, whatever it was typed as: folded text that knows where each of its characters stood. Pure.

People write round filters: full width, circled digits, blanks and emoji inside a word, rare characters that look
alike, repeated characters, pinyin. `fold` undoes this, stage by stage, in linear time, and every character of the
result knows its place in the original, so that a finding underlines what was really typed.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from opencc import OpenCC

WIDTH: Final = "width"
"""NFKC, lower case, accents off Latin letters, controls as blanks."""
UNSEEN: Final = "unseen"
"""Zero-width, bidirectional and tag characters, variation selectors, marks set upon others: dropped."""
SIMPLE: Final = "simple"
"""Traditional characters as simplified ones."""
ALIKE: Final = "alike"
"""Rare characters and foreign letters that are used for what they look like."""
NOISE: Final = "noise"
"""Blanks, soft punctuation and emoji inside words; quotes round one character; a mark after every character."""
REPEATS: Final = "repeats"
"""The same character three times or more is once; 国国家家级级 is 国家级."""
ORDINALS: Final = "ordinals"
"""第1 is 第一."""
STAGES: Final = (WIDTH, UNSEEN, SIMPLE, ALIKE, NOISE, REPEATS, ORDINALS)
"""All of them, in their order."""

HAN: Final = "㐀-䶿一-鿿"
_ALIKE = dict(
    zip("蕞樶嶵朂冣苐㐧弌壹零佰仟伍陆柒捌玖", "最最最最最第第一一零百千五六七八九", strict=True)
) | dict(zip("аеорсухіѕјϲԁһ", "aeopcyxisjcdh", strict=True))
_FILLERS = frozenset("ᅟᅠㅤﾠ⠀\ufe0e\ufe0f")
_LATIN_END = 0x250
_MARKS_OF = (0x300, 0x370)
_NOISE = re.compile(
    rf"(?<=[{HAN}])(?:[^\w,!?;:。、%()\[\]<>{{}}\"'《》「」“”‘’【】+=#@&$¥\n]|_)+(?=[{HAN}])"
    rf"|[\"'“”‘’「」【】(\[](?=[{HAN}][\"'“”‘’「」【】)\]])|(?<=[\"'“”‘’「」【】(\[][{HAN}])[\"'“”‘’「」【】)\]]"
)
_SPELT_OUT = re.compile(rf"(?<![{HAN}])[{HAN}](?:[,、。!?;:][{HAN}]){{2,}}(?![{HAN}])")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(rf"(?:([{HAN}])\1){{3,}}")
_FIRST = re.compile(r"第1(?![\d.])")


class Folded(NamedTuple):
    """`text[i]` stood at `at[i]` … `to[i]` (end excluded) of the original."""

    text: str
    at: Sequence[int]
    to: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) stood in the original."""
        return self.at[start], self.to[end - 1]


def fold(text: str, stages: Collection[str] = STAGES) -> Folded:
    """`text` after the chosen stages. Linear; never raises on any string."""
    folded = _characters(text, frozenset(stages))
    for stage, rewrite in _REWRITES:
        if stage in stages:
            folded = rewrite(folded)
    return folded


def replaced(folded: Folded, edits: Sequence[tuple[int, int, str]]) -> Folded:
    """With `text[start:end]` of each edit replaced (edits in order, apart from each other). Each new character
    stands where all of the old ones stood."""
    if not edits:
        return folded
    text, at, to, done = [], list[int](), list[int](), 0
    for start, end, new in edits:
        text += [folded.text[done:start], new]
        at += folded.at[done:start]
        to += folded.to[done:start]
        if new:
            at += [folded.at[start]] * len(new)
            to += [folded.to[end - 1]] * len(new)
        done = end
    return Folded("".join([*text, folded.text[done:]]), [*at, *folded.at[done:]], [*to, *folded.to[done:]])


def _characters(text: str, stages: frozenset[str]) -> Folded:
    """The stages that look at one character at a time."""
    table = _table(stages & {WIDTH, UNSEEN, SIMPLE, ALIKE})
    parts = [table[sign] for sign in text]
    out = "".join(parts)
    if len(out) == len(parts) and "" not in parts:
        return Folded(out, range(len(out)), range(1, len(out) + 1))
    at = [place for place, part in enumerate(parts) for _ in part]
    return Folded(out, at, [place + 1 for place in at])


class _Table(dict[str, str]):
    """Filled as characters come: most texts use few of them."""

    def __init__(self, stages: frozenset[str]) -> None:
        super().__init__()
        self._stages = stages

    def __missing__(self, sign: str) -> str:
        self[sign] = found = _folded_sign(sign, self._stages)
        return found


@cache
def _table(stages: frozenset[str]) -> _Table:
    return _Table(stages)


def _folded_sign(sign: str, stages: frozenset[str]) -> str:
    if UNSEEN in stages and _unseen(sign):
        return ""
    out = sign
    if WIDTH in stages:
        out = _wide(unicodedata.normalize("NFKC", sign))
        if UNSEEN in stages and all(map(_unseen, out)):
            return ""
    if SIMPLE in stages and not out.isascii():
        simple = simplified()
        out = "".join(simple.get(one, one) for one in out)
    return "".join(_ALIKE.get(one, one) for one in out) if ALIKE in stages else out


def _wide(out: str) -> str:
    if any("\x7f" < one < chr(_LATIN_END) or "Ḁ" <= one <= "ỿ" for one in out):
        bare = unicodedata.normalize("NFKD", out)
        out = "".join(one for one in bare if not _MARKS_OF[0] <= ord(one) < _MARKS_OF[1]) or out
    return "".join(
        " " if unicodedata.category(one) in ("Cc", "Zs") and one != "\n" else one for one in out.lower()
    )


def _unseen(sign: str) -> bool:
    kind = unicodedata.category(sign)
    marks = kind == "Mn" and (_MARKS_OF[0] <= ord(sign) < _MARKS_OF[1] or ord(sign) >= 0xFE00)
    return marks or kind in ("Cf", "Me", "Cs") or sign in _FILLERS


@cache
def simplified() -> dict[str, str]:
    """Traditional → simplified, one character for one."""
    signs = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    plain = OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return {sign: one for sign, one in zip(signs, plain, strict=True) if sign != one and len(one) == 1}


def _substituted(folded: Folded, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Folded:
    """Each match replaced by a part of itself, keeping each kept character's own place."""
    edits = [edit for found in pattern.finditer(folded.text) for edit in _kept(found, new(found))]
    return replaced(folded, edits)


def _kept(found: re.Match[str], new: str) -> Iterator[tuple[int, int, str]]:
    """`new` is a subsequence of what was found: what it lacks is cut out."""
    place = 0
    for offset, sign in enumerate(found.group()):
        if place < len(new) and sign == new[place]:
            place += 1
        else:
            yield found.start() + offset, found.start() + offset + 1, ""


def _noise(folded: Folded) -> Folded:
    quiet = replaced(folded, [(*found.span(), "") for found in _NOISE.finditer(folded.text)])
    return _substituted(quiet, _SPELT_OUT, lambda found: found.group()[::2])


def _repeats(folded: Folded) -> Folded:
    edits = [(found.start(), found.end(), found.group(1)) for found in _REPEATED.finditer(folded.text)]
    return _substituted(replaced(folded, edits), _DOUBLED, lambda found: found.group()[::2])


def _ordinals(folded: Folded) -> Folded:
    return replaced(
        folded, [(found.start() + 1, found.end(), "一") for found in _FIRST.finditer(folded.text)]
    )


_REWRITES: Final = ((NOISE, _noise), (REPEATS, _repeats), (ORDINALS, _ordinals))
