"""Words for people: why a step failed and what is not known."""

from onair.delivery.service import reason
from onair.during.emergency.card import EmergencySaid
from onair.during.signal.service import code_text
from onair.kernel.i18n import Text

CODES: dict[str, Text] = {
    "drill": Text("演练：没有真的执行", "drill: nothing was sent"),
    "restarted": Text(
        "执行途中服务重启，不知道做成没有", "the server restarted meanwhile: it may or may not be done"
    ),
    "crashed": Text("服务器执行时出错，看日志", "the server failed at it: see its log"),
    "not_chosen": Text("没有设置：资料 → 应急", "not set up: Library → Emergencies"),
    "paused": Text("发送已全部停发，没有发出", "sending is stopped as a whole: nothing left"),
    "target_gone": Text("机器人已删除", "the robot was removed"),
    "on_its_way": Text("已放进发件箱，还没有回音", "in the outbox, no answer yet"),
    "dry_run": Text("通道在试运行，没有真的发出", "the target runs dry: nothing left"),
    "no_offer": Text("正在讲的商品没有进行中的优惠", "the product talked about has no offer on"),
    "off_air": Text("场次已结束，没有执行", "the show is over: nothing was done"),
    "room_unknown": Text("场次没有直播间，找不到推流电脑", "the show has no room, so there is no encoder"),
}
OUTCOMES: dict[str, Text] = {
    "recovered": Text("已恢复", "recovered"),
    "handled": Text("已处理", "handled"),
    "false_alarm": Text("误报", "false alarm"),
}
STATES: dict[str, Text] = {
    "waiting": Text("没做", "not done"),
    "asked": Text("等执行", "asked for"),
    "begun": Text("执行中", "under way"),
    "done": Text("完成", "done"),
    "failed": Text("失败", "failed"),
    "skipped": Text("跳过", "skipped"),
    "unknown": Text("不确定", "not known"),
}
SORTS: dict[str, Text] = {
    "tech": Text("技术", "technical"),
    "opinion": Text("舆情", "opinion"),
    "violation": Text("违规", "violation"),
    "absence": Text("缺席", "absence"),
    "goods": Text("货·爆单", "goods"),
}


MOMENTS: dict[str, Text] = {
    "began": Text("开始", "it began"),
    "found": Text("发现", "it was found"),
    "opened": Text("打开应急卡", "the card was opened"),
    "recovered": Text("恢复", "it recovered"),
    "closed": Text("收尾", "it was closed"),
}
SYSTEM = Text("系统", "server")
LEFT_OPEN = Text("没有收尾", "left open")


def why(code: str | None) -> EmergencySaid | None:
    """In words; None = there is nothing to say."""
    if code is None or code == "ok":
        return None
    found = CODES.get(code)
    if found is None:
        found = reason(code[5:]) if code.startswith("sent_") else code_text(code)
    return EmergencySaid(found.zh, found.en)
