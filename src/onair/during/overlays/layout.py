"""A layout as a team keeps it: widgets on a grid, their lines as templates; and as screens get it. Pure.

A unit of the grid is 24 px of the picture. Boxes are fixed: what stands in them is clipped, so nothing that a viewer
types can move anything.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from onair.during.overlays.checking import Finding, Line, Verdict, check_line, shipped_line
from onair.during.overlays.template import Key
from onair.kernel.i18n import Text

Size = Literal["tall", "wide"]
GRID: dict[Size, tuple[int, int]] = {"tall": (45, 80), "wide": (80, 45)}
SAFE: dict[Size, tuple[int, int, int, int]] = {"tall": (2, 3, 43, 68), "wide": (2, 2, 78, 43)}
"""x, y, right, bottom: below it the platform has its own buttons on the tall picture (280 px)."""
WidgetKind = Literal[
    "seller",
    "proof",
    "offer",
    "countdown",
    "stock",
    "qa",
    "next",
    "subtitles",
    "text",
    "ai_label",
    "comments",
]
THEMES = ("dark", "light", "warm", "plain")
OFFER_PARTS = ("price", "countdown", "stock", "terms")
WIDGETS_MOST = 16
LINES_MOST = 4
Cell = Annotated[int, Meta(ge=0, le=80)]
Length = Annotated[int, Meta(ge=2, le=80)]


class Widget(Struct, frozen=True, forbid_unknown_fields=True):
    """`offer`: fixed to one, else the one on screen; `parts`: of an offer's card; `hold`: to which edge it keeps."""

    id: Annotated[str, Meta(min_length=1, max_length=24, pattern=r"^[a-z0-9_]+$")]
    kind: WidgetKind
    x: Cell
    y: Cell
    w: Length
    h: Length
    lines: Annotated[tuple[Annotated[str, Meta(max_length=400)], ...], Meta(max_length=LINES_MOST)] = ()
    parts: tuple[Literal["price", "countdown", "stock", "terms"], ...] = OFFER_PARTS  # type: ignore[assignment]
    offer: Annotated[str, Meta(max_length=128)] | None = None
    hold: Literal["top", "bottom"] = "top"


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """`scene`: the lines of 马上回来."""

    size: Size
    theme: Literal["dark", "light", "warm", "plain"] = "dark"
    widgets: Annotated[tuple[Widget, ...], Meta(max_length=WIDGETS_MOST)] = ()
    scene: Annotated[tuple[Annotated[str, Meta(max_length=400)], ...], Meta(max_length=LINES_MOST)] = ()


class OverlayPart(Struct, frozen=True, omit_defaults=True):
    """`text`, or `key` and `name` of a token; `section` 0 = outside all, a missing token there takes the line with it."""

    text: str = ""
    key: str = ""
    name: str = ""
    section: int = 0


class OverlayWidget(Struct, frozen=True, omit_defaults=True):
    """Units of 24 px. `lines`: parts of each."""

    id: str
    kind: str
    x: int
    y: int
    w: int
    h: int
    lines: list[list[OverlayPart]] = []
    parts: list[str] = []
    offer: str | None = None
    hold: str = "top"


class OverlayLayout(Struct, frozen=True, omit_defaults=True):
    id: str
    name: str
    size: Size
    theme: str
    widgets: list[OverlayWidget] = []
    scene: list[list[OverlayPart]] = []


class Marked(NamedTuple):
    """A finding and its place: the widget and its line, or `scene`, or the layout itself (None)."""

    widget: str | None
    line: int
    finding: Finding


class Compiled(NamedTuple):
    layout: OverlayLayout
    marks: tuple[Marked, ...]
    keys: frozenset[Key]

    @property
    def refused(self) -> bool:
        return any(mark.finding.refused for mark in self.marks)


SCENE = "scene"
_ORDER = "直播电商监督管理办法"
_WITH_LINES = frozenset({"proof", "text"})


def body_of(raw: Any) -> Body:
    """Raises msgspec.ValidationError."""
    return msgspec.convert(raw, Body)


def compiled(id_: str, name: str, body: Body, on: date | None) -> Compiled:
    """`on`: the day whose rules count; None: it comes with OnAir and was held against them before it left."""
    marks: list[Marked] = []
    keys: set[Key] = set()

    def read(line: str) -> Line:
        return shipped_line(line) if on is None else check_line(line, on)

    def lines_of(place: str, lines: Iterable[str]) -> list[list[OverlayPart]]:
        return [_line(place, i, read(line), marks, keys) for i, line in enumerate(lines)]

    widgets = [
        OverlayWidget(
            one.id, one.kind, one.x, one.y, one.w, one.h, lines_of(one.id, one.lines if one.kind in _WITH_LINES else ()),
            list(one.parts), one.offer, one.hold,
        )
        for one in body.widgets
    ]  # fmt: skip
    layout = OverlayLayout(id_, name, body.size, body.theme, widgets, lines_of(SCENE, body.scene))
    return Compiled(layout, (*marks, *_placing(body)), frozenset(keys))


def _line(place: str, number: int, line: Line, marks: list[Marked], keys: set[Key]) -> list[OverlayPart]:
    marks += [Marked(place, number, found) for found in line.findings]
    if line.refused:
        return []  # never shown, even where it was saved before a rule came
    keys.update(line.template.keys)
    return [
        OverlayPart(
            piece.text,
            str(piece.key or ""),
            piece.key.name if piece.key else "",
            0 if piece.section is None else piece.section + 1,
        )
        for piece in line.template.pieces
    ]


def _placing(body: Body) -> list[Marked]:
    """What is wrong with the boxes, and whether the seller is there."""
    found: list[Marked] = []
    left, top, right, bottom = SAFE[body.size]
    ids = [one.id for one in body.widgets]
    for one in body.widgets:
        if ids.count(one.id) > 1:
            found.append(
                _mark(one.id, "layout", "BLOCK", Text("两个部件同名", "Two widgets have the same id"))
            )
        if one.x < left or one.y < top or one.x + one.w > right or one.y + one.h > bottom:
            why = Text(
                "超出安全区：会被平台的按钮或手机边缘挡住",
                "Outside the safe area: the platform's buttons or the edge would cover it",
            )
            found.append(_mark(one.id, "safe_area", "BLOCK", why))
    for i, one in enumerate(body.widgets):
        for other in body.widgets[i + 1 :]:
            if _overlap(one, other):
                seller = "seller" in (one.kind, other.kind)
                why = Text("与另一个部件重叠", "Overlaps another widget")
                found.append(
                    _mark(
                        one.id, "C20" if seller else "layout", "BLOCK" if seller else "FIX", why, law=seller
                    )
                )
    if not any(one.kind == "seller" for one in body.widgets):
        why = Text(
            "没有经营者信息：名称、地址、联系方式须全程可见。同屏另一个贴片里有时可以忽略",
            "No seller information: name, address and contact must be visible throughout. Ignore it when another overlay has it",
        )
        found.append(_mark(None, "C20", "FIX", why, law=True))
    return found


def _mark(widget: str | None, rule: str, verdict: Verdict, why: Text, *, law: bool = False) -> Marked:
    return Marked(
        widget,
        -1,
        Finding(rule, verdict, 0, 0, "", why, None, _ORDER if law else "", "26" if law else ""),
    )


def _overlap(one: Widget, other: Widget) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )
