"""Whether messages leave: does the courier get through, how many are late, when did the last one go."""

from typing import NamedTuple, Protocol, runtime_checkable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.web.condition import SendingState
from onair.delivery.model import Outgoing, Switch, Target
from onair.kernel.clock import MINUTE_MS
from onair.kernel.i18n import Text

LATE_MS = 2 * MINUTE_MS
"""Due for longer than this and still here: the courier is behind."""
FAILING_MS = MINUTE_MS // 4
"""It looks every second: none came through for so long, and it is at work in name only."""


class Fault(NamedTuple):
    """What the courier met last, at `at` (ms)."""

    code: str
    why: Text
    at: int


class Work(NamedTuple):
    """`alive`: started and not ended. `good_at`: when it last got through (ms); `fault`: what came since, if anything."""

    alive: bool
    good_at: int
    fault: Fault | None = None


@runtime_checkable
class AtWork(Protocol):
    """Who carries, of the process that serves."""

    @property
    def at_work(self) -> Work: ...


class Pulse(NamedTuple):
    """`behind`: messages late though nothing holds them. `last_sent`: ms, None before the first. `fault`: the last,
    None once the courier got through again."""

    state: SendingState
    behind: int
    last_sent: int | None
    fault: Fault | None = None


def pulse(tx: Session, now: int, courier: AtWork | None, tenant: str | None = None) -> Pulse:
    """Of one team or all; what a kill switch, a target that is off or its pause holds back is not late."""
    stopped = select(Switch.tenant_id).where(Switch.paused)
    late = (
        select(func.count(Outgoing.id))
        .join(Target, Target.id == Outgoing.target_id)
        .where(
            Outgoing.state == "queued",
            Outgoing.not_before <= now - LATE_MS,
            Target.enabled,
            Target.hold_until <= now - LATE_MS,
            Target.tenant_id.not_in(stopped),
        )
    )
    last = select(func.max(Target.last_sent_at))
    if tenant is not None:
        late, last = late.where(Outgoing.tenant_id == tenant), last.where(Target.tenant_id == tenant)
    behind, work = tx.scalar(late) or 0, courier.at_work if courier else None
    return Pulse(_state(work, now, behind), behind, tx.scalar(last), work.fault if work else None)


def _state(work: Work | None, now: int, behind: int) -> SendingState:
    if work is None:
        return "off"
    if not work.alive:
        return "stopped"
    if now - work.good_at > FAILING_MS:
        return "failing"
    return "behind" if behind else "running"
