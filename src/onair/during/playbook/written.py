"""A rule as a TOML file, as those that come with OnAir are: taken along, edited elsewhere, brought back."""

import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
import tomli_w

from onair.during.playbook.checking import Flaw, flaws, why_invalid
from onair.during.playbook.rule import Rule, from_body
from onair.kernel.i18n import Text

CHARS_MAX = 40_000


class Brought(NamedTuple):
    """`rule` None = it cannot be read, `flaws` say why; a rule with flaws can be read and put right, not run."""

    rule: Rule | None
    flaws: tuple[Flaw, ...] = ()


def written(rule: Rule) -> str:
    """Defaults left out, in the order of the fields."""
    body = msgspec.to_builtins(rule)
    return tomli_w.dumps(_bare(body))


def read(text: str) -> Brought:
    """What is wrong is a reason, never a crash. Examples, which are tests of ours, are let go."""
    try:
        body: dict[str, Any] = tomllib.loads(text)
        body.pop("examples", None)
        rule = from_body(body)
    except tomllib.TOMLDecodeError as error:
        return Brought(None, (Flaw("", Text(f"文件读不出来：{error}", f"the file cannot be read: {error}")),))
    except RecursionError:
        return Brought(None, (Flaw("", Text("文件嵌套太深", "the file is nested too deeply")),))
    except msgspec.ValidationError as error:
        return Brought(None, (Flaw("", why_invalid(error)),))
    return Brought(rule, tuple(flaws(rule)))


def _bare(value: Any) -> Any:
    """TOML has no null."""
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_bare(inner) for inner in value]
    return value
