"""When a warm-up speaks: the default plan, what moves with the show's start, what is due. Pure.

Times in ms UTC. An item hangs on the show's start by its `lead` (ms before it) or stands at a fixed moment.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeVar

from onair.before.warmup.kinds import ItemState, Layer
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS
from onair.kernel.i18n import Lang, Text

LEAD_MAX_MS = 60 * DAY_MS
LATE_MAX_MS = 30 * MINUTE_MS
"""A message that waited longer than this (server down, sending paused) says what is no longer true."""


class Step(NamedTuple):
    """One line of a template. `text` and `hook` may hold placeholders (render.py)."""

    lead: int
    layer: Layer
    channel: str
    title: Text
    text: Text
    hook: Text | None = None


class Draft(NamedTuple):
    """A step laid on a show's calendar."""

    lead: int
    due_at: int
    layer: Layer
    channel: str
    title: str
    text: str
    hook: str | None


class Planned(Protocol):
    """What due computation needs to know of an item; None `lead` = a fixed moment."""

    @property
    def id(self) -> str: ...
    @property
    def lead_ms(self) -> int | None: ...
    @property
    def due_at(self) -> int: ...
    @property
    def state(self) -> str: ...


P = TypeVar("P", bound=Planned)

TEMPLATE: tuple[Step, ...] = (
    Step(7 * DAY_MS, Layer.teaser, "短视频", Text("预告一：只露一角", "Teaser 1: show a corner"),
         Text("{title}，{date} 见。先看一眼，猜猜是什么。", "{title}, {date}. A first look: guess what it is."),
         Text("只露局部，不说是谁、不说多少钱", "Show a part; do not say who or how much")),
    Step(5 * DAY_MS, Layer.group, "社群", Text("社群种草：为什么选它", "Group: why we chose it"),
         Text("这次为什么选这几款，我们怎么试的，图都在这。{link}", "Why we chose these and how we tried them. {link}")),
    Step(3 * DAY_MS, Layer.recommendation, "推荐位", Text("申报推荐位与预约卡", "Ask for the slot and the booking card"),
         Text("{title}，{start} 开播，点预约，开播提醒你。", "{title} starts {start}. Book and be reminded.")),
    Step(3 * DAY_MS, Layer.one_to_one, "一对一", Text("老客一对一邀约", "Invite buyers one by one"),
         Text("您上次问过的那款，{start} 直播间细讲。{link}", "What you asked about will be shown at {start}. {link}")),
    Step(2 * DAY_MS, Layer.paid, "投放", Text("投放预热短视频", "Promote the teaser clip"),
         Text("{title}，{start} 开播。", "{title}, {start}.")),
    Step(DAY_MS, Layer.teaser, "短视频", Text("预告二：说出承诺", "Teaser 2: make the promise"),
         Text("{promises} {start} 直播间见。{link}", "{promises} See you at {start}. {link}"),
         Text("揭开第一条里藏的那件", "Reveal what the first clip hid")),
    Step(DAY_MS, Layer.member, "会员", Text("会员专享提前告知", "Tell members first"),
         Text("会员您好，{start} 开播：{promises}{link}", "To our members: {start}. {promises}{link}")),
    Step(4 * HOUR_MS, Layer.group, "社群", Text("社群倒数：今晚有什么", "Group: what is on tonight"),
         Text("今晚 {time} 开播：{promises}{link}", "Tonight at {time}: {promises}{link}")),
    Step(2 * HOUR_MS, Layer.message, "短信/邮件", Text("短信或邮件提醒", "Remind by SMS or mail"),
         Text("{title} {time} 开播。{link}", "{title} starts at {time}. {link}")),
    Step(30 * MINUTE_MS, Layer.group, "社群", Text("开播前半小时", "Half an hour before"),
         Text("还有半小时，{time} 开播，先进直播间占座。{link}", "Half an hour to go: {time}. {link}")),
    Step(10 * MINUTE_MS, Layer.group, "社群", Text("开播前十分钟", "Ten minutes before"),
         Text("{time} 准时开播，直播间见。{link}", "Live at {time}. {link}")),
)  # fmt: skip
"""T−7 d … T−10 min, public layers first in each step of time. A team edits what comes out of it."""


def default_plan(start: int, now: int, lang: Lang, steps: Iterable[Step] = TEMPLATE) -> list[Draft]:
    """Every step that is still to come, earliest first; a short notice leaves only what can still be done."""
    drafts = [
        Draft(step.lead, start - step.lead, step.layer, step.channel, step.title.of(lang), step.text.of(lang),
              step.hook.of(lang) if step.hook else None)
        for step in steps
    ]  # fmt: skip
    return sorted((draft for draft in drafts if draft.due_at > now), key=lambda draft: draft.due_at)


def due_at(start: int | None, lead: int | None, fixed: int) -> int:
    """The moment of an item: with the start when it hangs on it, else where it was put."""
    return fixed if start is None or lead is None else start - lead


def moved(items: Iterable[P], start: int | None) -> list[tuple[P, int]]:
    """(item, new moment) for every planned item that the show's start takes along."""
    found = []
    for item in items:
        when = due_at(start, item.lead_ms, item.due_at)
        if item.state == ItemState.planned and when != item.due_at:
            found.append((item, when))
    return found


class Due(NamedTuple):
    """Ids to run now, and ids too late to run at all."""

    now: list[str]
    missed: list[str]


def due(items: Iterable[Planned], now: int, over: int | None = None, late: int = LATE_MAX_MS) -> Due:
    """Split what is planned and past its moment. `over`: when the show ended, then nothing is said any more."""
    ready: list[str] = []
    missed: list[str] = []
    for item in items:
        if item.state != ItemState.planned or item.due_at > now:
            continue
        stale = now - item.due_at > late or (over is not None and now >= over)
        (missed if stale else ready).append(item.id)
    return Due(ready, missed)
