"""What is wrong with a set of rules before it is shipped: no source, an article of another day, two versions at once.

Pure. The renumbering of the law against unfair competition is the trap that public lists fall into.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from onair.compliance.lint.packs import Rule, Version

LAST = date.max


class Renumbered(NamedTuple):
    """`topic` stood in `old` before `since` and stands in `new` from then on; penalties likewise."""

    instrument: str
    topic: str
    old: str
    new: str
    since: date


NEW_LAW: Final = date(2025, 10, 15)
RENUMBERED: Final = (
    Renumbered("反不正当竞争法", "false_promotion", "8", "9", NEW_LAW),
    Renumbered("反不正当竞争法", "prizes", "10", "11", NEW_LAW),
    Renumbered("反不正当竞争法", "disparagement", "11", "12", NEW_LAW),
)
BEGAN: Final = {
    "直播电商监督管理办法": date(2026, 2, 1),
    "广告法": date(2021, 4, 29),
    "绝对化用语执法指南": date(2023, 2, 25),
    "互联网广告管理办法": date(2023, 5, 1),
    "明码标价和禁止价格欺诈规定": date(2022, 7, 1),
    "浙江省电子商务条例": date(2022, 3, 1),
}
"""From when the text that an article is counted in is in force."""


def faults(rules: Iterable[Rule]) -> list[str]:
    """One sentence for each; empty = may be shipped."""
    return [
        said
        for rule in rules
        for said in (*_sources(rule), *_overlaps(rule), *_articles(rule), *_parts(rule))
    ]


def _sources(rule: Rule) -> Iterator[str]:
    if not rule.versions:
        yield f"{rule.id}: no version says which article carries it"
    for one in rule.versions:
        if not one.source.strip() or not one.instrument or not one.article:
            yield f"{rule.id}: {one.since} has no source"
        if rule.kind == "platform" and "非法律" not in one.instrument:
            yield f"{rule.id}: a platform rule must say that it is no law"


def _overlaps(rule: Rule) -> Iterator[str]:
    ordered = sorted(rule.versions, key=lambda one: one.since)
    for one, after in pairwise(ordered):
        if (one.until or LAST) >= after.since:
            yield f"{rule.id}: {one.article} until {one.until} overlaps {after.article} from {after.since}"


def _articles(rule: Rule) -> Iterator[str]:
    for one in rule.versions:
        if one.since < BEGAN.get(one.instrument, date.min):
            yield f"{rule.id}: {one.instrument} {one.article} was not in force on {one.since}"
        yield from _renumbered(rule, one)


def _renumbered(rule: Rule, one: Version) -> Iterator[str]:
    for law in RENUMBERED:
        if (one.instrument, one.topic) != (law.instrument, law.topic):
            continue
        if (one.until or LAST) >= law.since and one.article != law.new:
            yield f"{rule.id}: {law.topic} stands in {law.new} from {law.since}, not in {one.article}"
        if one.since < law.since and one.article != law.old:
            yield f"{rule.id}: {law.topic} stood in {law.old} before {law.since}, not in {one.article}"
    if one.instrument == "反不正当竞争法" and not one.topic:
        yield f"{rule.id}: an article of {one.instrument} needs its topic, its numbers have moved"


def _parts(rule: Rule) -> Iterator[str]:
    if not rule.parts:
        yield f"{rule.id}: nothing is looked for"
    for part in rule.parts:
        if not part.check and not part.triggers:
            yield f"{rule.id}.{part.id}: no word makes anybody look"
        if part.verdict == "EVID" and not part.slot:
            yield f"{rule.id}.{part.id}: asks for evidence and does not say for which"
