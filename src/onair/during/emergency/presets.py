"""The cards that come with OnAir: one TOML file each in `cards/`, found by scan."""

import logging
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from onair.during.emergency.card import Card, from_body, problems

log = logging.getLogger("onair.emergency")


@cache
def presets() -> Mapping[str, Card]:
    """By id, in the order of their numbers. A file that cannot be read is left out and said in the server's log."""
    files_ = (file for file in files("onair.during.emergency").joinpath("cards").iterdir())
    read_ = (read(file.name.removesuffix(".toml"), file.read_text("utf-8")) for file in files_)
    found = [card for card in read_ if card is not None]
    return {card.id: card for card in sorted(found, key=lambda card: card.number)}


def read(name: str, text: str) -> Card | None:
    """One file; None where it does not fit, with the reason in the log."""
    try:
        card = from_body(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        log.warning("emergency card %s is unavailable: %s", name, error)
        return None
    wrong = problems(card) or ([("", "its id is not the file's name")] if card.id != name else [])
    for _, why in wrong:
        log.warning("emergency card %s is unavailable: %s", name, why)
    return None if wrong else card
