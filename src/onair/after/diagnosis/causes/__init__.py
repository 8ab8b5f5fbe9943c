"""The rule base: modules with tests, each with a file of sentences, seats and next changes beside it. Found by scan."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

from onair.after.diagnosis.case import Case, Suspicion
from onair.after.diagnosis.finding import Change, Param, Seat
from onair.kernel.i18n import Text
from onair.metrics.metric import Better


class Cause(NamedTuple):
    """`words` and `next` are filled from the suspicion's params. `better`: which way its metric should move. `params`: what
    the next change's default needs (place, rule, on)."""

    id: str
    name: Text
    seat: Seat
    words: Text
    test: Callable[[Case], Suspicion | None]
    change: Change
    next: Text
    better: Better
    params: dict[str, Param]


@cache
def causes() -> dict[str, Cause]:
    """Every test of the modules beside, with its words, by id."""
    found: dict[str, Cause] = {}
    for info in sorted(iter_modules(__path__), key=lambda one: one.name):
        tests = import_module(f"{__name__}.{info.name}").TESTS
        words = tomllib.loads((Path(__file__).parent / f"{info.name}.toml").read_text("utf-8"))
        for id_, test in tests.items():
            found[id_] = _cause(id_, test, words[id_])
    return found


def _cause(id_: str, test: Callable[[Case], Suspicion | None], told: dict[str, Any]) -> Cause:
    name, words, change = (Text(told[part]["zh"], told[part]["en"]) for part in ("name", "words", "next"))
    params = dict(told.get("params", {}))
    return Cause(id_, name, told["seat"], words, test, told["change"], change, told["better"], params)
