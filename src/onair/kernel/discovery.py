"""Registries are found by scanning folders: adding a thing edits no existing file."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def modules(package: str, *names: str) -> Iterator[ModuleType]:
    """Every module below `package` whose last name is one of `names` (all when none), in a stable order."""
    root = importlib.import_module(package)
    found = sorted(info.name for info in pkgutil.walk_packages(root.__path__, prefix=f"{package}."))
    for name in found:
        if not names or name.rsplit(".", 1)[-1] in names:
            yield importlib.import_module(name)
