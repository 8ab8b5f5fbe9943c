"""One text against the rules of its day. Pure and linear: an automaton finds the windows worth looking at, and what is
looked at is a sentence of bounded length."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ahocorasick import Automaton

from onair.compliance.lint.asked import STRICTEST, Asked, Checked, Finding, Proven, Verdict
from onair.compliance.lint.categories import classes_of
from onair.compliance.lint.packs import Lawful, Part, Rule, Version, shipped
from onair.compliance.lint.proof import proof_of
from onair.kernel.folding import Folded, fold
from onair.kernel.i18n import Text

WINDOW = 120
"""Characters looked at together; a longer sentence (speech has no marks) is looked at in overlapping pieces."""
OVERLAP = 30
MOST = 4
"""Matches of one part in one window: what comes after says nothing new."""
_STOP = re.compile(r"[。!?;\n]")
_PAUSE = re.compile(r"[,。!?;:\n]")


class Entry(NamedTuple):
    """A part of a rule with the article of the day."""

    rule: Rule
    version: Version
    part: Part


class Book(NamedTuple):
    """The rules in force on a day, and the automaton of their triggers (trigger → entries)."""

    entries: tuple[Entry, ...]
    automaton: Automaton


class Hit(NamedTuple):
    entry: Entry
    start: int
    end: int


@lru_cache(maxsize=64)
def book(on: date, market: str, off: frozenset[str]) -> Book:
    """What is in force on that day in that market, but for what is switched off."""
    entries = tuple(
        Entry(rule, version, part)
        for rule in shipped()
        if rule.market in ("cn", market) and rule.id not in off and (version := rule.on(on)) is not None
        for part in rule.parts
    )
    meant: defaultdict[str, set[int]] = defaultdict(set)
    for place, entry in enumerate(entries):
        for trigger in entry.part.triggers:
            meant[fold(trigger).text].add(place)
    automaton = Automaton()
    for trigger, places in meant.items():
        automaton.add_word(trigger, tuple(sorted(places)))
    automaton.make_automaton()
    return Book(entries, automaton)


def check(text: str, asked: Asked) -> Checked:
    """The verdict on `text` by the rules in force on `asked.on`, and what is behind it, in the order of the text."""
    folded = fold(text)
    rules = book(asked.on, asked.market, asked.off)
    hits = list(_hits(folded, rules, asked))
    findings, proven = list[Finding](), list[Proven]()
    for hit in hits:
        finding = _finding(text, folded, hit, asked)
        proof = proof_of(hit.entry.part, _around(folded.text, hit), asked)
        if proof is None:
            findings.append(finding)
        else:
            proven.append(Proven(finding, proof))
    findings.sort(key=lambda one: (one.start, one.end, one.rule))
    return Checked(strictest(findings), tuple(findings), tuple(proven))


def strictest(findings: list[Finding]) -> Verdict:
    return min((one.verdict for one in findings), key=STRICTEST.index, default="PASS")


def _hits(folded: Folded, rules: Book, asked: Asked) -> Iterator[Hit]:
    """At most one for each place and rule: the first part that speaks."""
    windows = list(_windows(folded.text))
    starts = [start for start, _ in windows]
    ends = [end for _, end in windows]
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    if rules.entries:
        for last, places in rules.automaton.iter(folded.text):
            for window in range(bisect_right(ends, last), bisect_right(starts, last)):
                wanted[window].update(places)
    classes = classes_of(asked.product)
    names = _names(folded.text, asked)
    seen: set[tuple[str, int]] = set()
    for window, places in wanted.items():
        start, end = windows[window]
        view = folded.text[start:end]
        for place in sorted(places):
            entry = rules.entries[place]
            if _applies(entry.part, asked, classes):
                for found in _matches(view, entry.part, start, names):
                    if (entry.rule.id, found[1]) not in seen:
                        seen.add((entry.rule.id, found[1]))
                        yield Hit(entry, *found)


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


def _matches(view: str, part: Part, base: int, names: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for pattern in part.match:
        for n, found in enumerate(pattern.finditer(view)):
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
    swap = next((new for old, new in part.swap.items() if old in said), None)
    verdict: Verdict = "FIX" if asked.surface == "speech" and part.verdict == "BLOCK" else part.verdict
    rewrite = (
        part.rewrite
        if swap is None
        else Text(said.replace(next(o for o in part.swap if o in said), swap), part.rewrite.en)
    )
    return Finding(
        rule.id, part.id, version.instrument, version.article, verdict, start, end, text[start:end], part.reason,
        rewrite, part.slot, rule.digest,
    )  # fmt: skip
