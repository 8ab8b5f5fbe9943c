"""Ready-made rehearsals: one TOML file each in `scenarios/`, and faults drawn by chance."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random

import msgspec
from msgspec import Struct

from onair.kernel.i18n import Text
from onair.rehearsal.simulator.params import Params, checked
from onair.rehearsal.training.fault import KINDS, Fault

APART_S = 60
"""Between two that are drawn, at least."""
DRAWN_S = (240, 720)
"""How long a drawn fault lasts."""


class Scenario(Struct, frozen=True, kw_only=True):
    """`from_s`: what is before is played at once, so that people come into a show that is running. `seed` None and
    `draw` (fewest, most): another show and other faults each time."""

    order: int
    name: Text
    about: Text
    minutes: int
    viewers: int
    from_s: int
    speed: float
    hidden: bool
    seed: int | None = None
    faults: list[Fault] = []
    draw: tuple[int, int] | None = None


class _File(Struct, frozen=True, kw_only=True):
    order: int
    name: dict[str, str]
    about: dict[str, str]
    minutes: int
    viewers: int
    from_s: int
    speed: float
    hidden: bool
    seed: int | None = None
    faults: list[Fault] = []
    draw: tuple[int, int] | None = None


@cache
def scenarios() -> Mapping[str, Scenario]:
    """By id, in their order."""
    found = {}
    for file in files("onair.rehearsal.training").joinpath("scenarios").iterdir():
        if file.name.endswith(".toml"):
            found[file.name.removesuffix(".toml")] = _read(file.read_text("utf-8"))
    return dict(sorted(found.items(), key=lambda each: each[1].order))


def _read(text: str) -> Scenario:
    raw = msgspec.convert(tomllib.loads(text), _File)
    rest = {name: getattr(raw, name) for name in _File.__struct_fields__}
    return Scenario(**{**rest, "name": Text(**raw.name), "about": Text(**raw.about)})


def drawn(rng: Random, count: tuple[int, int], from_s: int, until_s: int) -> list[Fault]:
    """By chance, one after the other, no kind twice. Fewer when there is no room."""
    kinds = rng.sample(list(KINDS), min(len(KINDS), rng.randint(*count)))
    room = (until_s - from_s) / len(kinds)
    found = []
    for place, kind in enumerate(kinds):
        length = rng.randint(*DRAWN_S)
        spare = int(room - length - APART_S)
        if spare > 0:
            offset = int(from_s + place * room) + APART_S + rng.randrange(spare)
            found.append(Fault(kind=kind, offset_s=offset, length_s=length, strength=_strength(rng, kind)))
    return found


def _strength(rng: Random, kind: str) -> float:
    about = KINDS[kind]
    if about.unit == "share":
        return 1.0 if rng.random() < 0.7 else round(rng.uniform(0.6, 0.9), 2)
    return round(rng.uniform(about.usual, min(about.high, about.usual * 2)), 1)


def stage(minutes: int, viewers: int, hosts: tuple[str, str] | None = None) -> Params:
    """The simulated show: nothing of its own goes wrong, so that only what was put in is scored."""
    people = {"first_host": hosts[0], "second_host": hosts[1]} if hosts else {}
    usual = {"minutes": minutes, "viewers": viewers, "stay_s": 840, "fans": 3 * viewers, "incidents": 0}
    return checked({**usual, "surges": 1, "dips": 1, **people})
