"""Whether messages leave: is the courier at work, how many are late, when did the last one go."""

from typing import NamedTuple, Protocol, runtime_checkable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.delivery.model import Outgoing, Switch, Target
from onair.kernel.clock import MINUTE_MS

LATE_MS = 2 * MINUTE_MS
"""Due for longer than this and still here: the courier is behind."""


@runtime_checkable
class AtWork(Protocol):
    """Who carries, of the process that serves."""

    @property
    def at_work(self) -> bool: ...


class Pulse(NamedTuple):
    """`running` is None where no server runs in this process. `behind`: messages late though nothing holds them.
    `last_sent`: ms, None before the first."""

    running: bool | None
    behind: int
    last_sent: int | None


def pulse(tx: Session, now: int, courier: AtWork | None) -> Pulse:
    """Of all teams; what a kill switch, a target that is off or its pause holds back is not late."""
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
    last = tx.scalar(select(func.max(Target.last_sent_at)))
    return Pulse(None if courier is None else courier.at_work, tx.scalar(late) or 0, last)
