"""What several sources say together → where the fault most likely is. Pure; a guess, and called one on screen."""

from onair.during.signal.output import Output
from onair.kernel.i18n import Text

UNREACHED = frozenset({"no_connection", "no_such_host", "no_answer", "no_answer_in_time", "cut_off"})
CAUSES: dict[str, Text] = {
    "relay_down": Text("中转或平台入口不可用", "the relay or the platform's entry is down"),
    "network": Text("推流电脑到中转之间的网络", "the network between the sending computer and the relay"),
    "network_or_relay": Text("推流网络，或中转入口", "the sending network, or the relay"),
    "encoder_gone": Text("推流电脑断电、断网或程序退出", "the sending computer lost power or network, or its program ended"),
    "encoder_frozen": Text("推流程序卡死", "the sending program hangs"),
    "publisher_frozen": Text("推流端没有再送数据", "the sender sends nothing any more"),
    "publisher_gone": Text("推流端断开了", "the sender left"),
    "stopped_by_hand": Text("推流端有人按了停止", "somebody pressed stop at the sender"),
    "elsewhere": Text("推流端在推，但没有到这里：地址或密钥不对", "it is sent, but not to here: wrong address or key"),
    "camera": Text("摄像头或采集卡", "the camera or the capture card"),
    "whole_source": Text("采集整路卡住：采集卡、连线或推流程序", "the whole capture stands: card, cable or program"),
    "scene": Text("场景里没有画面源，或镜头被遮住", "no picture in the scene, or the lens is covered"),
    "microphone": Text("话筒没电、静音或没接入", "the microphone is flat, muted or not connected"),
    "upload": Text("上行带宽不足", "not enough upload bandwidth"),
    "computer": Text("推流电脑忙不过来（CPU/GPU）", "the sending computer is overloaded (CPU or GPU)"),
    "settings": Text("推流端改了码率或帧率", "the sender changed its bitrate or frame rate"),
    "gain": Text("话筒增益或调音台", "the gain of microphone or mixer"),
    "monitor": Text("看不到推流端，信号本身可能正常", "nobody answers; the stream itself may be fine"),
    "password": Text("密码不对，看不到推流端", "a wrong password: the sender cannot be seen"),
}  # fmt: skip


def guess(kind: str, out: Output, now: int) -> str:
    """A key of CAUSES."""
    if kind in ("cut", "stalled", "stopped"):
        return _of_flow(kind, out, now)
    if kind in ("freeze", "black"):
        return _of_picture(kind, out, now)
    if kind == "silence":
        return "whole_source" if out.look("freeze") is not None else "microphone"
    if kind in ("bitrate_low", "dropped_send", "rtt_high", "fps_low"):
        return _of_pace(kind, out, now)
    if kind == "blind":
        wrong = any(line.blind in ("wrong_password", "password_lacks") for line in out.lines.values())
        return "password" if wrong else "monitor"
    return {"dropped_render": "computer", "quiet": "gain", "loud": "gain"}.get(kind, "monitor")


def _of_flow(kind: str, out: Output, now: int) -> str:
    encoder, relay = out.of("encoder", now), out.of("relay", now)
    if out.by_hand:
        return "stopped_by_hand"
    if encoder is None:
        if not out.has("encoder"):
            return "publisher_frozen" if kind == "stalled" else "publisher_gone"
        return "encoder_frozen" if kind == "stalled" else "encoder_gone"
    if relay is None:
        return "relay_down" if _relay_unreached(out) else "network_or_relay"
    if encoder.flow == "live" and relay.flow == "stopped":
        return "elsewhere"
    return "network"


def _relay_unreached(out: Output) -> bool:
    return any(line.part == "relay" and line.blind in UNREACHED for line in out.lines.values())


def _of_picture(kind: str, out: Output, now: int) -> str:
    if kind == "black":
        return "scene"
    if out.look("silence") is not None:
        return "whole_source"
    lost = out.figures(now).render_lost
    return "computer" if lost is not None and lost > 0.2 else "camera"


def _of_pace(kind: str, out: Output, now: int) -> str:
    figures = out.figures(now)
    if (figures.render_lost or 0) > 0.05:
        return "computer"
    if (
        kind in ("dropped_send", "rtt_high")
        or (figures.send_lost or 0) > 0.02
        or (figures.congestion or 0) > 0.3
    ):
        return "upload"
    return "settings" if out.of("encoder", now) is not None else "network"
