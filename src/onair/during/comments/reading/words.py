"""Words of lists found in comments: advertising, what the merchant blocks, products and their numbers.

Two automata in one pass each: over the text without blanks and marks, and over its letters as it is spoken, which finds
薇芯 and weixin for 微信. A word is found by sound only from its own first syllable to its last.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from ahocorasick import Automaton

from onair.during.comments.reading.normal import Normal, normal
from onair.during.comments.reading.results import Hit, HitKind, Lists
from onair.kernel.sounds import syllables

SOUNDS_MIN: Final = {"ad": 3, "blocked": 2, "product": 3, "number": 99}
"""Syllables from which a word is looked for by its sound: shorter ones sound like too much else (博彩 is 菠菜)."""
APART_MAX: Final = 3
"""Characters of one word that are looked for in two parts, together and one by one."""
INSIDE_MIN: Final = 6
"""Letters of a sound that is also looked for inside a longer typed word: weixin in jiaweixin."""
_LETTERS_MIN: Final = 4
_NUMBERS: Final = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")}
_NUMBER: Final = re.compile(
    r"(?<![\d.])(\d{1,3}|[二三四五六七八九]?十?[一二三四五六七八九]|[二三四五六七八九]?十) ?号(?!码)"
)


class _Word(NamedTuple):
    kind: HitKind
    ref: str
    size: int
    """Characters, or letters of its sound."""
    syllables: int = 0


class Finder:
    """Built once for lists; any number of threads may ask it."""

    def __init__(self, lists: Lists) -> None:
        written: dict[str, list[_Word]] = {}
        spoken: dict[str, list[_Word]] = {}
        for kind, ref, name in _every(lists):
            tight = "".join(sign for sign in normal(name).text if sign.isalnum())
            if not tight:
                continue
            for form in _apart(tight):
                written.setdefault(form, []).append(_Word(kind, ref, len(form)))
            letters = "".join(syllables().get(sign, sign) for sign in tight)
            if len(tight) >= SOUNDS_MIN[kind] and len(letters) >= _LETTERS_MIN and letters != tight:
                spoken.setdefault(letters, []).append(_Word(kind, ref, len(letters), len(tight)))
        self._written, self._spoken = _automaton(written), _automaton(spoken)

    def hits(self, said: Normal) -> tuple[Hit, ...]:
        """In the order of their places; a word found as written is not told again by its sound."""
        places = _places(said)
        found = [*self._as_written(said, places), *_numbers(said)]
        if self._spoken is not None:
            known = {(hit.kind, hit.ref) for hit in found}
            found += [hit for hit in self._as_spoken(said, places) if (hit.kind, hit.ref) not in known]
        return tuple(sorted(dict.fromkeys(found), key=lambda hit: (hit.start, hit.end, hit.kind, hit.ref)))

    def written(self, said: Normal) -> list[Hit]:
        """Those found as they are written, alone."""
        return list(self._as_written(said, _places(said)))

    def _as_written(self, said: Normal, places: Sequence[int]) -> Iterator[Hit]:
        if self._written is None:
            return
        text = said.folded.text
        for last, words in self._written.iter("".join([text[place] for place in places])):
            for word in words:
                start, end = said.folded.span(places[last - word.size + 1], places[last] + 1)
                yield Hit(word.kind, word.ref, start, end)

    def _as_spoken(self, said: Normal, places: Sequence[int]) -> Iterator[Hit]:
        text, known, ordinary = said.folded.text, syllables(), own()["ordinary"]
        parts = [known.get(text[place], text[place]) for place in places]
        unit = [number for number, part in enumerate(parts) for _ in part]
        for last, words in self._spoken.iter("".join(parts)):
            for word in words:
                first = last - word.size + 1
                begin, end = unit[first], unit[last]
                whole = (first == 0 or unit[first - 1] != begin) and (
                    last + 1 == len(unit) or unit[last + 1] != end
                )
                inside = word.size < INSIDE_MIN and _inside(parts, begin, end)
                written = "".join([text[place] for place in places[begin : end + 1]])
                if (
                    whole
                    and not inside
                    and written not in ordinary
                    and _same_rhythm(parts[begin : end + 1], word.syllables)
                ):
                    start, stop = said.folded.span(places[begin], places[end] + 1)
                    yield Hit(word.kind, word.ref, start, stop, sound=True)


def _places(said: Normal) -> list[int]:
    """Where letters and characters stand in the folded text: blanks and marks hide no word."""
    return [place for place, sign in enumerate(said.folded.text) if sign.isalnum()]


def _inside(parts: Sequence[str], begin: int, end: int) -> bool:
    """Letters of a longer typed word: xian of xianzai."""

    def typed(place: int) -> bool:
        return 0 <= place < len(parts) and len(parts[place]) == 1 and parts[place].isascii()

    return (typed(begin) and typed(begin - 1)) or (typed(end) and typed(end + 1))


def _same_rhythm(parts: Sequence[str], count: int) -> bool:
    """先 is not 西安: characters must be as many as the word has; letters typed one by one need not."""
    return len(parts) == count or any(len(part) == 1 and part.isascii() for part in parts)


def _every(lists: Lists) -> Iterator[tuple[HitKind, str, str]]:
    yield from (("ad", word, word) for word in own()["ads"])
    yield from (("blocked", word, word) for word in lists.blocked)
    yield from (("product", product.id, name) for product in lists.products for name in product.names)


@cache
def own() -> dict[str, Any]:
    """Our own list, and the characters that people write in two parts."""
    text = files("onair.during.comments.reading").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _apart(word: str) -> set[str]:
    """As it is, and with any of its characters in two parts: 加微信, 力口微信, 加微亻言, 力口微亻言."""
    parts: dict[str, str] = own()["apart"]
    forms = {word}
    for sign in [sign for sign in dict.fromkeys(word) if sign in parts][:APART_MAX]:
        forms |= {form.replace(sign, parts[sign]) for form in forms}
    return forms


def _automaton(words: dict[str, list[_Word]]) -> Any:
    """None for no words: an automaton without words answers nothing but errors."""
    if not words:
        return None
    made = Automaton()
    for form, some in words.items():
        made.add_word(form, some)
    made.make_automaton()
    return made


def _numbers(said: Normal) -> Iterator[Hit]:
    """3号, 三号, 十二号: a product by its place in the list."""
    if "号" not in said.folded.text:
        return
    for found in _NUMBER.finditer(said.folded.text):
        yield Hit("number", _as_digits(found.group(1)), *said.folded.span(*found.span()))


def _as_digits(number: str) -> str:
    if number.isdigit() and number.isascii():
        return str(int(number))
    tens, ten, ones = number.rpartition("十")
    unit = int(_NUMBERS.get(ones or "零", "0"))
    return str(int(_NUMBERS.get(tens or "一", "1")) * 10 + unit if ten else unit)
