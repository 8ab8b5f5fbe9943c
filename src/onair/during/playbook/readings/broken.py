"""What breaks: incidents, frames that the encoder dropped."""

from onair.during.playbook.reading import MISSING, Ask, Reading, Scene, Value
from onair.kernel.i18n import Text


def _incidents(scene: Scene, ask: Ask) -> Value:
    end = scene.history.end
    if end is None:
        return MISSING
    found = [kind for aside in scene.asides.window(end, ask.ticks) for kind in aside.incidents]
    n = sum(not ask.kinds or kind in ask.kinds for kind in found)
    return Value(float(n), "ok", n=n)


def _dropped(scene: Scene, ask: Ask) -> Value:
    end = scene.history.end
    found = [aside for aside in scene.asides.window(end or 0, ask.ticks) if aside.heard]
    frames = sum(aside.frames for aside in found)
    if not frames:
        return MISSING
    dropped = sum(aside.dropped for aside in found)
    return Value(dropped / frames, "ok", dropped, round(frames), round(frames))


READINGS = (
    Reading(
        "incidents",
        Text("事件次数", "incidents"),
        Text(
            "窗口内开始的事件，可只看所列类型",
            "incidents that began in the window, of the listed kinds if any are",
        ),
        "count",
        _incidents,
    ),
    Reading(
        "dropped_share",
        Text("丢帧率", "dropped frames"),
        Text(
            "窗口内编码器丢掉的帧 ÷ 应有的帧；应有 = 读数之间的时间 × 帧率",
            "frames the encoder dropped ÷ frames due in the window; due = time between readings × frame rate",
        ),
        "ratio",
        _dropped,
    ),
)
