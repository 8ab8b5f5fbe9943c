"""Which of people's actions answer which fault. Pure.

One action answers one fault: of those that last (and half a minute more) the one that began last and that it fits.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from onair.events.model import Action, Incident, Proposal
from onair.rehearsal.training.control import Stretch, after
from onair.rehearsal.training.fault import Fault
from onair.rehearsal.training.lore import Answer, Rule
from onair.rehearsal.training.stream import incident_id

GRACE_MS = 30_000
"""People's time after a fault's end in which it may still be answered."""
How = Literal["notice", "act"]
OPEN, DO, STEP, CLOSE = "emergency_open", "emergency_do", "emergency_step", "emergency_close"


class Staged(NamedTuple):
    """What was planned. `start`: of the show, ms. `seats`: seat → person; what `instructor` does is not counted."""

    faults: Sequence[Fault]
    start: int
    seats: Mapping[str, str]
    instructor: str | None
    rule: Rule


class Case(NamedTuple):
    """A fault in the time of its show. `place`: in the plan; `until`: how long it may be answered, ms."""

    place: int
    fault: Fault
    begin: int
    end: int
    until: int
    answer: Answer

    def lasts(self, at: int) -> bool:
        return self.begin <= at < self.until


class Answered(NamedTuple):
    """By the fault's place. `cards`: (right or wrong, card, by)."""

    firsts: dict[tuple[int, How], Action]
    cards: dict[int, tuple[Literal["right", "wrong"], str, str]]
    false_alarms: list[tuple[int, str, str]]

    def first(self, case: Case, how: How) -> Action | None:
        """Whoever acts has noticed."""
        act = self.firsts.get((case.place, "act"))
        if how == "act":
            return act
        seen = [one for one in (self.firsts.get((case.place, "notice")), act) if one is not None]
        return min(seen, key=lambda one: one.at, default=None)


def cases_of(staged: Staged, held: Sequence[Stretch]) -> list[Case]:
    found = []
    for place, fault in enumerate(staged.faults):
        begin = staged.start + fault.offset_s * 1000
        end = begin + fault.length_s * 1000
        until = max(end, after(held, end, GRACE_MS))
        found.append(Case(place, fault, begin, end, until, staged.rule.lore.answer(fault)))
    return found


class Desk:
    """What lay before people: cards that were open, what was proposed, what was wrong by itself."""

    def __init__(self) -> None:
        self._cards: dict[str, str] = {}
        self._rules: dict[str, str] = {}
        self._troubles: dict[str, tuple[int, int | None]] = {}

    def act(self, one: Action) -> None:
        if one.action == OPEN:
            self._cards[one.id] = str(one.data.get("card", ""))

    def propose(self, one: Proposal) -> None:
        self._rules[one.proposal] = one.rule

    def incident(self, one: Incident) -> None:
        held = self._troubles.get(one.incident)
        if one.phase == "start":
            self._troubles[one.incident] = (one.at, None)
        elif held is not None:
            self._troubles[one.incident] = (held[0], one.at)

    def answered(self, cases: Sequence[Case], actions: Sequence[Action]) -> Answered:
        found = Answered({}, {}, [])
        for case in cases:
            self._troubles.pop(incident_id(case.begin, case.fault.strength), None)
        for one in actions:
            card = self.card_of(one)
            fits = self._fit(cases, one, card)
            if fits is not None:
                case, how = fits
                found.firsts.setdefault((case.place, how), one)
            if card is not None:
                self._judge(found, cases, one, card)
        return found

    def card_of(self, one: Action) -> str | None:
        """The emergency card that an action is about."""
        if one.action == OPEN:
            return str(one.data.get("card", ""))
        return self._cards.get(str(one.data.get("run"))) if one.action in (DO, STEP, CLOSE) else None

    # ---- inside

    def _fit(self, cases: Sequence[Case], one: Action, card: str | None) -> tuple[Case, How] | None:
        last = None
        for case in cases:
            how = self._how(case.answer, one, card) if case.lasts(one.at) else None
            if how is not None and (last is None or case.begin >= last[0].begin):
                last = case, how
        return last

    def _how(self, answer: Answer, one: Action, card: str | None) -> How | None:
        if card is not None:
            done = one.action == DO or (one.action == STEP and one.data.get("outcome") == "done")
            return None if card not in answer.cards else "act" if done else "notice"
        if one.action.startswith("proposal_"):
            fits = self._rules.get(str(one.data.get("proposal"))) in answer.rules
            return None if not fits else "act" if one.action == "proposal_accept" else "notice"
        return "act" if one.action in answer.acts else "notice" if one.action in answer.notices else None

    def _judge(self, found: Answered, cases: Sequence[Case], one: Action, card: str) -> None:
        """A card is right for the fault it is meant for; else wrong for the one that lasts; else a false alarm."""
        lasting = [case for case in cases if case.lasts(one.at)]
        right = [case for case in lasting if card in case.answer.cards]
        if right:
            found.cards[right[-1].place] = ("right", card, one.by)
        elif self._troubled(one.at) or one.action != OPEN:
            return
        elif lasting:
            asked = [case for case in lasting if case.answer.cards]
            if asked:
                found.cards.setdefault(asked[-1].place, ("wrong", card, one.by))
        else:
            found.false_alarms.append((one.at, one.by, card))

    def _troubled(self, at: int) -> bool:
        """Something of the show itself was wrong then, whatever it was: nobody is blamed for a card."""
        return any(
            begin <= at and (end is None or at < end + GRACE_MS) for begin, end in self._troubles.values()
        )
