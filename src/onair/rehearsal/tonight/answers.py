"""The demo's question and answer library: written by one person, approved by another, some left as drafts."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.during.qa.service import Wanted, approve_answer, create_answer, listed
from onair.kernel.clock import DAY_MS, Clock
from onair.rehearsal.simulator.shop import HOSTS
from onair.trade.personas.uses import NewUse, sign_use
from onair.trade.service import list_hosts

FOR_MS = 60 * DAY_MS


class Prepared(NamedTuple):
    """`asked`: ways of asking, separated by /. `days`: until it ends. `approved`: by the operator."""

    product: str | None
    intent: str
    asked: str
    short: str
    kind: str
    source: str
    never: str = ""
    days: int = 60
    approved: bool = True
    english: str = ""


ANSWERS = (
    Prepared(
        None,
        "shipping",
        "什么时候发货/几天能到/今天拍明天发吗",
        "今晚拍的明天下午五点前都发出，江浙沪一般隔天到",
        "policy",
        "示例：发货约定 v2",
        "今晚就到",
        english="Ordered tonight, sent by 5 pm tomorrow.",
    ),
    Prepared(
        None,
        "shipping",
        "发什么快递/能发顺丰吗",
        "默认中通，想要顺丰拍完跟客服说一声补差价就行",
        "policy",
        "示例：发货约定 v2",
    ),
    Prepared(
        None,
        "orderhelp",
        "不喜欢能退吗/支持七天无理由吗/怎么退货",
        "七天无理由都支持，没用过、配件齐就能退，订单里直接点退货",
        "policy",
        "示例：售后政策 v3",
        "拆了不退",
    ),
    Prepared(
        None,
        "orderhelp",
        "退货运费谁出/有运费险吗",
        "每单都带运费险，退货先垫付，签收后自动赔到账",
        "policy",
        "示例：售后政策 v3",
        days=9,
    ),
    Prepared(
        None,
        "orderhelp",
        "能开发票吗/专票可以吗",
        "能开，订单页点申请发票，电子普票当天发邮箱，专票联系客服",
        "policy",
        "示例：开票说明",
    ),
    Prepared(
        "zb-101",
        "usage",
        "电磁炉能用吗/电陶炉可以用吗/燃气灶能用吗",
        "燃气、电磁、电陶炉都能用，锅底是复合底，导热快",
        "manual",
        "示例：煎锅说明书第 3 页",
        "绝不粘锅",
        english="Works on gas, induction and ceramic hobs.",
    ),
    Prepared(
        "zb-101",
        "usage",
        "能放洗碗机吗/可以用钢丝球吗",
        "建议手洗，软布加一点洗洁精就干净，钢丝球会伤涂层",
        "manual",
        "示例：煎锅说明书第 5 页",
    ),
    Prepared(
        "zb-101",
        "size",
        "28的够几个人用/直径多大",
        "直径二十八厘米，煎三个蛋或两块牛排正好，三口之家够用",
        "fact",
        "示例：商品参数",
    ),
    Prepared(
        "zb-104",
        "usage",
        "能直接放明火上吗/可以干烧吗",
        "能上燃气明火，别干烧，先放水再开小火养五分钟",
        "manual",
        "示例：炖锅说明书第 2 页",
    ),
    Prepared(
        "zb-108",
        "usage",
        "能放微波炉吗/可以加热吗",
        "内盒能进微波炉，盖子要先拿下来，热三分钟左右",
        "manual",
        "示例：餐盒说明书第 4 页",
    ),
    Prepared(
        "zb-105",
        "quality",
        "声音大吗/噪音大不大",
        "慢磨转速低，声音像抽油烟机小档，早上打也不吵人",
        "fact",
        "示例：商品参数",
        approved=False,
    ),
    Prepared(
        "zb-103",
        "quality",
        "能放开水吗/会炸吗",
        "高硼硅耐冷热，倒开水没问题，刚从冰箱拿出来先缓一下",
        "manual",
        "示例：密封罐说明书",
        approved=False,
    ),
    Prepared(
        "zb-104",
        "quality",
        "主播自己炖过吗/真的不糊底吗",
        "我自己炖了三个冬天，锅底一次都没糊过",
        "fact",
        "示例：主播口述",
        approved=False,
    ),
)
"""The last one tells what somebody lived through and nobody signed for: it is kept as a draft and cannot be approved."""
OWN = (
    "zb-101",
    "quality",
    "主播自己用过吗/真的好收拾吗",
    "煎蛋一滑就下来，洗的时候水一冲就行，这是我家每天的样子",
)
"""What the first host lived through, with the record that they signed."""


def write(tx: Session, people: dict[str, Actor], clock: Clock) -> None:
    """Once; a library with anything in it is left alone."""
    operator, writer = people["operator"], people["service"]
    if listed(tx, operator.tenant, Wanted(), clock())[0]:
        return
    now = clock()
    host = next(one.id for one in list_hosts(tx, operator.tenant) if one.name == HOSTS[0])
    words = "示例：每天早上煎蛋，周末煎鱼，用了一个多月"
    sign_use(tx, operator, clock, NewUse(host, OWN[0], now - 45 * DAY_MS, now - DAY_MS, words, HOSTS[0]))
    for one in ANSWERS:
        _put(tx, writer, operator if one.approved else None, clock, _fields(one, now))
    own = Prepared(*OWN, "fact", f"示例：{HOSTS[0]}签名的使用记录")
    _put(tx, writer, operator, clock, _fields(own, now) | {"host": host})


def _fields(one: Prepared, now: int) -> dict[str, Any]:
    return {
        "product": one.product, "intent": one.intent, "variants": one.asked.split("/"), "short": one.short,
        "short_en": one.english, "source": {"kind": one.kind, "text": one.source, "ref": None},
        "until": now + one.days * DAY_MS, "never": [one.never] if one.never else [],
    }  # fmt: skip


def _put(tx: Session, writer: Actor, approver: Actor | None, clock: Clock, fields: dict[str, Any]) -> None:
    made = create_answer(tx, writer, clock, fields)
    if approver is not None:
        approve_answer(tx, approver, clock, made.id, version=made.version)
