"""A team's working hours, its limits by kind, and the robots that remind."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.after.feedback.hours import DAY_MINUTES, Hours
from onair.after.feedback.kinds import KINDS, Kind
from onair.after.feedback.model import FeedbackSetup
from onair.delivery.service import TargetNotFound, targets
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.errors import BadInput
from onair.trade.versions import require_version

LIMIT_MAX = 60 * 24 * 60
"""Working minutes: nobody waits for two months of them."""
DEFAULT_LIMITS: dict[Kind, int] = {
    "quality": 480, "suggestion": 2160, "logistics": 480, "service": 240, "price": 240, "other": 720,
}  # fmt: skip


class BadHours(BadInput):
    code = "feedback_bad_hours"
    zh = "工作时间不成立：每周至少一天，结束要晚于开始。没有保存，请修改后重试。"
    en = "The working hours cannot be: name one day at least, and an end after the start. Nothing was saved; correct them."


class WrongRobot(BadInput):
    code = "feedback_wrong_robot"
    zh = "提醒和升级只能选团队群的通道，通知提出人只能选发给个人的通道。没有保存，请重选。"
    en = "Reminders go to a group's target, and the asker is told by one for persons. Nothing was saved; choose again."


class Setup(NamedTuple):
    """`limits`: working minutes by kind. `target`: robot of the team's group; `escalate`: where tickets go that stay
    overdue (None = the same); `asker`: gateway to people who left an address (None = nobody is written to). `aftersales`:
    so many refunds of one product for one reason make a ticket by themselves, 0 = never. `version` 0: as it came."""

    hours: Hours = Hours()
    limits: dict[Kind, int] = DEFAULT_LIMITS
    target: str | None = None
    escalate: str | None = None
    asker: str | None = None
    aftersales: int = 0
    version: int = 0

    def limit_ms(self, kind: Kind) -> int:
        return self.limits[kind] * MINUTE_MS


def setup_of(tx: Session, tenant: str) -> Setup:
    """The team's own, or the one it starts with."""
    row = tx.get(FeedbackSetup, tenant)
    if row is None:
        return Setup()
    body = dict(row.body)
    hours = body.pop("hours")
    made = Hours(hours["zone"], tuple(hours["days"]), hours["start"], hours["end"])
    return Setup(made, DEFAULT_LIMITS | body.pop("limits"), **body, version=row.version)


def keep_setup(tx: Session, actor: Actor, clock: Clock, new: Setup) -> Setup:
    """`new.version`: the one that was read. Raises Stale, BadHours, TargetNotFound, WrongRobot."""
    turn(tx, actor.tenant)
    held = setup_of(tx, actor.tenant)
    require_version(new.version, held.version, body_of(new), body_of(held))
    hours = new.hours
    if not hours.days or not 0 <= hours.start < hours.end <= DAY_MINUTES:
        raise BadHours
    ways = {one.id: one.channel for one in targets(tx, actor.tenant)}
    for name, group in ((new.target, True), (new.escalate, True), (new.asker, False)):
        if name is not None and name not in ways:
            raise TargetNotFound(id=name)
        if name is not None and (ways[name] is None) is not group:
            raise WrongRobot
    row = tx.get(FeedbackSetup, actor.tenant)
    if row is None:
        row = FeedbackSetup(tenant_id=actor.tenant, version=0)
        tx.add(row)
    row.body, row.version, row.updated_at = body_of(new), held.version + 1, clock()
    tx.flush()
    audit(tx, actor, clock, "feedback.setup", actor.tenant, before=body_of(held), after=body_of(new))
    return new._replace(version=row.version)


def body_of(setup: Setup) -> dict[str, Any]:
    body = setup._asdict()
    del body["version"]
    return body | {
        "hours": setup.hours._asdict() | {"days": sorted(set(setup.hours.days))},
        "limits": {kind: setup.limits[kind] for kind in KINDS},
    }
