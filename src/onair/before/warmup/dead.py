"""A link that leads nowhere, in words. Pure."""

from typing import NamedTuple

from onair.kernel.clock import short_time
from onair.kernel.i18n import Text


class DeadView(NamedTuple):
    """Why it leads nowhere, and when (ms) it was looked at."""

    why: Text
    at: int


def words(found: DeadView, zone: str) -> Text:
    """`zone` of the show, for the hour of it."""
    when = short_time(found.at, zone)
    return Text(
        f"链接打不开：{found.why.zh}（{when} 查）",
        f"The link does not open: {found.why.en} (looked at {when})",
    )
