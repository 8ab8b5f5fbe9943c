"""What the rundown becomes if a proposal is accepted: asked of the rundown on air, said before anybody presses a key."""

from collections.abc import Iterable

import msgspec

from onair.during.broadcast.actions import ActRefused, BadActionData
from onair.during.broadcast.companions import Beside
from onair.during.playbook.proposals import Offered
from onair.during.playbook.rule import Words
from onair.during.playout.acts import settled
from onair.during.playout.companion import Playout, stage_of
from onair.during.playout.forms import FORMS
from onair.during.playout.words import sentence


def becomes(steps: Iterable[Offered], now: int, beside: Beside) -> Words | None:
    """Of the first act that changes the rundown; why it cannot, where it cannot. None = nothing of it changes."""
    playout = beside.companions.get("playout")
    step = next((one for one in steps if one.act in FORMS), None)
    if step is None or not isinstance(playout, Playout):
        return None
    try:
        asked = msgspec.convert(dict(step.data), FORMS[step.act])
        stage = stage_of(playout, beside.facts, beside.track, now, playout.stock)
        told = sentence(stage, settled(step.act, asked, (stage, playout.rev)))
    except msgspec.ValidationError:
        return None
    except (ActRefused, BadActionData) as error:
        return Words(error.detail("zh"), error.detail("en"))
    return Words(told.zh, told.en)


def rev_of(beside: Beside) -> int:
    """Grows with whatever changes the rundown."""
    playout = beside.companions.get("playout")
    return playout.rev if isinstance(playout, Playout) else 0
