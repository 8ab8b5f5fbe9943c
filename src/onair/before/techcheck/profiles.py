"""What is good enough, by category of goods. Data: a limit is a pair of figures, and its words.

A profile changes single limits of the general one. `low` limits are broken from below, `high` from above,
`band` from either side.
"""

from typing import Literal, NamedTuple

from onair.kernel.i18n import Text

Sort = Literal["low", "high"]


class Limit(NamedTuple):
    """`warn` and `fail` in `unit`; None = never that bad."""

    sort: Sort
    warn: float
    fail: float | None
    unit: str


class Profile(NamedTuple):
    name: Text
    about: Text
    limits: dict[str, Limit]
    checklist: tuple[Text, ...]
    card: bool = False


GENERAL: dict[str, Limit] = {
    "short_side": Limit("low", 720, 480, "px"),
    "fps": Limit("low", 23.5, 14.5, "fps"),
    "jitter": Limit("high", 0.3, None, "frame"),
    "gap_seconds": Limit("high", 0.25, 1.0, "s"),
    "damage": Limit("high", 0.5, 20, ""),
    "bits_per_pixel": Limit("low", 0.03, 0.015, "bit"),
    "held_share": Limit("high", 0.3, 0.45, ""),
    "brightness_low": Limit("low", 22, 12, "%"),
    "brightness_high": Limit("high", 82, 92, "%"),
    "clipped": Limit("high", 0.08, 0.25, ""),
    "crushed": Limit("high", 0.45, 0.75, ""),
    "cast": Limit("high", 12, 20, "Lab"),
    "blur": Limit("high", 1.8, 3.4, "px"),
    "noise": Limit("high", 6, 12, "/255"),
    "flicker": Limit("high", 1.5, 4, "%"),
    "loudness_low": Limit("low", -28, -36, "LUFS"),
    "loudness_high": Limit("high", -10, -6, "LUFS"),
    "true_peak": Limit("high", -0.5, 1.5, "dBTP"),
    "pile": Limit("high", 1.0, 1.6, ""),
    "floor": Limit("high", -42, -32, "dBFS"),
    "snr": Limit("low", 15, 8, "dB"),
    "hum": Limit("high", 26, 36, "dB"),
    "av_offset": Limit("high", 80, 180, "ms"),
    "keyframe": Limit("high", 4.2, 10, "s"),
    "bitrate_swing": Limit("high", 0.6, 1.2, ""),
    "stall_seconds": Limit("high", 1.0, 4.0, "s"),
    "drops": Limit("high", 0.5, 1.5, ""),
    "pace": Limit("low", 0.96, 0.85, ""),
    "headroom": Limit("low", 2.0, 1.2, "×"),
    "card_mean": Limit("high", 6, 12, "ΔE2000"),
    "card_worst": Limit("high", 14, 25, "ΔE2000"),
}
BASE_LIST = (
    Text(
        "主灯、辅灯、背景灯亮起后 10 分钟再测",
        "Key, fill and background lights on for 10 minutes before measuring",
    ),
    Text(
        "关闭自动白平衡和自动曝光，按灯锁定", "Auto white balance and auto exposure off, locked to the lights"
    ),
    Text(
        "麦克风试音：正常音量说 30 秒，空调等噪声源按开播状态开着",
        "Microphone: 30 s at show volume, with air conditioning as during the show",
    ),
    Text("有线网络，备用网络（5G）可切换", "Wired network, with a second one (5G) to switch to"),
    Text("手机、相机接电源，勿扰模式", "Phones and cameras on mains, do not disturb"),
    Text("拍手一次，核对声画同步", "Clap once to check sound against picture"),
)

PROFILES: dict[str, Profile] = {
    "general": Profile(
        Text("通用", "General"), Text("没有特别要求的品类", "No special demands"), GENERAL, BASE_LIST
    ),
    "apparel": Profile(
        Text("服饰", "Apparel"),
        Text("颜色要还原：退货多因色差", "Colours must be true: colour is the first reason for returns"),
        GENERAL | {"cast": Limit("high", 9, 16, "Lab"), "card_mean": Limit("high", 4, 8, "ΔE2000")},
        (
            *BASE_LIST,
            Text(
                "24 色卡放在衣服的位置，占画面 1/6 以上，拍 5 秒",
                "24-patch card where the garment hangs, at least 1/6 of the frame, 5 s",
            ),
            Text("灯光显色指数 Ra ≥ 95，色温一致", "Lights with CRI ≥ 95, all of one temperature"),
            Text("背景用中性色，避免反色到面料", "Neutral background, no colour thrown on the fabric"),
        ),
        card=True,
    ),
    "food": Profile(
        Text("食品", "Food"),
        Text("新鲜感：略暖、饱和、高光不过曝", "Freshness: a little warm, saturated, highlights kept"),
        GENERAL
        | {
            "clipped": Limit("high", 0.04, 0.12, ""),
            "saturation": Limit("low", 8, 4, "Lab"),
            "kelvin_high": Limit("high", 7600, 9500, "K"),
        },
        (
            *BASE_LIST,
            Text(
                "侧逆光打出油亮和蒸汽，避免顶光",
                "Light from behind and the side for gloss and steam, none from above",
            ),
            Text("生鲜冷藏到上镜前，备两份替换", "Keep fresh goods cold until shown, two spares of each"),
            Text("砧板、餐具、手部清洁", "Board, dishes and hands clean"),
        ),
    ),
    "jewellery": Profile(
        Text("珠宝", "Jewellery"),
        Text("火彩和细节：对焦准、高光有层次", "Sparkle and detail: focus, highlights with texture"),
        GENERAL
        | {
            "blur": Limit("high", 1.3, 2.6, "px"),
            "clipped": Limit("high", 0.04, 0.12, ""),
            "short_side": Limit("low", 1080, 720, "px"),
            "flicker": Limit("high", 1.0, 3, "%"),
        },
        (
            *BASE_LIST,
            Text("微距镜头，手动对焦到展示位", "Macro lens, focused by hand on the showing place"),
            Text("黑、白、灰三块背景布备用", "Black, white and grey cloths at hand"),
            Text("指纹擦净，戴手套", "Fingerprints wiped, gloves on"),
        ),
    ),
    "cosmetics": Profile(
        Text("美妆", "Cosmetics"),
        Text("肤色真实：美颜不能改变妆效", "True skin: beautification must not change what the product does"),
        GENERAL
        | {
            "cast": Limit("high", 9, 16, "Lab"),
            "skin_hue_low": Limit("low", 28, 18, "°"),
            "skin_hue_high": Limit("high", 72, 84, "°"),
        },
        (
            *BASE_LIST,
            Text("关闭美颜和滤镜再测一次", "Measure once more with beautification and filters off"),
            Text("正面柔光，避免一侧过亮", "Soft light from the front, no bright side"),
            Text("色号试色卡和灰卡备好", "Shade swatches and a grey card at hand"),
        ),
    ),
}
