"""Effects as the live console shows them beside a proposal."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from onair.during.playbook.effect.model import Bounds, Kind, Status
from onair.during.playbook.effect.wording import Verdict, verdict
from onair.during.playbook.measured.measuring import Measured, Measuring
from onair.during.playbook.measured.repeats import Repeats, by_rule, repeated, sentence
from onair.during.playbook.measured.telling import say
from onair.during.playbook.rule import Words
from onair.kernel.i18n import Text


class EffectRange(Struct, frozen=True):
    low: float
    high: float


class PastEffect(Struct, frozen=True, omit_defaults=True):
    """What accepting this rule's proposals did before, in this room. `n`: measured; `left_out`: could not be; figures
    None below three. `kinds`: how many were compared how. `say`: in one sentence, with the reason where there is none."""

    n: int
    say: Words
    left_out: int = 0
    series: str | None = None
    effect: float | None = None
    i80: EffectRange | None = None
    i95: EffectRange | None = None
    kinds: Mapping[Kind, int] = {}


class ActEffect(Struct, frozen=True, omit_defaults=True):
    """What accepting this one did. `verdict`: with the show's other actions counted in; None = not measured. `alike`:
    share of the show's other moments (`n`) that moved as much."""

    status: Status
    kind: Kind
    series: str
    n: int
    say: Words
    effect: float | None = None
    i80: EffectRange | None = None
    i95: EffectRange | None = None
    alike: float | None = None
    verdict: Verdict | None = None


class Shown:
    """What is known of effects in one show: its own, and of the rules in the room's past shows."""

    def __init__(self, measuring: Measuring, zone: str) -> None:
        self._measuring, self._zone = measuring, zone
        self._past: Mapping[str, Sequence[Measured]] = {}
        self._pooled: dict[str, PastEffect] = {}
        self._own: dict[str, Measured] = {}
        self._rules: dict[str, list[Measured]] = {}

    def refresh(self) -> bool:
        """Whether anything was measured since it was asked last."""
        changed, self._measuring.changed = self._measuring.changed, False
        if changed:
            self._renew()
        return changed

    def know(self, past: Mapping[str, Sequence[Measured]]) -> None:
        self._past = past
        self._renew()

    def past(self, rule: str) -> PastEffect:
        """Repeats of this show are pooled with those of the room's past ones."""
        if rule not in self._pooled:
            found = [*self._past.get(rule, ()), *self._rules.get(rule, ())]
            self._pooled[rule] = past_effect(repeated(found))
        return self._pooled[rule]

    def effect(self, proposal: str) -> ActEffect | None:
        found = self._own.get(proposal)
        return None if found is None else act_effect(found, self._zone)

    def _renew(self) -> None:
        own = self._measuring.so_far()
        self._pooled.clear()
        self._own = {one.proposal: one for one in own if one.proposal is not None}
        self._rules = by_rule(own)


def past_effect(one: Repeats) -> PastEffect:
    found = one.pooled
    return PastEffect(
        found.n, _words(sentence(one)), found.left_out, one.series, found.effect, _range(found.i80), _range(found.i95),
        one.kinds,
    )  # fmt: skip


def act_effect(one: Measured, zone: str) -> ActEffect:
    found = one.effect
    return ActEffect(
        found.status, found.kind, one.series, found.n, _words(say(one, zone)), found.effect, _range(found.i80),
        _range(found.i95), found.alike, verdict(found),
    )  # fmt: skip


def _words(text: Text) -> Words:
    return Words(text.zh, text.en)


def _range(bounds: Bounds | None) -> EffectRange | None:
    return None if bounds is None else EffectRange(bounds.low, bounds.high)
