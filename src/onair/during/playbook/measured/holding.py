"""Which moments of a show on air belong to a switchback, and what is held back by plan."""

from collections.abc import Mapping

from onair.during.broadcast.facts import Facts
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.playbook.effect.switchback import eligible
from onair.during.playbook.evaluate import Firing
from onair.during.playbook.history import TICK_MS
from onair.during.playbook.measured.claims import Claiming
from onair.during.playbook.measured.trials import NONE, Trial
from onair.during.playbook.proposals import Case, Ledger, Lot
from onair.events.model import Action, Proposal

HOLD = "proposal_hold"
PATIENCE_MS = 15_000
"""How long a proposal waits for its place; then it is made as always and is no part of the switchback."""


class Holding:
    """Of one show. `take` None: nobody to ask (a back-test, a show played again)."""

    def __init__(self, facts: Facts, ledger: Ledger, take: Claiming | None = None) -> None:
        self._facts, self._ledger, self._take = facts, ledger, take
        self._trials: Mapping[str, Trial] = {}
        self._lots: Mapping[str, Lot] = NONE
        self._asked: dict[str, int] = {}

    def know(self, trials: Mapping[str, Trial], lots: Mapping[str, Lot]) -> None:
        self._trials, self._lots = trials, lots

    def lot(self, proposal: str, firing: Firing, now: int) -> tuple[Lot | None, bool]:
        """(its place and arm, None = no part of one; whether to wait)."""
        if proposal in self._lots:
            return self._lots[proposal], False
        trial = self._trials.get(firing.rule.id)
        if trial is None or self._take is None or not self._far_enough(trial, firing.at):
            return None, False
        asked = self._asked.setdefault(proposal, now)
        if asked == now:
            self._take(self._facts, trial.id, proposal, firing.at)
        return None, now - asked < PATIENCE_MS

    def _far_enough(self, trial: Trial, at: int) -> bool:
        past = [case.at // TICK_MS for case in self._ledger.tried() if _of(case, trial)]
        return eligible(past, at // TICK_MS)


def _of(case: Case, trial: Trial) -> bool:
    return case.body.lot is not None and case.body.lot.trial == trial.id


def held_back(proposal: Proposal) -> Action:
    """For the feed: nothing is withheld in silence."""
    return Action(
        id=f"{proposal.id}:held", source=OWN_SOURCE, at=proposal.at, action=HOLD, by=f"rule:{proposal.rule}",
        product=proposal.product, data={"proposal": proposal.id},
    )  # fmt: skip
