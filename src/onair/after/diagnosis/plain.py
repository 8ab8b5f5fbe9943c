"""What is said of a link that fell when no cause shows: what to look at and who looks after it (metrics page §5.1)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onair.after.diagnosis.finding import Seat
from onair.kernel.i18n import Text


class Plain(NamedTuple):
    seat: Seat
    metric: str
    words: Text
    next: Text


@cache
def plain() -> dict[str, Plain]:
    """By stage of the link."""
    told = tomllib.loads(Path(__file__).with_name("plain.toml").read_text("utf-8"))
    return {
        stage: Plain(one["seat"], one["metric"], Text(**one["words"]), Text(**one["next"]))
        for stage, one in told.items()
    }
