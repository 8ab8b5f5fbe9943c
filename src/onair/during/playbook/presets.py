"""The rules that come with OnAir: one TOML file each in `rules/`, found by scan, none of them trusted to be right."""

import logging
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

from onair.during.playbook.checking import problems, why_invalid
from onair.during.playbook.example import Example
from onair.during.playbook.rule import Rule, from_body
from onair.kernel.i18n import Text

log = logging.getLogger("onair.playbook")


class Preset(NamedTuple):
    """`rule` None = it cannot be read; `why`: reasons why it cannot run, none = it can."""

    id: str
    rule: Rule | None
    examples: tuple[Example, ...]
    why: tuple[Text, ...] = ()


def read(name: str, text: str) -> Preset:
    """One file; whatever is wrong with it is a reason, never a crash."""
    try:
        body: dict[str, Any] = tomllib.loads(text)
        examples = tuple(msgspec.convert(body.pop("examples", []), list[Example]))
        rule = from_body(body)
    except tomllib.TOMLDecodeError as error:
        return Preset(name, None, (), (Text(f"文件读不出来：{error}", f"the file cannot be read: {error}"),))
    except msgspec.ValidationError as error:
        return Preset(name, None, (), (why_invalid(error),))
    if rule.id != name:
        return Preset(name, None, (), (Text("编号与文件名不同", "its id is not the file's name"),))
    return Preset(name, rule, examples, tuple(problems(rule)))


@cache
def presets() -> Mapping[str, Preset]:
    """By id, in the order of their numbers."""
    found = {preset.id: preset for preset in _all()}
    for preset in found.values():
        for why in preset.why:
            log.warning("rule %s is unavailable: %s", preset.id, why.en)
    return dict(sorted(found.items(), key=lambda each: (_number(each[1]), each[0])))


def _all() -> Iterator[Preset]:
    for file in files("onair.during.playbook").joinpath("rules").iterdir():
        if file.name.endswith(".toml"):
            yield read(file.name.removesuffix(".toml"), file.read_text("utf-8"))


def _number(preset: Preset) -> int:
    return preset.rule.number if preset.rule is not None and preset.rule.number is not None else 999
