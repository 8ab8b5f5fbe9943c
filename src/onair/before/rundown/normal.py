"""One form for what people write in a slot, however it came in (form, table): so that saving it again changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from onair.before.rundown.cards import FORMS
from onair.before.rundown.columns import AMOUNTS, SHEET_CODES, WHOLE_NUMBERS
from onair.before.rundown.views import NewSlot
from onair.files.values import BadValue, integer, minor, missing
from onair.kernel.money import exponent

PARTS = tuple(dict.fromkeys(name for form in FORMS.values() for name in form))


class Negative(ValueError):
    """An amount or a quantity below 0."""


def normal(slot: NewSlot, currency: str) -> NewSlot:
    """Raises BadValue, Negative for a figure of the sheet that is none."""
    return replace(
        slot,
        title=slot.title.strip(),
        note=_body(slot.note),
        helpers=tuple(dict.fromkeys(slot.helpers)),
        card=normal_card(slot.card),
        sheet=normal_sheet(slot.sheet, currency),
    )


def normal_sheet(sheet: Mapping[str, str], currency: str) -> dict[str, str]:
    """Only columns that are kept; whole numbers and amounts in one spelling; empty cells left out."""
    found = {}
    for code, cell in sheet.items():
        text = _body(cell)
        if code in SHEET_CODES and not missing(text):
            found[code] = _figure(code, text, currency)
    return dict(sorted(found.items()))


def _figure(code: str, text: str, currency: str) -> str:
    if code in WHOLE_NUMBERS:
        return str(_not_negative(integer(text)))
    if code in AMOUNTS:
        digits = exponent(currency)
        return f"{_not_negative(minor(text, digits)) / 10**digits:.{digits}f}"
    return text


def _not_negative(value: int | None) -> int:
    if value is None:
        raise BadValue("bad_number", "")
    if value < 0:
        raise Negative
    return value


def normal_card(card: Mapping[str, Any]) -> dict[str, Any]:
    """{} for a card on which nothing is written."""
    kept = {name: _body(text) for name, text in (card.get("parts") or {}).items() if name in PARTS}
    form = card.get("form", "three")
    made = {
        "form": form if form in FORMS else "three",
        "parts": {name: kept[name] for name in PARTS if kept.get(name)},
        "story": _body(card.get("story", "")),
        "scene": _body(card.get("scene", "")),
        "anchor": _body(card.get("anchor", "")),
        "must": _lines(card.get("must") or ()),
        "never": _lines(card.get("never") or ()),
        "proofs": _records(card.get("proofs") or (), ("claim", "evidence")),
        "qa": _records(card.get("qa") or (), ("q", "a", "source")),
    }
    written = made["form"] != "three" or any(value for name, value in made.items() if name != "form")
    return made if written else {}


def _body(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _lines(lines: Iterable[str]) -> list[str]:
    return [line for line in (" ".join(text.split()) for text in lines) if line]


def _records(records: Iterable[Mapping[str, str]], names: tuple[str, ...]) -> list[dict[str, str]]:
    made = [{name: " ".join(record.get(name, "").split()) for name in names} for record in records]
    return [record for record in made if record[names[0]]]
