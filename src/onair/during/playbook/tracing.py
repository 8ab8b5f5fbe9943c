"""Why a rule did, or did not, speak at a moment of a show: the log is played up to then with this rule alone."""

from onair.during.broadcast.facts import Facts
from onair.during.playbook.backtest import Run
from onair.during.playbook.baseline import Bands
from onair.during.playbook.pastlog import batches
from onair.during.playbook.rule import Rule
from onair.during.playbook.trace import Trace
from onair.store.log import EventLog


def traced(log: EventLog, facts: Facts, rule: Rule, bands: Bands, at: int) -> list[Trace]:
    """As of the last tick that was closed by `at` (ms). Blocking. Raises LogDamaged."""
    run = Run(rule, facts, bands)
    for groups, clock, _ in batches(log, facts.id):
        if clock > at:
            break
        run.take(groups, clock)
    run.end(at)
    return list(run.following.evaluator.traces.values())
