"""What effects look like on the wire. Effects are relative: 0.18 = +18 %; None = not known, which is not 0."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Strict
from onair.access.web.fields import WHOLE

KindOut = Literal["randomised", "control", "before_after"]
StatusOut = Literal[
    "measured", "not_due", "too_few", "few_events", "gaps", "flat", "inseparable", "not_comparable"
]


class EffectBounds(BaseModel):
    low: float
    high: float


class RepeatedEffect(BaseModel):
    """What accepting a rule's proposals did on the whole. `series`: the number it is judged by. Of `n` measured repeats;
    `left_out` others could not be measured (`why_not`: status → how many). Figures None below three. `kinds`: how many
    were compared how. `i2`: share of the differences between repeats that is not chance. `say`: in one sentence."""

    series: str | None
    n: int
    left_out: int
    effect: float | None
    i80: EffectBounds | None
    i95: EffectBounds | None
    p: float | None
    i2: float | None
    kinds: dict[KindOut, int]
    why_not: dict[StatusOut, int]
    say: str


class TrialOut(BaseModel):
    """A switchback: of `moments` that the rule finds, half are held back by lot. `taken`: came so far. `held`: of those,
    held back. `measured`: could be read. Its result is told when the last moment was measured, or it was stopped;
    broken: never, its plan was changed after it was registered."""

    id: str
    rule: str
    room: str
    state: Literal["running", "done", "stopped", "broken"]
    moments: int
    taken: int
    held: int
    measured: int
    control: Literal["online", "others"] | None
    by: str
    name: str
    at: int
    stopped_at: int | None
    effect: float | None
    i80: EffectBounds | None
    i95: EffectBounds | None
    alike: float | None
    say: str


class StartTrial(Strict):
    """`moments`: an even number. `control`: a number that the rule's acts should leave alone, chosen beforehand."""

    room: Id
    moments: Annotated[int, Field(ge=8, le=200, multiple_of=2), WHOLE] = 20
    control: Literal["online", "others"] | None = None


class EffectOut(BaseModel):
    """One action, or all acts of one proposal (`acts`). `alike`: share of the show's other moments that moved as much;
    `holm`, `bh`: with the show's other actions counted in. `say`: in one sentence. `verdict` by Holm; None = not
    measured. `against`: what it was held against."""

    action: str
    at: int
    acts: list[str]
    by: str
    by_name: str
    rule: str | None
    rule_name: str | None
    proposal: str | None
    series: str
    product: str | None
    product_name: str | None
    seconds: int
    status: StatusOut
    kind: KindOut
    effect: float | None
    i80: EffectBounds | None
    i95: EffectBounds | None
    alike: float | None
    holm: float | None
    bh: float | None
    n: int
    beside: list[str]
    mixed: bool
    undone: bool
    verdict: Literal["up", "down", "unclear"] | None
    say: str
    against: str


class ShowEffects(BaseModel):
    """`final`: the show is over, so nothing more is to come; else as of now."""

    final: bool
    items: list[EffectOut]
