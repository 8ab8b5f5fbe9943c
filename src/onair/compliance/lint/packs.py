"""Rules as they are written in `rules/`: read, checked and compiled once. Pure but for reading its own files.

A file is one rule; its versions say since when which article carries it; its parts say which words are meant.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from onair.compliance.lint.asked import SURFACES, Surface, Verdict
from onair.compliance.lint.triggers import triggers_of
from onair.kernel.i18n import Text

Kind = Literal["law", "market", "platform"]


class Version(NamedTuple):
    """One article for a rule, while it is in force (both days included; None = until further notice)."""

    instrument: str
    article: str
    since: date
    until: date | None
    source: str
    topic: str = ""
    penalty: str = ""

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


class Lawful(NamedTuple):
    """A use that is allowed. `scope`: `over` = it must cover the words, `clause`/`window` = stand with them."""

    name: str
    law: str
    pattern: re.Pattern[str]
    scope: Literal["over", "clause", "window"] = "over"


@dataclass(frozen=True, slots=True)
class Part:
    """`triggers`: for each pattern of `match`, words of which one is in all that it finds. `lawful`: uses that are allowed.
    `category`: of products, empty = all;
    `unless`: not for these. `swap`: what may be said for a word."""

    id: str
    triggers: tuple[frozenset[str], ...]
    match: tuple[re.Pattern[str], ...]
    verdict: Verdict
    lawful: tuple[Lawful, ...]
    reason: Text
    rewrite: Text
    swap: Mapping[str, str]
    slot: str
    kinds: tuple[str, ...]
    category: frozenset[str]
    unless: frozenset[str]
    surfaces: frozenset[Surface]
    names: bool
    check: str


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    name: Text
    kind: Kind
    market: str
    versions: tuple[Version, ...]
    parts: tuple[Part, ...]
    examples: tuple[Mapping[str, Any], ...]
    digest: str

    def on(self, day: date) -> Version | None:
        """The article that carries it on that day; None = it is not in force."""
        return next((one for one in self.versions if one.covers(day)), None)


class BadPack(ValueError):
    """A rule file that must not be shipped."""


@cache
def shipped() -> tuple[Rule, ...]:
    """Every rule of the folder, by id."""
    folder = files("onair.compliance.lint") / "rules"
    bodies = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")}
    words = tomllib.loads(bodies.pop("words.toml"))
    rules = [read(body, words) for _, body in sorted(bodies.items())]
    return tuple(sorted(rules, key=lambda one: one.id))


@cache
def by_id() -> dict[str, Rule]:
    return {one.id: one for one in shipped()}


def read(body: str, words: Mapping[str, Any]) -> Rule:
    """One file. Raises BadPack."""
    raw = tomllib.loads(body)
    try:
        parts = tuple(_part(raw, one, words) for one in raw.get("part", ()))
        versions = tuple(_version(one) for one in raw["version"])
        return Rule(
            raw["id"], Text(**raw["name"]), raw["kind"], raw.get("market", "cn"), versions, parts,
            tuple(raw.get("example", ())), sha256(body.encode()).hexdigest()[:12],
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, ValueError) as why:
        raise BadPack(f"{raw.get('id')}: {why!r}") from why


def _version(raw: Mapping[str, Any]) -> Version:
    return Version(
        raw["instrument"], raw["article"], raw["from"], raw.get("to"), raw.get("source", ""),
        raw.get("topic", ""), raw.get("penalty", ""),
    )  # fmt: skip


def _part(rule: Mapping[str, Any], raw: Mapping[str, Any], words: Mapping[str, Any]) -> Part:
    match = tuple(compiled(one, words) for one in raw.get("match", ()))
    return Part(
        id=raw["id"],
        triggers=tuple(triggers_of(one.pattern) for one in match),
        match=match,
        verdict=raw.get("verdict", rule["verdict"]),
        lawful=tuple(lawful(one, words) for one in raw.get("lawful", ())),
        reason=Text(**raw["reason"]),
        rewrite=Text(**raw["rewrite"]),
        swap=raw.get("swap", {}),
        slot=raw.get("slot", ""),
        kinds=tuple(raw.get("kinds", ())),
        category=frozenset(raw.get("category", ())),
        unless=frozenset(raw.get("unless", ())),
        surfaces=frozenset(raw.get("surfaces", SURFACES)),
        names=raw.get("names", False),
        check=raw.get("check", ""),
    )


def lawful(one: str | Mapping[str, Any], words: Mapping[str, Any]) -> Lawful:
    """By the name of a shared one, or written out."""
    raw = {"name": one, **words["lawful"][one]} if isinstance(one, str) else one
    return Lawful(raw["name"], raw.get("law", ""), compiled(raw["pattern"], words), raw.get("scope", "over"))


def compiled(pattern: str, words: Mapping[str, Any]) -> re.Pattern[str]:
    """`<name>` stands for a list of words."""
    lists = words["list"]

    def listed(found: re.Match[str]) -> str:
        body = lists[found.group(1)]
        return f"(?:{body if isinstance(body, str) else alternatives(body)})"

    text = pattern
    while (new := re.sub(r"<([a-z_]+)>", listed, text)) != text:
        text = new
    return re.compile(text)


def alternatives(listed: Iterable[str]) -> str:
    """Longest first, so that the longest one is found."""
    return "|".join(sorted(listed, key=lambda one: (-len(one), one)))
