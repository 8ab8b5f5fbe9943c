"""Our own hostile comments for rehearsals. Nobody's words were copied; the usual words of complaint are in them, so that
a team's own rules are tried, too."""

WAVE = (
    "骗子店，大家别买", "收到就是坏了，垃圾", "假货，已经投诉", "退款退了一个月，骗人的", "质量差，谁买谁后悔",
    "不发货还拉黑，举报了", "主播骗人，价格先涨后降", "太差了，客服装死", "都是托，假货", "垃圾直播间，举报",
    "别信，骗子", "退款！退款！", "买回来就坏了，骗人", "投诉没人管", "scam, do not buy", "broken on arrival, refund now",
)  # fmt: skip
