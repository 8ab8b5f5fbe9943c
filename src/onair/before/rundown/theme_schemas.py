"""What goes over the wire about themes, and about how hosts fit a product. Lengths in whole minutes."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web.fields import NO_CONTROLS, Name, Page, Strict
from onair.before.rundown.schemas import Kind, Minutes, RoleCode, Seen

ThemeSource = Literal["catalogue", "changed", "own"]


class WordsIn(Strict):
    zh: Name
    en: Name


class HookIn(Strict):
    zh: Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)]
    en: Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)]


class StepIn(Strict):
    kind: Kind
    minutes: Minutes
    title: WordsIn
    role: RoleCode | None = None


class ThemePut(Strict):
    """`version` of what was seen, 0 for one of the catalogue or a new one."""

    version: Seen
    name: WordsIn
    hook: HookIn
    opening: Minutes
    closing: Minutes
    loop: Annotated[list[StepIn], Field(min_length=1, max_length=20)]


class WordsOut(BaseModel):
    zh: str
    en: str


class StepOut(BaseModel):
    kind: Kind
    minutes: int
    title: WordsOut
    role: str | None


class ThemeOut(BaseModel):
    """`minutes` of one loop. `source`: of the catalogue as it came, changed by the team, or the team's own."""

    code: str
    name: WordsOut
    hook: WordsOut
    opening: int
    closing: int
    loop: list[StepOut]
    minutes: int
    source: ThemeSource
    version: int


class RemovedTheme(BaseModel):
    """One of the catalogue that the team took off its list."""

    code: str
    name: WordsOut


class ThemePage(Page[ThemeOut]):
    removed: list[RemovedTheme]


class FitOut(BaseModel):
    """`score` 0…1; sentences in both languages."""

    host: str
    name: str
    score: float
    reasons: list[WordsOut]
    gaps: list[WordsOut]


class FitPage(Page[FitOut]):
    pass
