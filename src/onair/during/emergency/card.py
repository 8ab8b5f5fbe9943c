"""What an emergency card is: the same shape in a TOML file of ours, in the database and on the wire. Pure."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from onair.kernel.i18n import Lang

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Said = Annotated[str, Meta(min_length=1, max_length=300)]
Kind = Annotated[str, Meta(min_length=1, max_length=64)]
Sort = Literal["tech", "opinion", "violation", "absence", "goods"]
Seat = Literal["controller", "operator", "host", "technician", "merchandiser", "service"]
Do = Literal[
    "hand", "record", "whisper", "notify", "scene", "scene_back", "mute", "unmute", "text", "text_off",
    "restart_output", "start_output", "backup_stream", "main_stream", "end_offers",
]  # fmt: skip
"""hand: a person does it. record: a correction slip. The others the server can do when it is told to; end_offers
ends what is sold at a special price of the product talked about."""
BY_PERSON = frozenset({"hand", "record"})
PRESSED = frozenset({"end_offers"})
"""Never by itself: what viewers bought by cannot be taken back."""
ENCODER = frozenset(
    {"scene", "scene_back", "mute", "unmute", "text", "text_off", "restart_output", "start_output", "backup_stream",
     "main_stream"}
)  # fmt: skip


class EmergencySaid(Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence for people in both languages."""

    zh: Said
    en: Said

    def of(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class CardStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """`by_hand`: what to do where the server cannot. `within_s`: from the opening, for `after` from the recovery.
    `undoes`: the step it takes back; it is asked for only where that one was done. `text`: words for the screen or the
    host; None = the card's line."""

    id: Slug
    do: Do = "hand"
    say: EmergencySaid
    by_hand: EmergencySaid | None = None
    owner: Seat = "controller"
    within_s: Annotated[int, Meta(ge=3, le=7_200)] = 30
    when: Literal["now", "after"] = "now"
    undoes: Slug | None = None
    text: EmergencySaid | None = None

    @property
    def automatic(self) -> bool:
        """The server can do it."""
        return self.do not in BY_PERSON

    @property
    def by_itself(self) -> bool:
        """A room may let it run without anybody's key."""
        return self.automatic and self.do not in PRESSED


class Card(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """`opens`: kinds of incidents that open it, its own id always; none = by hand. `limit`: how it is noticed. `line`:
    what the host says. `restores`: who brings it back. `closes_itself`: with its incident."""

    id: Slug
    number: Annotated[int, Meta(ge=1, le=99)]
    sort: Sort
    name: EmergencySaid
    limit: EmergencySaid
    opens: Annotated[tuple[Kind, ...], Meta(max_length=12)] = ()
    line: EmergencySaid
    restores: Seat = "controller"
    end: EmergencySaid
    steps: Annotated[tuple[CardStep, ...], Meta(min_length=1, max_length=12)]
    closes_itself: bool = False
    on: bool = True

    def step(self, id_: str) -> CardStep | None:
        return next((one for one in self.steps if one.id == id_), None)

    def for_kind(self, kind: str) -> bool:
        return kind == self.id or kind in self.opens


EDITABLE = ("name", "limit", "line", "restores", "end", "steps", "closes_itself", "on")
"""What a team may change; the rest ties a card to its causes."""


def body_of(card: Card) -> dict[str, Any]:
    """All fields as plain values, defaults too."""
    return {name: _plain(getattr(card, name)) for name in card.__struct_fields__}


def _plain(value: Any) -> Any:
    found = msgspec.to_builtins(value)
    return list(found) if isinstance(found, tuple) else found


def from_body(body: dict[str, Any]) -> Card:
    """Raises msgspec.ValidationError naming the field."""
    return msgspec.convert(body, Card)


def problems(card: Card) -> list[tuple[str, str]]:
    """Why it cannot be used, (zh, en); none = it can."""
    ids = [step.id for step in card.steps]
    found = [
        (f"步骤「{id_}」重复", f"step {id_} twice") for id_ in sorted({i for i in ids if ids.count(i) > 1})
    ]
    for place, step in enumerate(card.steps):
        if step.undoes is not None and step.undoes not in ids[:place]:
            found.append(
                (
                    f"步骤「{step.id}」撤回的「{step.undoes}」不在它前面",
                    f"{step.id} undoes {step.undoes}, not before it",
                )
            )
    if all(step.when == "after" for step in card.steps):
        found.append(("至少要有一步是当时做的", "at least one step must be for at once"))
    return found
