"""One text against the rules of its day. Pure and linear: an automaton finds the windows worth looking at, and what is
looked at is a sentence of bounded length."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from ahocorasick import Automaton

from onair.compliance.lint.asked import STRICTEST, Asked, Checked, Finding, Proven, Verdict
from onair.compliance.lint.categories import classes_of
from onair.compliance.lint.packs import Lawful, Part, Rule, Version, shipped
from onair.compliance.lint.proof import proof_of
from onair.compliance.lint.records import CHECKS
from onair.compliance.lint.sounds import sounded
from onair.kernel.folding import Folded, fold
from onair.kernel.i18n import Text

WINDOW = 120
"""Characters looked at together; a longer sentence (speech has no marks) is looked at in overlapping pieces."""
OVERLAP = 30
ENOUGH = 200
MOST = 4
"""Matches of one part in one window: what comes after says nothing new."""
_STOP = re.compile(r"[。!?;\n]")
_HOLE = re.compile(r"\{([a-z]+)\}")
_PAUSE = re.compile(r"[,。!?;:\n]")


class Entry(NamedTuple):
    """A part of a rule with the article of the day."""

    rule: Rule
    version: Version
    part: Part


class Book(NamedTuple):
    """The rules in force on a day, and the automaton of their triggers (trigger → (entry, pattern) pairs)."""

    entries: tuple[Entry, ...]
    automaton: Automaton


class Hit(NamedTuple):
    """`said` fills {…} of the rule's sentences."""

    entry: Entry
    start: int
    end: int
    said: Mapping[str, str] = {}


Entries = Sequence[Entry | None]
Spot = tuple[int, int]
"""Which pattern of which entry."""


@lru_cache(maxsize=64)
def book(on: date, market: str, off: frozenset[str]) -> Book:
    """What is in force on that day in that market, but for what is switched off."""
    entries = tuple(
        Entry(rule, version, part)
        for rule in shipped()
        if rule.market == market and rule.id not in off and (version := rule.on(on)) is not None
        for part in rule.parts
    )
    meant: defaultdict[str, set[Spot]] = defaultdict(set)
    for place, entry in enumerate(entries):
        for n, triggers in enumerate(entry.part.triggers):
            for trigger in triggers:
                meant[trigger].add((place, n))
    automaton = Automaton()
    for trigger, places in meant.items():
        automaton.add_word(trigger, tuple(sorted(places)))
    automaton.make_automaton()
    return Book(entries, automaton)


def check(text: str, asked: Asked) -> Checked:
    """The verdict on `text` by the rules in force on `asked.on`, and what is behind it, in the order of the text.

    At most ENOUGH findings are told one by one: what else a text of so many holds is seen once these are mended.
    """
    folded = sounded(fold(text))
    rules = book(asked.on, asked.market, asked.off)
    findings, proven = list[Finding](), list[Proven]()
    for hit in _hits(folded, rules, asked, findings):
        finding = _finding(text, folded, hit, asked)
        said, around = folded.text[hit.start : hit.end], _around(folded.text, hit)
        proof = proof_of(hit.entry.part, said, around, asked)
        if proof is None:
            findings.append(finding)
        elif len(proven) < ENOUGH:
            proven.append(Proven(finding, proof))
    findings.sort(key=lambda one: (one.start, one.end, one.rule))
    return Checked(strictest(findings), tuple(findings), tuple(proven))


def strictest(findings: list[Finding]) -> Verdict:
    return min((one.verdict for one in findings), key=STRICTEST.index, default="PASS")


def _hits(folded: Folded, rules: Book, asked: Asked, told: list[Finding]) -> Iterator[Hit]:
    """One for each place and rule: the first part that speaks. `told` is what has been made of them so far: when it is
    enough, only what is stricter than all of it is still looked for."""
    classes = classes_of(asked.product)
    entries = [entry if _applies(entry.part, asked, classes) else None for entry in rules.entries]
    spans: defaultdict[str, deque[tuple[int, int]]] = defaultdict(lambda: deque(maxlen=2 * MOST))
    for hit in chain(
        _recorded(folded.text, entries, asked), _worded(folded.text, rules, entries, told, asked)
    ):
        near = spans[hit.entry.rule.id]
        if not any(start < hit.end and hit.start < end for start, end in near):
            near.append((hit.start, hit.end))
            yield hit


def _recorded(text: str, entries: Entries, asked: Asked) -> Iterator[Hit]:
    for entry in entries:
        if entry is not None and entry.part.check:
            yield from (
                Hit(entry, *spot) for spot in islice(CHECKS[entry.part.check](text, asked), ENOUGH // 4)
            )


def _worded(text: str, rules: Book, entries: Entries, told: list[Finding], asked: Asked) -> Iterator[Hit]:
    windows, names = list(_windows(text)), _names(text, asked)
    for window, places in _wanted(text, rules, windows):
        worst = STRICTEST.index(strictest(told)) if len(told) >= ENOUGH else len(STRICTEST)
        if worst == 0:
            return
        start, end = windows[window]
        view = text[start:end]
        for place, n in sorted(places):
            entry = entries[place]
            if entry is None or STRICTEST.index(_verdict(entry.part, asked)) >= worst:
                continue
            yield from (Hit(entry, *span) for span in _matches(view, entry.part, n, start, names))


def _wanted(text: str, rules: Book, windows: list[tuple[int, int]]) -> Iterator[tuple[int, set[Spot]]]:
    """Which patterns each window must be looked at for, window by window as the automaton passes their ends."""
    wanted: defaultdict[int, set[Spot]] = defaultdict(set)
    first = 0
    for last, places in rules.automaton.iter(text) if rules.entries else ():
        while windows[first][1] <= last:
            if first in wanted:
                yield first, wanted.pop(first)
            first += 1
        window = first
        while window < len(windows) and windows[window][0] <= last:
            wanted[window].update(places)
            window += 1
    yield from sorted(wanted.items())


def _verdict(part: Part, asked: Asked) -> Verdict:
    """What is spoken cannot be unsaid: it is corrected and kept."""
    return "FIX" if asked.surface == "speech" and part.verdict == "BLOCK" else part.verdict


def _windows(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in [*(found.end() for found in _STOP.finditer(text)), len(text)]:
        while stop - start > WINDOW:
            yield start, start + WINDOW
            start += WINDOW - OVERLAP
        if stop > start:
            yield start, stop
        start = stop


def _applies(part: Part, asked: Asked, classes: frozenset[str]) -> bool:
    return (
        asked.surface in part.surfaces
        and (not part.category or bool(part.category & classes))
        and not part.unless & classes
    )


def _matches(
    view: str, part: Part, pattern: int, base: int, names: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    for n, found in enumerate(part.match[pattern].finditer(view)):
        if n == MOST:
            break
        start, end = found.span()
        named = part.names and any(a <= base + start and base + end <= b for a, b in names)
        if end > start and not named and not any(_allowed(view, start, end, use) for use in part.lawful):
            yield base + start, base + end


def _allowed(view: str, start: int, end: int, use: Lawful) -> bool:
    if use.scope == "window":
        return use.pattern.search(view) is not None
    if use.scope == "clause":
        before = [found.end() for found in _PAUSE.finditer(view, 0, start)]
        after = _PAUSE.search(view, end)
        return (
            use.pattern.search(view[before[-1] if before else 0 : after.start() if after else None])
            is not None
        )
    return any(found.start() < end and start < found.end() for found in use.pattern.finditer(view))


def _names(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Where the product's own names stand (指南 6(4))."""
    if asked.product is None:
        return []
    names = {fold(name).text for name in (*asked.product.names, asked.product.title) if name.strip()}
    return [found.span() for name in names for found in re.finditer(re.escape(name), text)]


def _around(text: str, hit: Hit) -> str:
    return text[max(0, hit.start - 40) : hit.end + 40]


def _finding(text: str, folded: Folded, hit: Hit, asked: Asked) -> Finding:
    rule, version, part = hit.entry
    start, end = folded.span(hit.start, hit.end)
    said = folded.text[hit.start : hit.end]
    swap = next((old for old in part.swap if old in said), None)
    rewrite = part.rewrite if swap is None else Text(part.swap[swap], part.rewrite.en)
    filled = {"matched": text[start:end], **hit.said}
    return Finding(
        rule.id, part.id, version.instrument, version.article, _verdict(part, asked), start, end, text[start:end],
        _filled(part.reason, filled), _filled(rewrite, filled), part.slot, rule.digest,
    )  # fmt: skip


def _filled(both: Text, said: Mapping[str, str]) -> Text:
    """{offer.…} are tokens of the overlay and stay."""
    zh, en = (_HOLE.sub(lambda hole: said.get(hole.group(1), hole.group()), words) for words in both)
    return Text(zh, en)
