"""The warm-up of the next show as the demo's team left it: who does what, what is out, what is owed."""

from typing import Literal, NamedTuple

from onair.before.warmup.service import NewPromise, PromiseKind
from onair.rehearsal.simulator.shop import MARK

Fate = Literal["done", "skipped", "robot", "waits"]


class Call(NamedTuple):
    """What became of a step of the usual plan, by its title. `cost` in fen; `people` who clicked its link."""

    title: str
    fate: Fate
    owner: str
    cost: int | None = None
    reserved: int | None = None
    people: int = 0


CALLS = (
    Call("预告一：只露一角", "done", "operator", 30_000, 212, 96),
    Call("社群种草：为什么选它", "done", "service", 0, None, 64),
    Call("申报推荐位与预约卡", "done", "operator", 0, 431),
    Call("老客一对一邀约", "done", "service", 0, 57, 38),
    Call("投放预热短视频", "done", "operator", 120_000, 188, 143),
    Call("预告二：说出承诺", "done", "operator", 30_000, 166, 71),
    Call("会员专享提前告知", "waits", "service"),
    Call("社群倒数：今晚有什么", "robot", "service", 0),
    Call("短信或邮件提醒", "skipped", "operator"),
    Call("开播前半小时", "robot", "service", 0),
    Call("开播前十分钟", "robot", "controller", 0),
)
"""One is past its time and not sent: the gate reminds of it."""
SKIPPED_WHY = f"{MARK}里没有顾客同意过短信，不发"
CREW_CALL = ("员工群：分工与到场时间", "{title}，{time} 开播。主播提前一小时到，技术提前两小时测画面和声音。")
"""Handed to the robot a day before the start."""
PRIZE = "zb-110"
OFFER = ("zb-101", 14_900)
PROMISES = (
    NewPromise(PromiseKind.discount, "云纹不沾煎锅今晚到手 149 元", *OFFER),
    NewPromise(PromiseKind.giveaway, "整点送洗碗棉巾，共 200 份", PRIZE, 200),
    NewPromise(PromiseKind.guest, "神秘嘉宾到场：做了三十年家常菜的邻居阿姨"),
)
"""The last one is kept by the slot named GUEST."""
GUEST = "嘉宾到场：猜猜她的拿手菜"
WAIVED = ("connectors", "演练团队由模拟器供数，本场不接外部来源")
SELLER = {
    "seller_name": f"灶边集厨具小店（{MARK}）",
    "seller_address": "演练市样品路 1 号",
    "seller_contact": "000-0000-0000",
}
REVIEWED = ("content", "talk", "set", "props")
"""Clothing and the account still have to be looked at."""
ROBOT = f"员工群机器人（{MARK}，不发送）"
NOWHERE = "https://gateway.example.invalid/onair-demo"
"""A name that never resolves, and the target is on dry run besides: nobody gets anything."""
