"""The proposals as the console shows them: open ones first, then what was answered lately, then what cannot run."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, Protocol

from msgspec import Struct, structs

from onair.during.broadcast.actions import known_acts
from onair.during.offers.planning.floors import OfferFloorCheck
from onair.during.offers.planning.publishing import PUBLISH
from onair.during.playbook.kit import LATER
from onair.during.playbook.measured.measuring import due_of
from onair.during.playbook.measured.shown import ActEffect, PastEffect
from onair.during.playbook.offering import NO_FLOORS, Floors
from onair.during.playbook.proposals import Case, Ledger, Offered, State
from onair.during.playbook.rule import Severity, Words
from onair.during.playbook.trace import Checked
from onair.kernel.i18n import Text

DONE_SHOWN = 12
_RANK: Mapping[str, int] = {"high": 0, "warn": 1, "info": 2}


class Known(Protocol):
    """What is known of effects."""

    def past(self, rule: str) -> PastEffect: ...

    def effect(self, proposal: str) -> ActEffect | None: ...


class ProposalStep(Struct, frozen=True, omit_defaults=True):
    """One act. `why_not`: it cannot be done now, and why. `done`: it was carried out."""

    act: str
    say: Words
    why_not: Words | None = None
    done: bool = False


class ProposalCard(Struct, frozen=True, omit_defaults=True):
    """`at`: when the rule fired; `until`: when it expires. `checks`: the evidence, the first is what is drawn.
    `bars`, `usual`: half a minute each. `effect_due`: when the effect of what was done can be told, `effect`: what it was.
    `past`: what the same did before. `becomes`: the rundown if it is accepted, or why it cannot be.
    `floors`: what the offer that it opens is held against."""

    id: str
    rule: str
    at: int
    until: int
    state: State
    severity: Severity
    name: Words
    tag: Words
    steps: list[ProposalStep]
    checks: list[Checked] = []
    series: str | None = None
    bars: list[float | None] = []
    usual: float | None = None
    number: int | None = None
    seat: str | None = None
    product: str | None = None
    product_name: str | None = None
    by: str | None = None
    by_name: str | None = None
    answered_at: int | None = None
    reason: str | None = None
    answer: str | None = None
    auto: bool = False
    effect_due: int | None = None
    becomes: Words | None = None
    floors: list[OfferFloorCheck] = []
    past: PastEffect | None = None
    effect: ActEffect | None = None


class BrokenRule(Struct, frozen=True):
    """Switched to error; the show goes on without it."""

    rule: str
    problem: str


class ProposalsPanel(Struct, frozen=True, omit_defaults=True):
    """`watching`: rules at work. `state` blind = nothing was heard yet to judge by."""

    open: list[ProposalCard] = []
    snoozed: list[ProposalCard] = []
    done: list[ProposalCard] = []
    broken: list[BrokenRule] = []
    watching: int = 0
    state: Literal["ok", "blind"] = "ok"


def panel_of(
    ledger: Ledger, now: int, *, names: Mapping[str, str], people: Mapping[str, str], broken: Mapping[str, str],
    watching: int, blind: bool, becoming: Callable[[Case], Words | None], known: Known,
    holding: Callable[[Case], Floors] = lambda _: NO_FLOORS,
) -> ProposalsPanel:  # fmt: skip
    """`names`: products; `people`: id → name."""
    cards = [
        card_of(case, now, names, people, becoming(case) if case.state_at(now) == "open" else None)
        for case in ledger.all()
    ]
    held = {case.id: holding(case) for case in ledger.all() if case.state_at(now) == "open"}
    cards = [_held(card, held[card.id]) if card.id in held else card for card in cards]
    opened = sorted(
        (card for card in cards if card.state == "open"), key=lambda card: (_RANK[card.severity], -card.at)
    )
    closed = [card for card in cards if card.state not in ("open", "snoozed")]
    closed.sort(key=lambda card: card.answered_at or card.until, reverse=True)
    return ProposalsPanel(
        [structs.replace(card, past=known.past(card.rule)) for card in opened],
        [structs.replace(card, past=known.past(card.rule)) for card in cards if card.state == "snoozed"],
        [structs.replace(card, effect=known.effect(card.id)) for card in closed[:DONE_SHOWN]],
        [BrokenRule(rule, why) for rule, why in broken.items()], watching, "blind" if blind else "ok",
    )  # fmt: skip


def next_change(cases: Iterable[Case], now: int) -> int | None:
    """When time alone will change a state."""
    times = [
        time for case in cases if case.state in ("open", "snoozed") for time in (case.snoozed_until, case.until) if time > now
    ]  # fmt: skip
    return min(times, default=None)


def card_of(
    case: Case, now: int, names: Mapping[str, str], people: Mapping[str, str], becomes: Words | None
) -> ProposalCard:
    body, state = case.body, case.state_at(now)
    answered = case.answered_at if state == "accepted" else None
    due = due_of(answered, body.effect_s) if answered is not None else None
    return ProposalCard(
        case.id, case.rule, case.at, case.until, state, body.severity, body.name, body.tag,
        [
            ProposalStep(step.act, step.say, why_not(step) if state == "open" else None, place in case.done)
            for place, step in enumerate(body.steps)
        ],
        body.checks, body.series, body.bars, body.usual, body.number, body.seat, case.product,
        names.get(case.product, case.product) if case.product is not None else None,
        case.by, people.get(case.by, case.by) if case.by is not None else None, case.answered_at, case.reason,
        case.answer, body.auto is not None, due, becomes,
    )  # fmt: skip


def _held(card: ProposalCard, found: Floors) -> ProposalCard:
    """With the floor checks; a step that would be refused says so beforehand."""
    if found.refused is None:
        return structs.replace(card, floors=found.checks) if found.checks else card
    why = Words(f"不能发布：{found.refused.zh}"[:200], f"Cannot be published: {found.refused.en}"[:200])
    steps = [
        structs.replace(step, why_not=why) if step.act == PUBLISH and step.why_not is None else step for step in card.steps
    ]  # fmt: skip
    return structs.replace(card, floors=found.checks, steps=steps)


def why_not(step: Offered) -> Words | None:
    """None = it can be asked for; whether the show allows it is found when it is done."""
    if step.act not in known_acts():
        what = LATER.get(step.act, Text(f"动作「{step.act}」", f"the act {step.act}"))
        return Words(f"暂不可用：{what.zh}还没有启用", f"Not available: {what.en} is not in use yet")
    if step.lacks is not None:
        if step.lacks == "offer":
            return Words("没有为这款备好的优惠", "No offer is prepared for it")
        return Words(f"暂不可用：不知道 {step.lacks}", f"Not available: {step.lacks} is not known")
    return None
