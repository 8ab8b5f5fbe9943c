"""What every part of one running simulation shares."""

from typing import NamedTuple

from onair.rehearsal.simulator.outbox import Outbox
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.plan import Plan
from onair.rehearsal.simulator.truth import Truth


class Stage(NamedTuple):
    params: Params
    plan: Plan
    out: Outbox
    truth: Truth
