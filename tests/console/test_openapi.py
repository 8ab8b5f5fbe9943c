"""The console's client is made from what the server says today."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from onair.app.compose import openapi_document

CONSOLE = Path(__file__).parents[2] / "console"
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


def kept() -> dict[str, Any]:
    return dict(json.loads((CONSOLE / "openapi.json").read_text(encoding="utf-8")))


def test_openapi_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onair.cli", "openapi"], capture_output=True, text=True, check=True
    )
    told, held = json.loads(done.stdout), kept()
    stale = [path for path in told["paths"] if told["paths"][path] != held["paths"].get(path)]
    assert not stale, "run: .venv/bin/onair openapi > console/openapi.json; npm run api"
    assert (told == held) is True, "the same, for what is shared between the paths"  # a diff of it is no help


def operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(path, name) for path, item in document["paths"].items() for name in item if name in METHODS}


def typed(schema: str) -> set[tuple[str, str]]:
    """Operations of the interface `paths` of the generated types; `put?: never` is none."""
    found = set()
    paths = schema[schema.index("export interface paths") : schema.index("export type webhooks")]
    for block in re.split(r'^    "(?=/)', paths, flags=re.MULTILINE)[1:]:
        path = block.partition('"')[0]
        found |= {(path, name) for name in re.findall(r"^        (\w+): (?!never)", block, re.MULTILINE)}
    return {(path, name) for path, name in found if name in METHODS}


def test_every_operation_reaches_the_types() -> None:
    """Not paths alone: a path may be there with one of its methods missing, or one too many."""
    schema = (CONSOLE / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    assert operations(kept()) and typed(schema) == operations(kept())


def test_control_a_missing_method_is_found() -> None:
    schema = (CONSOLE / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    without = schema.replace("        patch: operations", "        patch?: never; // operations", 1)
    assert len(operations(kept()) - typed(without)) == 1


def clashes(models: Iterable[type[BaseModel]]) -> dict[str, list[str]]:
    """Names that stand for two models: the generated types keep one of them, or rename both."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for model in models:
        found[model.__name__].add(f"{model.__module__}.{model.__qualname__}")
    return {name: sorted(places) for name, places in found.items() if len(places) > 1}


def models(root: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Ours, of every module that publishes routes; a filled generic (`Page[Row]`) is named by what fills it."""
    for model in root.__subclasses__():
        if model.__module__.startswith("onair.") and "[" not in model.__name__:
            yield model
        yield from models(model)


def test_no_two_models_share_a_name() -> None:
    openapi_document()  # imports every feature
    found = list(models())
    assert len(found) > 250
    assert clashes(found) == {}


def test_control_two_models_of_one_name_are_found() -> None:
    one = type("Twin", (BaseModel,), {"__module__": "onair.one"})
    other = type("Twin", (BaseModel,), {"__module__": "onair.other"})
    assert clashes([one, other, one]) == {"Twin": ["onair.one.Twin", "onair.other.Twin"]}
