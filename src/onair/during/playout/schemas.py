"""What goes over the wire about the rundown as it is played. Times in ms UTC, lengths in seconds; null = unknown."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from onair.access.web import Strict


class PlayPreviewIn(Strict):
    """`action`, `data`: as for /actions."""

    action: Annotated[str, Field(min_length=1, max_length=40)]
    data: Annotated[dict[str, Any], Field(max_length=20)] = Field(default_factory=dict)


class PlayRefusalOut(BaseModel):
    """The hard rule that stands against it; `by_s` 0 = there is no measure."""

    code: str
    rule: str
    slot: str
    by_s: int
    detail: str


class PlayShiftOut(BaseModel):
    """One slot to come. `before`, `after`: expected start; null = it is not on any more."""

    slot: str
    title: str
    fixed: bool
    before: int | None
    after: int | None
    length_s: int
    change_s: int


class PlayPreviewOut(BaseModel):
    """`data`: send it as the action's. `refused` set: only with a reason in `anyway`. `engine` null: the rest stays."""

    data: dict[str, Any]
    rev: int
    refused: PlayRefusalOut | None
    zh: str
    en: str
    engine: str | None
    late_s: int
    end_late_s: int
    shifts: list[PlayShiftOut]


class PlayChangeOut(BaseModel):
    id: str
    at: int
    action: str
    by: str
    by_name: str
    why: str | None
    undone: bool
    slot: str | None
    data: dict[str, Any]


class PlaySlotOut(BaseModel):
    """`late_s`: its start against the plan; `over_s`: its length against the plan, when it is over."""

    id: str
    title: str
    kind: str
    product: str | None
    role: str | None
    state: str
    planned: bool
    fixed: bool
    timing: str
    moved: bool
    planned_at: int | None
    planned_end: int | None
    expected_at: int | None
    expected_end: int | None
    real_at: int | None
    real_end: int | None
    planned_s: int | None
    real_s: int | None
    late_s: int | None
    over_s: int | None
    changes: list[str]


class PlayRoundOut(BaseModel):
    """The five numbers of one loop; null = no source says. `over` false: the loop still runs."""

    n: int
    title: str
    at: int
    hook_s: int | None
    online_change: float | None
    sold: int | None
    talk_s: int | None
    pushes: int
    over: bool


class PlayoutOut(BaseModel):
    """`version` 0: no rundown was written. `late_s` now, `end_late_s` at the end; < 0 = ahead."""

    show: str
    version: int
    live: bool
    as_of: int
    late_s: int | None
    end_late_s: int | None
    planned_end: int | None
    ends: int | None
    slots: list[PlaySlotOut]
    changes: list[PlayChangeOut]
    rounds: list[PlayRoundOut]
