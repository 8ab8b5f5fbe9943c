"""Why a rule did, or did not, speak at a moment of a show: the log is played up to then with this rule alone."""

from onair.during.broadcast.facts import Facts
from onair.during.playbook.backtest import Run
from onair.during.playbook.baseline import Bands
from onair.during.playbook.history import TICK_MS
from onair.during.playbook.lag import GRACE_MAX_MS
from onair.during.playbook.listening import Listening
from onair.during.playbook.pastlog import batches
from onair.during.playbook.rule import Rule
from onair.during.playbook.trace import Trace
from onair.store.log import EventLog


def traced(
    log: EventLog, facts: Facts, rule: Rule, bands: Bands, at: int, *, listening: Listening
) -> list[Trace]:
    """As of the last tick that ended by `at` (ms), as it was closed then. Blocking. Raises LogDamaged."""
    listen = listening.of(rule, facts.tenant, facts.id)
    run, closed = Run(rule, facts, bands, at, listen), at + GRACE_MAX_MS + TICK_MS
    for groups, clock, _ in batches(log, facts.id):
        if clock > closed and facts.origin == "live":
            break  # a file is one batch whose clock is its end
        run.take(groups, clock)
    run.end(closed)
    return run.then
