"""The segments that every team has, as data: a name, what they are good for, a rule."""

import tomllib
from functools import cache
from importlib.resources import files

from msgspec import Struct

from onair.audience.segments.rule import Node, rule_of
from onair.kernel.i18n import Text


class Preset(Struct, frozen=True):
    id: str
    name: Text
    about: Text
    rule: Node


@cache
def presets() -> dict[str, Preset]:
    """By id, in the order of their names. Raises BadRule on a file of ours that is wrong, which a test holds."""
    found: dict[str, Preset] = {}
    folder = files("onair.audience.segments.presets")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            body = tomllib.loads(file.read_text("utf-8"))
            key = file.name.removesuffix(".toml")
            found[key] = Preset(key, Text(**body["name"]), Text(**body["about"]), rule_of(body["rule"]))
    return found
