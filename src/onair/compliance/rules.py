"""May this person be written to now? Pure.

Sources: 消费者权益保护法 29(3) and PIPL 13–15 (no commercial message without consent or after a refusal), so consent
is asked for every purpose; caps and quiet hours are the team's own rules.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from onair.kernel.clock import DAY_MS
from onair.kernel.i18n import Text

CHANNELS: dict[str, Text] = {
    "mail": Text("邮件", "mail"),
    "sms": Text("短信", "SMS"),
    "wecom": Text("企业微信", "WeCom"),
    "member": Text("会员消息", "member message"),
}
PURPOSES: dict[str, Text] = {
    "marketing": Text("营销推广", "marketing"),
    "reminder": Text("开播提醒", "show reminder"),
    "service": Text("服务通知", "service notice"),
}
SOURCES: dict[str, Text] = {
    "form": Text("表单勾选", "form"),
    "platform": Text("平台授权", "platform"),
    "counter": Text("门店登记", "in the shop"),
    "service": Text("客服确认", "customer service"),
    "import": Text("名单导入", "import"),
}
UNCAPPED = frozenset({"service"})
"""About an order of one's own: not counted against the caps."""
WEEK_MS = 7 * DAY_MS


class Rules(NamedTuple):
    """Quiet hours in minutes of the day (`quiet_from` = `quiet_to`: none); caps per person and channel."""

    quiet_from: int = 22 * 60
    quiet_to: int = 8 * 60
    cap_day: int = 2
    cap_week: int = 5
    version: int = 0


class Ruling(NamedTuple):
    """`until`: with `wait`, the ms at which to ask again. `code` names the rule."""

    kind: Literal["go", "wait", "block"]
    code: str = ""
    until: int = 0


GO = Ruling("go")


def ruling(rules: Rules, purpose: str, sent: Sequence[int], now: int, zone: ZoneInfo) -> Ruling:
    """`sent`: ms of what the person got on this channel. For somebody whose consent is live."""
    if purpose not in UNCAPPED:
        capped = _cap(rules.cap_day, DAY_MS, sent, now, "cap_day") or _cap(
            rules.cap_week, WEEK_MS, sent, now, "cap_week"
        )
        if capped is not None:
            return capped
    until = quiet_until(rules, now, zone)
    return GO if until is None else Ruling("wait", "quiet_hours", until)


def _cap(cap: int, span: int, sent: Sequence[int], now: int, code: str) -> Ruling | None:
    """Exactly `cap` in any span: the next may go when the cap-th last one is a span old."""
    inside = sorted(at for at in sent if now - span < at)
    if cap == 0:
        return Ruling("block", code)
    if len(inside) < cap:
        return None
    return Ruling("wait", code, inside[-cap] + span)


def quiet_until(rules: Rules, now: int, zone: ZoneInfo) -> int | None:
    """When the quiet hours end that `now` lies in; None outside them."""
    if rules.quiet_from == rules.quiet_to:
        return None
    local = datetime.fromtimestamp(now / 1000, zone)
    minute = local.hour * 60 + local.minute
    overnight = rules.quiet_from > rules.quiet_to
    inside = (
        minute >= rules.quiet_from or minute < rules.quiet_to
        if overnight
        else rules.quiet_from <= minute < rules.quiet_to
    )
    if not inside:
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight + timedelta(days=1) if overnight and minute >= rules.quiet_from else midnight
    end = day.replace(hour=rules.quiet_to // 60, minute=rules.quiet_to % 60)
    return int(end.timestamp() * 1000)
