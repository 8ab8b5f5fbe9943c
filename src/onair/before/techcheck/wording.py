"""What is said of each finding: what is wrong, and what to do. Chinese and English beside each other.

`{value}`, `{limit}` with their unit; `{when}` the moments.
"""

from typing import NamedTuple


class Words(NamedTuple):
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


_SAID = {
    "no_picture": (
        "没有画面",
        "There is no picture",
        "检查采集卡和视频源是否勾选",
        "Check the capture card and that the video source is on",
    ),
    "no_sound": (
        "没有声音轨",
        "There is no sound track",
        "在推流软件里添加麦克风并取消静音",
        "Add the microphone in the encoder and unmute it",
    ),
    "low_resolution": (
        "分辨率偏低：短边 {value}，要求 {limit}",
        "Low resolution: short side {value}, wanted {limit}",
        "推流软件输出改为 1080p，竖屏 1080×1920",
        "Set the encoder's output to 1080p (1080×1920 upright)",
    ),
    "low_fps": (
        "帧率偏低：{value}，要求 {limit}",
        "Low frame rate: {value}, wanted {limit}",
        "设为 25 或 30 fps；光线暗时相机会自动降帧，先补光",
        "Set 25 or 30 fps; cameras slow down in the dark, so add light first",
    ),
    "unsteady_fps": (
        "帧间隔不稳",
        "The steps between frames are uneven",
        "关闭可变帧率，降低编码预设，查看电脑负载",
        "Turn variable frame rate off, use a faster encoder preset, look at the computer's load",
    ),
    "frames_missing": (
        "丢帧：{when} 处画面缺了 {value}",
        "Frames are missing: {value} at {when}",
        "降低码率或换有线网络；看编码器是否过载",
        "Lower the bitrate or use a cable; see whether the encoder is overloaded",
    ),
    "damaged": (
        "数据损坏：{value} 处画面或声音解不完整",
        "Damaged: {value} pieces of picture or sound do not decode whole",
        "重新录一段；还有就换存储卡、线和网络，不要用 UDP 推流",
        "Record again; if it stays, change card, cable or network, and do not push over plain UDP",
    ),
    "frames_held": (
        "画面每隔几帧才更新：实际只有约 {value}",
        "The picture is updated only now and then: really about {value}",
        "相机、采集卡、推流软件设为同一帧率；检查 USB 带宽",
        "Set camera, capture card and encoder to one frame rate; check USB bandwidth",
    ),
    "low_bitrate": (
        "码率偏低：每像素 {value}，要求 {limit}",
        "Low bitrate: {value} per pixel, wanted {limit}",
        "1080p30 用 4–6 Mbit/s，720p30 用 2.5–4 Mbit/s",
        "Use 4–6 Mbit/s for 1080p30, 2.5–4 for 720p30",
    ),
    "unsteady_bitrate": (
        "码率忽高忽低",
        "The bitrate swings",
        "编码改为 CBR，检查上行网络",
        "Encode with CBR and check the uplink",
    ),
    "far_keyframes": (
        "关键帧间隔 {value}，要求 {limit}",
        "Key frames are {value} apart, wanted {limit}",
        "关键帧间隔设为 2 秒",
        "Set the key frame interval to 2 s",
    ),
    "frozen": (
        "画面冻结：{when}，共 {value}",
        "The picture froze: {when}, {value} in all",
        "检查 HDMI 线和采集卡，重插后重录",
        "Check the HDMI cable and the capture card, plug again and record again",
    ),
    "black": (
        "黑屏：{when}，共 {value}",
        "Black picture: {when}, {value} in all",
        "检查视频源、镜头盖、场景切换",
        "Check the source, the lens cap and scene switching",
    ),
    "silent": (
        "静音：{when}，共 {value}",
        "Silence: {when}, {value} in all",
        "检查麦克风开关、电池、接收器和软件里的静音",
        "Check the microphone's switch, battery, receiver, and mute in the software",
    ),
    "too_dark": (
        "画面偏暗：平均亮度 {value}，要求 {limit}",
        "Too dark: mean brightness {value}, wanted {limit}",
        "加主灯或开大光圈，不要只调高感光度",
        "Add light or open the aperture; do not only raise ISO",
    ),
    "too_bright": (
        "画面过亮：平均亮度 {value}，上限 {limit}",
        "Too bright: mean brightness {value}, at most {limit}",
        "减灯或收光圈，按产品测光",
        "Less light or a smaller aperture; meter on the product",
    ),
    "highlights_clipped": (
        "高光过曝：{value} 的画面没有细节",
        "Highlights are blown: {value} of the picture has no detail",
        "降曝光 0.3–1 档，主灯加柔光",
        "Expose 0.3–1 stop lower, soften the key light",
    ),
    "shadows_crushed": (
        "暗部死黑：{value} 的画面没有细节",
        "Shadows are crushed: {value} of the picture has no detail",
        "加辅灯或反光板，降低对比度",
        "Add fill light or a reflector, lower the contrast",
    ),
    "colour_cast": (
        "偏色：白色看起来像 {kelvin} K（应为 6500 K 左右），色度 {value}，上限 {limit}",
        "Colour cast: white looks like {kelvin} K (should be about 6500 K), chroma {value}, at most {limit}",
        "用灰卡做自定义白平衡，把所有灯调到同一色温",
        "Set a custom white balance on a grey card; bring all lights to one temperature",
    ),
    "too_cold": (
        "画面偏冷：约 {value}，食品应不高于 {limit}",
        "The picture is cold: about {value}; for food at most {limit}",
        "白平衡往暖调，灯用 4500–5600 K",
        "Warm the white balance; use lights of 4500–5600 K",
    ),
    "pale": (
        "颜色发灰：饱和度 {value}，要求 {limit}",
        "Colours are pale: saturation {value}, wanted {limit}",
        "提高灯光显色指数，关闭滤镜，换深色背景",
        "Use lights with a better CRI, no filter, a darker background",
    ),
    "blurred": (
        "画面发虚：最清晰的边缘宽 {value}，上限 {limit}",
        "Blurred: the sharpest edges are {value} wide, at most {limit}",
        "对焦到产品并锁定；擦镜头；检查是否被放大",
        "Focus on the product and lock; wipe the lens; see that nothing is enlarged",
    ),
    "noisy": (
        "噪点多：{value}，上限 {limit}",
        "Noisy picture: {value}, at most {limit}",
        "补光后降低感光度",
        "Add light, then lower ISO",
    ),
    "flickering": (
        "画面闪烁：{value}，约 {hertz} Hz",
        "The picture flickers: {value} at about {hertz} Hz",
        "快门设 1/50 或 1/100 秒，换无频闪灯",
        "Shutter 1/50 or 1/100 s; lights without flicker",
    ),
    "skin_red": (
        "肤色偏红：色相 {value}，下限 {limit}",
        "Skin is reddish: hue {value}, at least {limit}",
        "校白平衡，关闭美颜的红润",
        "Correct the white balance; turn rosy effects off",
    ),
    "skin_yellow": (
        "肤色偏黄：色相 {value}，上限 {limit}",
        "Skin is yellowish: hue {value}, at most {limit}",
        "校白平衡，检查绿色或黄色反光",
        "Correct the white balance; look for green or yellow reflections",
    ),
    "card_off": (
        "色卡色差大：平均 {value}，上限 {limit}",
        "The colour card is off: mean {value}, at most {limit}",
        "先校白平衡和曝光，再测；仍大就换高显色灯",
        "Correct white balance and exposure first; if it stays, use lights with a better CRI",
    ),
    "card_patch_off": (
        "色卡第 {patch} 格色差 {value}，上限 {limit}",
        "Patch {patch} of the colour card is off by {value}, at most {limit}",
        "该色系的衣服用实物对照讲解，或调整该色的校色",
        "Show garments of that colour beside a reference, or correct that colour",
    ),
    "card_missing": (
        "没有找到 24 色卡",
        "No 24-patch colour card was found",
        "把色卡正对镜头放在衣服的位置，占画面 1/6 以上，拍 5 秒后重测",
        "Hold the card square to the lens where the garment is, at least 1/6 of the frame, 5 s, and measure again",
    ),
    "too_quiet": (
        "声音偏小：{value}，要求 {limit}",
        "Too quiet: {value}, wanted {limit}",
        "麦克风靠近到 20–30 cm，提高前级增益",
        "Microphone at 20–30 cm, more gain",
    ),
    "too_loud": (
        "声音过大：{value}，上限 {limit}",
        "Too loud: {value}, at most {limit}",
        "降低前级增益，目标约 -16 LUFS",
        "Less gain; aim at about -16 LUFS",
    ),
    "peaks_over": (
        "峰值 {value} 超过 {limit}，会破音",
        "Peaks of {value} over {limit} will distort",
        "增益降低 3–6 dB，开限幅器",
        "Lower the gain by 3–6 dB, use a limiter",
    ),
    "sound_clipped": (
        "声音削波：波形顶在 {ceiling} 被切平，{when}",
        "The sound is clipped: waves are cut flat at {ceiling}, {when}",
        "从麦克风到软件逐级降增益，哪一级的表到红就降哪一级",
        "Lower the gain stage by stage from the microphone on; the stage whose meter is red is the one",
    ),
    "noise_floor": (
        "底噪高：{value}，上限 {limit}",
        "High noise floor: {value}, at most {limit}",
        "关风扇和空调直吹，换指向麦，开降噪",
        "No fan or draught at the microphone; a directional one; noise suppression",
    ),
    "poor_snr": (
        "人声不突出：信噪比 {value}，要求 {limit}",
        "The voice does not stand out: {value}, wanted {limit}",
        "麦克风靠近嘴，降低背景音乐",
        "Microphone nearer to the mouth, music lower",
    ),
    "hum": (
        "{hertz} Hz 交流声，高出 {value}",
        "Mains hum of {hertz} Hz, {value} over its surroundings",
        "设备共用一个插排，音频线远离电源线，用隔离器",
        "One power strip for all, audio cables away from power, an isolator",
    ),
    "av_offset": (
        "声画不同步：声音{side} {value}，上限 {limit}",
        "Sound and picture are apart: sound {side_en} by {value}, at most {limit}",
        "在推流软件里给较早的一路加同样的延迟",
        "Delay the earlier one by that much in the encoder",
    ),
    "stalled": (
        "推流卡顿：最长 {value} 没有数据",
        "The stream stalled: no data for up to {value}",
        "换有线网络，降低码率，看路由器是否有人下载",
        "Use a cable, lower the bitrate, see who else is loading the line",
    ),
    "dropped": (
        "断流 {value} 次",
        "The stream broke {value} times",
        "检查网络和推流软件的重连设置，准备备用网络",
        "Check the network and the encoder's reconnecting; have a second network",
    ),
    "slow_line": (
        "传输跟不上：只收到 {value} 的时长",
        "The line cannot keep up: only {value} of the time arrived",
        "降低码率到上行的一半以下",
        "Lower the bitrate to less than half of the uplink",
    ),
    "headroom": (
        "上行余量不足：是码率的 {value}，要求 {limit}",
        "Too little uplink: {value} of the bitrate, wanted {limit}",
        "降低码率，或停掉同一网络上的下载和云同步",
        "Lower the bitrate, or stop downloads and syncing on this network",
    ),
}
WORDS: dict[str, Words] = {code: Words(*said) for code, said in _SAID.items()}
