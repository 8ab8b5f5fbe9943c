"""Use cases of the rundown as it is played: what a change would do, and the report of plan against real."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from onair.during.broadcast.actions import BadActionData, UnknownAction
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.during.playout.acts import RuleKept, settled
from onair.during.playout.companion import Playout, stage_of
from onair.during.playout.decide import Decision, Stage
from onair.during.playout.forms import FORMS
from onair.during.playout.replan_cp import replan, warm
from onair.during.playout.report import Report, report
from onair.during.playout.words import sentence
from onair.kernel.i18n import Text

__all__ = ["PlannedAnew", "Preview", "preview", "report_of"]


class PlannedAnew:
    """before.rundown.ports.RundownListener: a show that is followed learns of an edit of its rundown."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def on_rundown_changed(self, tenant: str, show: str) -> None:
        self._hub.relearn("playout", tenant=tenant, show=show)


class Preview(NamedTuple):
    """`data`: what to send as the action's. `refused`: the rule that stands against it; the times are then those it
    would have all the same."""

    data: dict[str, Any]
    decision: Decision
    words: Text
    refused: RuleKept | None
    rev: int
    stage: Stage


async def preview(owner: Owner, action: str, data: Mapping[str, Any]) -> Preview:
    """What a change would do; nothing is written. Raises UnknownAction, BadActionData, ActRefused but for rules."""
    form = FORMS.get(action)
    if form is None:
        raise UnknownAction(action=action[:40], known=", ".join(FORMS))
    try:
        asked = msgspec.convert(dict(data), form)
    except msgspec.ValidationError as error:
        raise BadActionData(action=action, why=str(error)) from None
    playout, stage = await _stage(owner)
    rev = playout.rev
    try:
        decision = await asyncio.to_thread(settled, action, asked, (stage, rev), replan)
        refused = None
    except RuleKept as rule:
        refused = rule
        forced = msgspec.structs.replace(asked, anyway="preview")
        decision = await asyncio.to_thread(settled, action, forced, (stage, rev), replan)
    told = decision.data | {"rev": rev}
    sent = {name: value for name, value in told.items() if name in form.__struct_encode_fields__}
    return Preview(sent, decision, sentence(stage, decision), refused, rev, stage)


async def _stage(owner: Owner) -> tuple[Playout, Stage]:
    state = await owner.settled()
    playout = state.companions.get("playout")
    if not isinstance(playout, Playout):
        playout = Playout()
    stock = playout.plan.pieces_left(state.stock)
    return playout, stage_of(playout, owner.facts, state.track, owner.now(), stock)


async def report_of(owner: Owner) -> Report:
    """Plan against real, of a show on air or over."""
    playout, stage = await _stage(owner)
    track = owner.state.track
    warm()
    return report(stage, playout.signs, playout.taps(track, "pin"), playout.taps(track, "push_tap"))
