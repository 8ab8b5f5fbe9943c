"""互动: what people did besides shopping."""

from onair.kernel.i18n import Text
from onair.metrics.catalog.traffic import ROOM, TWO_ENTER, online, view_pv, view_uv
from onair.metrics.measure import VIEWER, Grain, added, over, people, share, total
from onair.metrics.metric import Example, Metric, happened
from onair.metrics.sources import counted_or_read
from onair.metrics.tally import INTERACT

TALK = ("comment", "like", "share")
comment_pv = total("comment_pv", "comment")
like_pv = counted_or_read("like", "likes_total", from_first=True)
share_pv = total("share_pv", "share")
interact_pv = added(comment_pv, like_pv, share_pv)
interact_uv = people(INTERACT, *TALK, minute="interact_uv")
fans_new = total("fans_new", "follow")
club_new = total("club_new", "group_join")
SAID = (
    happened("comment", 5, user="a", text="多少钱"), happened("like", 6, user="a", count=4),
    happened("like", 7, user="b", count=2), happened("share", 8),
)  # fmt: skip
GIFTS = (
    happened("gift", 1, gift="rose", count=3, value=30),
    happened("gift", 2, gift="car", count=1, value=500),
)
PEOPLE: tuple[Grain, ...] = ("session", "channel", "new")

METRICS = (
    Metric(
        id="comment_pv",
        zh="评论次数",
        en="Comments",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text("评论数", "Comments"),
        measure=comment_pv,
        example=Example(SAID, 1),
    ),
    Metric(
        id="like_pv",
        zh="点赞次数",
        en="Likes",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text(
            "点赞数之和；来源声明只送样本时取累计点赞末读数减首读数（估算）",
            "Sum of likes; where a source declares a sample, last − first reading of the total (estimated)",
        ),
        note=Text("商品收藏不是点赞", "A product favourite is not a like"),
        measure=like_pv,
        example=Example(SAID, 6),
    ),
    Metric(
        id="share_pv",
        zh="分享次数",
        en="Shares",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text("分享数之和", "Sum of shares"),
        measure=share_pv,
        example=Example(SAID, 1),
    ),
    Metric(
        id="interact_pv",
        zh="互动次数",
        en="Interactions",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text("评论、点赞、分享次数之和", "Comments, likes and shares"),
        measure=interact_pv,
        example=Example(SAID, 8),
    ),
    Metric(
        id="interact_uv",
        zh="互动人数",
        en="Interacting people",
        unit="people",
        grain=(*PEOPLE, "minute"),
        additive=False,
        numerator=Text(
            "评论、点赞、分享的去重已知用户", "Distinct known people who commented, liked or shared"
        ),
        measure=interact_uv,
        example=Example(SAID, 2),
    ),
    Metric(
        id="interact_rate_uv",
        zh="观看-互动率(人数)",
        en="Interaction rate",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("观看并互动的人数", "Viewers who interacted"),
        denominator=Text("观看人数", "Viewers"),
        measure=share(INTERACT, VIEWER, interact_uv, view_uv),
        example=Example((*TWO_ENTER, happened("like", 9, user="b")), 0.5),
    ),
    Metric(
        id="interact_rate_pv",
        zh="观看-互动率(次数)",
        en="Interaction rate, events",
        unit="ratio",
        grain=ROOM,
        additive=False,
        numerator=Text("互动次数", "Interactions"),
        denominator=Text("观看次数", "Views"),
        measure=over(interact_pv, view_pv),
        example=Example((*TWO_ENTER, *SAID), 8 / 3),
    ),
    Metric(
        id="interact_online",
        zh="互动率(趋势)",
        en="Interaction per online",
        unit="ratio",
        grain=("minute",),
        additive=False,
        numerator=Text("该分钟评论、点赞、分享去重人数", "Distinct people interacting in the minute"),
        denominator=Text("该分钟在线人数", "Online in the minute"),
        measure=over(interact_uv, online),
        note=Text(
            "与互动率(人数)分母不同，不可比", "Another denominator than the interaction rate: not comparable"
        ),
        example=Example((*SAID, happened("gauge", 9, name="online", value=20)), 0.1, "minute", 0),
    ),
    Metric(
        id="comment_per_view",
        zh="人均评论次数",
        en="Comments per viewer",
        unit="times/person",
        grain=PEOPLE,
        additive=False,
        numerator=Text("评论次数", "Comments"),
        denominator=Text("观看人数", "Viewers"),
        measure=over(comment_pv, view_uv),
        example=Example((*TWO_ENTER, *SAID), 0.5),
    ),
    Metric(
        id="fans_new",
        zh="新增粉丝数",
        en="New followers",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text("关注次数，取关不扣", "Follows; unfollows are not taken off"),
        measure=fans_new,
        example=Example((happened("follow", 1, user="a"), happened("follow", 2, user="a", on=False)), 1),
    ),
    Metric(
        id="fans_lost",
        zh="取关粉丝数",
        en="Unfollows",
        unit="times",
        grain=ROOM,
        additive=True,
        better="down",
        numerator=Text("取关次数", "Unfollows"),
        measure=total("fans_lost", "follow"),
        example=Example((happened("follow", 1, user="a"), happened("follow", 2, user="a", on=False)), 1),
    ),
    Metric(
        id="follow_rate",
        zh="加粉率",
        en="Follow rate",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("新增粉丝数", "New followers"),
        denominator=Text("观看人数", "Viewers"),
        measure=over(fans_new, view_uv),
        example=Example((*TWO_ENTER, happened("follow", 9, user="b")), 0.5),
    ),
    Metric(
        id="follow_online",
        zh="关注率(趋势)",
        en="Follow per online",
        unit="ratio",
        grain=("minute",),
        additive=False,
        numerator=Text("该分钟新增粉丝", "New followers in the minute"),
        denominator=Text("该分钟在线人数", "Online in the minute"),
        measure=over(fans_new, online),
        example=Example(
            (happened("follow", 9), happened("gauge", 9, name="online", value=50)), 0.02, "minute", 0
        ),
    ),
    Metric(
        id="club_new",
        zh="新加直播团人数",
        en="New club members",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text("入团、入群、入会次数", "Joins of a club, group or membership"),
        measure=club_new,
        example=Example((happened("group_join", 1, group="fans", user="a"),), 1),
    ),
    Metric(
        id="club_rate",
        zh="加团率",
        en="Club join rate",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("新加直播团人数", "New club members"),
        denominator=Text("观看人数", "Viewers"),
        measure=over(club_new, view_uv),
        example=Example((*TWO_ENTER, happened("group_join", 9, group="fans")), 0.5),
    ),
    Metric(
        id="gift_pv",
        zh="送礼次数",
        en="Gifts",
        unit="times",
        grain=ROOM,
        additive=True,
        better="neither",
        numerator=Text("送礼次数（连击已合并）", "Gifts, combos collapsed"),
        measure=total("gift_pv", "gift"),
        example=Example(GIFTS, 2),
    ),
    Metric(
        id="gift_units",
        zh="礼物件数",
        en="Gift pieces",
        unit="items",
        grain=ROOM,
        additive=True,
        better="neither",
        numerator=Text("礼物件数之和", "Pieces given"),
        measure=total("gift_units", "gift"),
        example=Example(GIFTS, 4),
    ),
    Metric(
        id="gift_value",
        zh="礼物价值",
        en="Gift value",
        unit="platform units",
        grain=ROOM,
        additive=True,
        better="neither",
        numerator=Text("礼物价值之和（平台单位，如钻石）", "Sum of gift value in the platform's unit"),
        measure=total("gift_value", "gift"),
        example=Example(GIFTS, 530),
    ),
)
