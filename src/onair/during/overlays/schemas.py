"""What the overlay routes take and answer. Times in ms UTC."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Name, Page, Strict, Version
from onair.during.overlays.layout import Marked, compiled
from onair.during.overlays.store import LayoutView, Settled, plain
from onair.during.overlays.token import Token
from onair.kernel.i18n import Text

Raw = Annotated[
    dict[str, Any], Field(description="size, theme, widgets, scene; see docs/algorithms/overlays.md")
]


class OverlayText(BaseModel):
    zh: str
    en: str


class OverlayMark(BaseModel):
    """A finding: `widget` null = the layout itself, `scene` = the lines of 马上回来; `line` −1 = the box; `start`, `end`
    in that line. BLOCK is refused, EVID and FIX are told."""

    widget: str | None
    line: int
    rule: str
    verdict: Literal["BLOCK", "EVID", "FIX"]
    start: int
    end: int
    matched: str
    reason: OverlayText
    rewrite: OverlayText | None
    instrument: str
    article: str


class OverlayLayoutIn(Strict):
    """`room`, `show` null = for all. `version`: the one that was read, of a change only."""

    name: Name
    room: Id | None = None
    show: Id | None = None
    body: Raw
    version: Version | None = None


class OverlayLayoutOut(BaseModel):
    """`version` 0 = comes with OnAir: copy it to edit. `drawn`: as screens get it."""

    id: str
    name: str
    room: str | None
    show: str | None
    body: dict[str, Any]
    drawn: dict[str, Any]
    marks: list[OverlayMark]
    updated_at: int | None
    updated_by: str | None
    version: int


class OverlayLayoutPage(Page[OverlayLayoutOut]):
    """The team's own by name, then those that come with OnAir."""


class OverlayVersionOut(BaseModel):
    version: int
    name: str
    at: int
    by: str
    by_name: str


class OverlayVersionPage(Page[OverlayVersionOut]):
    """Newest first."""


class OverlayChecked(BaseModel):
    """What saving would say; nothing is saved."""

    drawn: dict[str, Any]
    marks: list[OverlayMark]
    refused: bool


class OverlayTokenOut(BaseModel):
    """`value` null = missing now, or no show was named; `floor`: below the team's minimum it does not show."""

    name: str
    kind: Literal["count", "money", "time", "left", "text"]
    says: OverlayText
    source: OverlayText
    takes: Literal["product", "offer"] | None
    needs: Literal["orders", "stock"] | None
    floor: bool
    value: int | str | None = None
    at: int | None = None
    example: int | str


class OverlayTokenPage(Page[OverlayTokenOut]):
    """All there are. `show` and its values where one was named."""


class OwnAccount(Strict):
    """Of the team itself or for tests: its orders do not count. `key` of one that is kept, or source and user of a new
    one; the user's id itself is not stored."""

    label: Annotated[str, Field(min_length=1, max_length=60)]
    key: Annotated[str, Field(max_length=128)] | None = None
    source: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    user: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class OverlaySettingsIn(Strict):
    """`version` 0: nothing was settled yet."""

    version: Annotated[int, Field(ge=0)]
    minimum: Annotated[int, Field(ge=1, le=100_000)]
    own: Annotated[list[OwnAccount], Field(max_length=500)]
    ai_rooms: Annotated[list[Id], Field(max_length=100)]
    ai_hosts: Annotated[list[Id], Field(max_length=200)]


class OwnAccountOut(BaseModel):
    label: str
    key: str


class OverlaySettingsOut(BaseModel):
    version: int
    minimum: int
    own: list[OwnAccountOut]
    ai_rooms: list[str]
    ai_hosts: list[str]


def mark_out(mark: Marked) -> OverlayMark:
    found = mark.finding
    return OverlayMark(
        widget=mark.widget, line=mark.line, rule=found.rule, verdict=found.verdict, start=found.start, end=found.end,
        matched=found.matched, reason=_text(found.reason), rewrite=_text(found.rewrite) if found.rewrite else None,
        instrument=found.instrument, article=found.article,
    )  # fmt: skip


def _text(text: Text) -> OverlayText:
    return OverlayText(zh=text.zh, en=text.en)


def layout_out(view: LayoutView, on: date) -> OverlayLayoutOut:
    made = compiled(view.id, view.name, view.body, on)
    return OverlayLayoutOut(
        id=view.id, name=view.name, room=view.room, show=view.show, body=plain(view.body), drawn=plain(made.layout),
        marks=[mark_out(mark) for mark in made.marks], updated_at=view.updated_at, updated_by=view.updated_by,
        version=view.version,
    )  # fmt: skip


def token_out(token: Token, value: int | str | None, at: int | None) -> OverlayTokenOut:
    return OverlayTokenOut(
        name=token.name, kind=token.kind, says=OverlayText(**token.says._asdict()), source=OverlayText(**token.source._asdict()),
        takes=token.takes, needs=token.needs, floor=token.floor, value=value, at=at, example=token.example,
    )  # fmt: skip


def settings_out(settled: Settled) -> OverlaySettingsOut:
    own = [OwnAccountOut(label=one.label, key=one.key) for one in settled.own]
    return OverlaySettingsOut(
        version=settled.version,
        minimum=settled.minimum,
        own=own,
        ai_rooms=list(settled.ai_rooms),
        ai_hosts=list(settled.ai_hosts),
    )
