"""The six neutral groups of traffic. Assignment of a raw channel name is this project's default."""

from typing import Literal

from onair.kernel.i18n import Text

Group = Literal["recommend", "video", "private", "search", "paid", "other"]
GROUPS: dict[Group, Text] = {
    "recommend": Text("推荐", "Recommended"),
    "video": Text("短视频", "Short video"),
    "private": Text("关注/私域", "Followers"),
    "search": Text("搜索/商城/店铺", "Search, mall, shop"),
    "paid": Text("付费", "Paid"),
    "other": Text("其他", "Other"),
}
_NAMES: dict[Group, tuple[str, ...]] = {
    "recommend": ("直播推荐", "推荐", "feed", "for you", "for you feed", "live preview", "recommend"),
    "video": ("短视频引流", "短视频", "video", "profile taps"),
    "private": ("关注", "粉丝", "私域", "follow", "following"),
    "search": ("搜索", "个人主页&店铺&橱窗", "抖音商城推荐", "商城", "店铺", "search"),
    "paid": ("千川pc版", "小店随心推", "品牌投放", "千川品牌投放", "其他投放", "付费", "promoted", "paid"),
}
_GROUP_OF: dict[str, Group] = {name: group for group, names in _NAMES.items() for name in names}


def group_of(channel: str | None) -> Group:
    """Neutral group of a raw name; what is not listed is `other`, its raw name stays visible."""
    return _GROUP_OF.get((channel or "").strip().casefold(), "other")
