"""渠道: where viewers came from. The raw name is always kept; six neutral groups stand above it."""

from onair.kernel.i18n import Text
from onair.metrics.channels import group_of
from onair.metrics.measure import MISSING, Part, Scope, over
from onair.metrics.metric import Example, Metric, happened

ENTRIES = (
    happened("enter", 1, user="a", channel="直播推荐"), happened("enter", 2, user="b", channel="直播推荐"),
    happened("enter", 3, user="c", channel="千川PC版"), happened("enter", 4, user="d", channel="关注"),
)  # fmt: skip


def all_entries(scope: Scope) -> Part:
    """Entries by event, whatever the channel: gauges know no channels."""
    if not scope.fed("enter"):
        return MISSING
    return Part(scope.tally.total.sums.get("enter", 0), scope.state("enter"))


def channel_entries(scope: Scope) -> Part:
    return Part(scope.sum("enter"), scope.state("enter")) if scope.fed("enter") else MISSING


def _grouped(scope: Scope, paid: bool) -> Part:
    entries = scope.tally.entries
    if not scope.fed("enter") or all(channel is None for channel in entries):
        return MISSING
    mine = [
        n for channel, n in entries.items() if channel is not None and (group_of(channel) == "paid") == paid
    ]
    return Part(sum(mine), scope.state("enter"))


def natural(scope: Scope) -> Part:
    return _grouped(scope, paid=False)


def paid(scope: Scope) -> Part:
    return _grouped(scope, paid=True)


METRICS = (
    Metric(
        id="channel_share",
        zh="流量占比",
        en="Share of traffic",
        unit="ratio",
        grain=("channel",),
        additive=True,
        better="neither",
        numerator=Text("该渠道进入次数", "Entries by the channel"),
        denominator=Text("全部进入次数", "All entries"),
        measure=over(channel_entries, all_entries),
        example=Example(ENTRIES, 0.5, "channel", "直播推荐"),
    ),
    Metric(
        id="natural_share",
        zh="自然占比",
        en="Natural share",
        unit="ratio",
        grain=("session",),
        additive=False,
        numerator=Text("非付费渠道进入次数", "Entries by unpaid channels"),
        denominator=Text("全部进入次数", "All entries"),
        measure=over(natural, all_entries),
        note=Text("没有渠道名的进入只在分母", "Entries without a channel are only in the denominator"),
        example=Example(ENTRIES, 0.75),
    ),
    Metric(
        id="organic_leverage",
        zh="自然撬动系数",
        en="Organic leverage",
        unit="multiple",
        grain=("session",),
        additive=False,
        numerator=Text("非付费渠道进入次数", "Entries by unpaid channels"),
        denominator=Text("付费渠道进入次数", "Entries by paid channels"),
        measure=over(natural, paid),
        example=Example(ENTRIES, 3.0),
    ),
)
