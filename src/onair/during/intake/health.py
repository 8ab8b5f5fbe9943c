"""Whether the ways into a room work: broken, or merely quiet because nothing is expected. What the gate asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from onair.access.web import Services
from onair.before.gate.service import FeedFact, Health
from onair.during.intake.connections import ConnectionView, list_connections
from onair.during.intake.pulse import ORDERS, Heard
from onair.during.intake.start import webhooks_of
from onair.kernel.clock import DAY_MS
from onair.kernel.i18n import Text
from onair.trade.service import ShowView, State, Wanted, list_shows

RECENT_MS = 14 * DAY_MS
SHOWS_MAX = 100
Reason = Literal["refused", "silent", "missed", "never", "idle", "hearing"]
NO_DATA: dict[Reason, Text] = {
    "silent": Text("正在直播，却没有收到数据", "on air, yet nothing arrives"),
    "missed": Text("上一场直播里什么都没有收到", "nothing arrived during the last show"),
    "never": Text("从来没有收到过数据", "nothing ever arrived"),
    "idle": Text("现在没有直播，不需要数据", "no show is on air, nothing is expected"),
    "hearing": Text("数据在来", "data arrives"),
}
REFUSED: dict[str, Text] = {
    "bad_signature.headers": Text("没有带签名", "it carried no signature"),
    "bad_signature.timestamp": Text("发送方的时钟不对，或是重发的旧内容", "the sender's clock is off, or it is an old body"),
    "bad_signature.signature": Text("签名不对，密钥可能换过或填错", "wrong signature; the secret was changed or mistyped"),
    "bad_cloudevent": Text("内容不是可读的 CloudEvents", "the body is no readable CloudEvents"),
    "inbox_full": Text("收件箱满了", "the inbox is full"),
    "too_large": Text("一次发得太多", "the body is too large"),
    "rejected": Text("里面的事件都读不懂", "none of its events could be read"),
}  # fmt: skip
"""Why a delivery was refused, by the code that is kept; others are told by their code."""


class Condition(NamedTuple):
    """`since`: of what `reason` says (ms): the refusal, the beginning of the silence, the newest datum."""

    health: Health
    reason: Reason
    since: int | None

    def why(self, heard: Heard) -> Text:
        if self.reason != "refused":
            return NO_DATA[self.reason]
        code = heard.error_code or ""
        told = REFUSED.get(code, Text(code, code))
        return Text(f"最近一次发来的被拒收：{told.zh}", f"the newest delivery was refused: {told.en}")


def condition(heard: Heard, shows: Iterable[ShowView], now: int) -> Condition:
    """Of a connection whose room had `shows` of late. Pure.

    A refusal that nothing good followed, silence on air for as long as orders are called cut, and a last show
    without a single datum are broken; without a show on air silence is quiet.
    """
    last, since = heard.last_at or 0, heard.since or 0
    if heard.error_at is not None and heard.error_at > last:
        return Condition("broken", "refused", heard.error_at)
    real = [one for one in shows if one.origin == "live" and not one.staged and one.started_at is not None]
    on_air = [max(one.started_at or 0, since, last) for one in real if one.state is State.on_air]
    if on_air:
        began = max(on_air)
        silent = now - began >= ORDERS.cut
        return Condition("broken", "silent", began) if silent else Condition("ok", "hearing", heard.last_at)
    begun = [one.started_at or 0 for one in real if one.ended_at is not None]
    if begun and max(begun) >= since and last < max(begun):
        return Condition("broken", "missed", max(begun))
    return Condition("quiet", "idle" if last else "never", heard.last_at)


def shows_by_room(tx: Session, tenant: str, now: int) -> Mapping[str, Sequence[ShowView]]:
    """A team's shows of the last two weeks and today, by room."""
    found: dict[str, list[ShowView]] = {}
    for show in list_shows(tx, tenant, Wanted(since=now - RECENT_MS, until=now + DAY_MS), None, SHOWS_MAX)[0]:
        if show.room is not None:
            found.setdefault(show.room.id, []).append(show)
    return found


def heard_of(services: Services, view: ConnectionView) -> Heard:
    """As it was kept, and what came since."""
    return view.heard.newer(webhooks_of(services).pulses.of(view.id))


class Feeds:
    """The connections of a show's room, as the gate's FeedReader."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def feeds(self, tx: Session, show: ShowView, now: int) -> Sequence[FeedFact]:
        if show.room is None:
            return []
        ways = [view for view in list_connections(tx, show.tenant) if view.room == show.room.id]
        shows = shows_by_room(tx, show.tenant, now).get(show.room.id, ()) if ways else ()
        return [self._fact(view, shows, now) for view in ways]

    def _fact(self, view: ConnectionView, shows: Sequence[ShowView], now: int) -> FeedFact:
        heard = heard_of(self._services, view)
        found = condition(heard, shows, now)
        return FeedFact(view.name, found.health, heard.last_at, found.why(heard))
