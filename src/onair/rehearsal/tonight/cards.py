"""What the hosts of the demo say: talk cards in three parts, and who the hosts are. Invented, 演练数据."""

from typing import Any, NamedTuple

from onair.kernel.clock import DAY_MS
from onair.rehearsal.simulator.shop import HOSTS, MARK
from onair.trade.personas.service import Proof, Written


class Words(NamedTuple):
    """痛点、价值、对比, what must be said, and (claim, evidence) pairs."""

    pain: str
    value: str
    contrast: str
    must: tuple[str, ...] = ()
    proofs: tuple[tuple[str, str], ...] = ()
    story: str = ""
    scene: str = ""


CARDS: dict[str, Words] = {
    "zb-101": Words(
        "早上赶时间煎个蛋，一铲就破，锅底还得泡半天。",
        "蛋液下去晃一晃就滑开，你不用守着，擦一把就能收。",
        "旁边放一口用了两年的旧锅，同一勺油、同一个蛋，让大家看着煎。",
        ("到手价以小黄车为准", "电磁炉能用"),
        story="店里试锅那周，阿姨们排着队自己来煎。",
        scene="工作日早上七点，一个人做两份早饭。",
    ),
    "zb-102": Words(
        "金属铲刮锅，心疼；塑料铲软了弯，使不上劲。",
        "榉木的，握着暖手，翻锅也不怕刮花涂层。",
        "用指甲盖大的力气划两下，木勺没印，铁勺一道白。",
        ("四支一组", "用前擦干"),
    ),
    "zb-103": Words(
        "米面开了袋，夏天一转眼就受潮。",
        "扣上盖倒过来也不洒，你一眼就看得见还剩多少。",
        "两碗饼干放了一晚：敞口的软了，罐里的掰着还脆。",
        ("五只不同容量", "盖子可拆洗"),
    ),
    "zb-104": Words(
        "炖汤要守着火，一走开就溢。",
        "盖沿高、锅壁厚，小火咕嘟着，你可以去陪孩子写作业。",
        "同样一只鸡，汤色和出肉看得出差别。",
        ("不能空烧", "冷锅不要直接加开水"),
        scene="周末下午，炖上就不用管。",
    ),
    "zb-106": Words(
        "菜板打滑，切姜都悬着心。",
        "六个角都有脚垫，湿台面上推也不动，让手放心使劲。",
        "台面洒水，两块板各推一下给大家看。",
        ("正反两面生熟分开",),
    ),
    "zb-107": Words(
        "端砂锅找抹布，烫过手的都懂。",
        "长到小臂，端出烤箱里的盘子也不怕蹭到。",
        "戴着它端刚出锅的砂锅，念完一段话再放下。",
        ("一双装", "湿了要晾干再用"),
    ),
    "zb-108": Words(
        "带饭到中午，菜是温的，汤早洒在包里。",
        "保温 6 小时，分格不串味，你中午打开还是热的。",
        "早上八点装的饭，现在量给大家看温度。",
        ("不能进微波炉",),
        (("保温 6 小时", "质检报告 YL-ZB-108"),),
    ),
    "zb-109": Words(
        "做点心凭手感，回回不一样。",
        "放上碗清零，跟着方子加，你第一次做也能成。",
        "同一个方子，称着放和凭手感放，出炉摆在一起。",
        ("电池随盒",),
    ),
    "zb-110": Words(
        "擦碗布一股味，换得又不勤。",
        "十二条轮着用，脏了一起洗，不用天天惦记。",
        "拧干一条旧的和一条新的，对着灯看。",
        ("整点送完即止",),
    ),
    "zb-201": Words(
        "铁锅要开锅，开不好就粘、就锈。",
        "到手洗一洗就能炒，检测报告显示盐水泡 24 小时不生锈，大火也不怕。",
        "炒完一盘青菜，锅底擦一张白纸给大家看。",
        ("免开锅",),
        proofs=(("盐水泡不生锈", "YL-ZB-201"),),
        story="老师傅说，锅是越用越亮的。",
    ),
    "zb-202": Words(
        "热一杯奶，锅底糊一圈。",
        "304 不锈钢、三层复合底、16cm 口径、双侧导流嘴",
        "两只锅同时热奶，倒出来看底。",
        ("小家庭够用",),
    ),
    "zb-203": Words(
        "削个土豆，皮削得比肉还厚。",
        "刀头跟着弧面走，孩子帮忙也顺手。",
        "同一个土豆，各削一半，称一称皮。",
        ("两把装",),
    ),
    "zb-204": Words(
        "抽屉一拉开，勺子铲子缠成一团。",
        "四件随便拼，你家抽屉多宽都能凑满。",
        "倒乱一个抽屉，现场两分钟归位。",
        ("先量抽屉再拍",),
    ),
    "zb-207": Words(
        "刷锅刷得手指起皱。", "长柄够得到底，让手离水远一点。", "糊底的锅，各刷十下。", ("替换头两只",)
    ),
}
"""One lists only features, one claims more than there is evidence for, two of the picks have none: the lint says so."""


def card(product: str) -> dict[str, Any]:
    """As a slot keeps it; {} where none is written."""
    words = CARDS.get(product)
    if words is None:
        return {}
    return {
        "form": "three", "parts": {"pain": words.pain, "value": words.value, "contrast": words.contrast},
        "story": words.story, "scene": words.scene, "must": list(words.must), "never": ["最好", "国家级"],
        "proofs": [{"claim": claim, "evidence": evidence} for claim, evidence in words.proofs],
    }  # fmt: skip


def personas(now: int) -> dict[str, Written]:
    """By the name of the host. The second has no proof of her expertise yet: the gate reminds of it."""
    proof = Proof("持健康证与中式烹调证书", f"{MARK}证书 YL-HC-0107", now + 400 * DAY_MS)
    return {
        HOSTS[0]: Written(
            labels=("家常菜十五年", "爱拆锅底"), expertise=("锅具", "刀板", "铲勺"), proof=(proof,),
            voice="像邻居家的大姐：先说自己踩过的坑，再说怎么挑。不喊口号，不催。",
            story="开过六年小饭馆，关门那天把所有的锅都留下了。",
        ),
        HOSTS[1]: Written(
            labels=("收纳强迫症", "两个孩子的妈"), expertise=("收纳", "餐盒", "清洁"), proof=(),
            voice="快、细，喜欢当场试给人看；句子短。",
            story="家里厨房只有四平方米，什么都要有地方放。",
        ),
    }  # fmt: skip
