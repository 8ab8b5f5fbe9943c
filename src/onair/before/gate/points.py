"""The points of the gate: each a pure function of the facts. `POINTS` is the registry, in the order of the page.

open = the show should not go on air like this; warn = somebody should look; ok = nothing to do.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from onair.access.roles import Role
from onair.before.gate.facts import Facts, FeedFact, PaperFact, SlotFact
from onair.before.warmup.service import kept_by
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS, short_time
from onair.kernel.i18n import Text
from onair.trade.evidence.service import lacking

PointState = Literal["ok", "warn", "open"]
CHECK_MAX_MS = DAY_MS
STOCK_MAX_MS = DAY_MS
QUIET_MS = 7 * DAY_MS
"""A way in that is quiet for this long should be tried: rooms go on air every few days."""
SAID_MAX = 5
ELSEWHERE = ("dossier_", "promise_", "stock_")
"""Findings of the rundown that have a point of their own."""
REVIEWED = ("content", "talk", "clothing", "set", "props", "account")
"""What Order 117, 29-30 wants looked at before every show."""
REVIEW_NAMES: dict[str, Text] = {
    "content": Text("直播内容", "content"), "talk": Text("话术", "talk"), "clothing": Text("着装", "clothing"),
    "set": Text("布景", "set"), "props": Text("道具", "props"),
    "account": Text("账号名、头像、标题、封面", "account name, avatar, title, cover"),
}  # fmt: skip


class Judged(NamedTuple):
    """`why`: what is wrong and what to do, one sentence each; empty when ok."""

    state: PointState
    why: Sequence[Text] = ()


class PointRule(NamedTuple):
    """`lead`: how long before the start it should be settled (ms). `role`: who settles it when nobody is named.

    `link`: the console's page where it is settled ({show}, {room}). `owner_only`: only an owner may waive it.
    `concerns`: whether there is anything of the kind; a point that does not concern a show is not listed.
    """

    code: str
    name: Text
    role: Role
    lead: int
    link: str
    judge: Callable[[Facts], Judged]
    owner_only: bool = False
    concerns: Callable[[Facts], bool] = lambda _: True


NO_RUNDOWN = Text(
    "还没有流程。先到「流程」排出商品和主播", "There is no rundown yet; lay out products and hosts first"
)


def dossiers(facts: Facts) -> Judged:
    """Every product of the rundown has the papers of its category's list, and none ends before the show does
    (Order 117, 27)."""
    if facts.rundown is None or not facts.rundown.slots:
        return Judged("open", (NO_RUNDOWN,))
    if not facts.rundown.products:
        return Judged("open", (Text("流程里还没有商品", "The rundown has no products yet"),))
    until = facts.show.planned_end or facts.start
    wrong: list[Text] = []
    soon: list[Text] = []
    for product in facts.rundown.products:
        papers, name = facts.papers.get(product, ()), _title(facts, product)
        last = {kind: _last(kind, papers) for kind in {paper.kind for paper in papers}}
        one = facts.products.get(product)
        lacks = lacking(facts.paper_lists, one.category if one else None, last)
        if lacks is not None:
            wrong.append(Text(f"「{name}」{lacks.text.zh}", f"{name} {lacks.text.en}"))
        elif over := [kind for kind, end in last.items() if end is not None and end <= until]:
            wrong.append(Text(f"「{name}」的文件已过期或播到一半会过期（{'、'.join(sorted(over))}）",
                              f"{name}: a paper expires before the show ends ({', '.join(sorted(over))})"))  # fmt: skip
        elif any(end is not None and end <= until + 30 * DAY_MS for end in last.values()):
            soon.append(Text(f"「{name}」的文件一个月内到期", f"{name}: a paper expires within a month"))
    return _judged(wrong, soon)


def hosts(facts: Facts) -> Judged:
    """Every host has a persona and was verified for this very show (Order 117, 28)."""
    if facts.rundown is None or not facts.rundown.hosts:
        return Judged("open", (Text("流程里还没有主播", "The rundown names no host yet"),))
    wrong, weak = [], []
    for host in facts.rundown.hosts:
        name = facts.host_names.get(host, host)
        if ("hosts", host) not in facts.marks:
            wrong.append(
                Text(f"「{name}」的身份、资质还没为本场核验", f"{name}: identity not verified for this show")
            )
        if host not in facts.personas:
            wrong.append(Text(f"「{name}」还没有人设", f"{name} has no persona yet"))
        elif host not in facts.proven:
            weak.append(Text(f"「{name}」的专业标签没有凭据", f"{name}: expertise without proof"))
    return _judged(wrong, weak)


def rundown(facts: Facts) -> Judged:
    """There is one and its lint has no errors."""
    if facts.rundown is None or not facts.rundown.slots:
        return Judged("open", (NO_RUNDOWN,))
    own = [one for one in facts.lint if not one.code.startswith(ELSEWHERE)]
    errors = [one.text for one in own if one.level == "error"]
    return _judged(errors, [one.text for one in own if one.level == "warning"])


def promises(facts: Facts) -> Judged:
    """What the warm-up promised has a slot that keeps it."""
    if not facts.promises:
        if facts.chores is None or not facts.chores.items:
            return Judged("open", (Text("还没有预热，也没有承诺。做预热，或豁免本项",
                                        "No warm-up and no promises yet; plan one, or waive this"),))  # fmt: skip
        return Judged("ok")
    slots = [
        slot._replace(price=_price(facts, slot)) for slot in (facts.rundown.slots if facts.rundown else ())
    ]
    broken = [Text(f"「{one.text}」流程里没有兑现", f"Nothing in the rundown keeps: {one.text}")
              for one in facts.promises if kept_by(one, slots) is None]  # fmt: skip
    return _judged(broken)


def warmup(facts: Facts) -> Judged:
    """Nothing of the warm-up is overdue or failed to go out."""
    if facts.chores is None or not facts.chores.items:
        return Judged("open", (Text("还没有预热计划。到「预热」按模板排一份，或豁免",
                                    "There is no warm-up plan; lay one out, or waive this"),))  # fmt: skip
    late = [Text(f"「{title}」过了时间还没发", f"{title} is overdue") for title in facts.chores.overdue]
    if facts.chores.failed:
        n = facts.chores.failed
        late.append(Text(f"{n} 条消息没有发成", f"{n} messages were not delivered"))
    if facts.chores.dry:
        n = facts.chores.dry
        late.append(Text(f"{n} 条消息是试运行，没有真的发出", f"{n} messages were a dry run; nothing left"))
    if facts.chores.unknown:
        n = facts.chores.unknown
        late.append(Text(f"{n} 条消息不知道对方收到没有", f"{n} messages may or may not have arrived"))
    return _judged((), late)


def techcheck(facts: Facts) -> Judged:
    """The newest check of the room is of the last day and did not fail."""
    if facts.show.room is None:
        return Judged("open", (Text("场次还没有选直播间", "The show has no room yet"),))
    if facts.check is None:
        return Judged("open", (Text("这个直播间还没有做过技术检查", "The room was never checked"),))
    age = facts.start - facts.check.at
    if age > CHECK_MAX_MS:
        hours = age // HOUR_MS
        return Judged("open", (Text(f"到开播时，上次检查已是 {hours} 小时前，请重测",
                                    f"At the start the last check will be {hours} h old; check again"),))  # fmt: skip
    n = facts.check.findings
    said = Text(f"上次检查有 {n} 个问题", f"The last check found {n} problem{'' if n == 1 else 's'}")
    if facts.check.verdict == "fail":
        return Judged("open", (said,))
    return Judged("warn", (said,)) if facts.check.verdict == "warn" else Judged("ok")


def stock(facts: Facts) -> Judged:
    """Every product's stock is known, above nothing and of the last day."""
    if facts.rundown is None or not facts.rundown.products:
        return Judged("open", (NO_RUNDOWN,))
    looked = facts.marks.get(("stock", ""))
    wrong = [one.text for one in facts.lint if one.code == "stock_short"]
    for product in facts.rundown.products:
        name, held = _title(facts, product), facts.products.get(product)
        if held is None or held.stock is None:
            wrong.append(Text(f"「{name}」库存未知", f"{name}: stock unknown"))
        elif held.stock == 0:
            wrong.append(Text(f"「{name}」没有库存", f"{name} is out of stock"))
        else:
            seen = max(held.stock_seen_at or 0, looked.at if looked else 0)
            if not seen:
                wrong.append(
                    Text(
                        f"不知道「{name}」的库存是什么时候的，请核对",
                        f"{name}: nobody knows how old its stock is",
                    )
                )
            elif facts.start - seen > STOCK_MAX_MS:
                days = max(1, (facts.start - seen) // DAY_MS)
                wrong.append(Text(f"到开播时，「{name}」的库存已 {days} 天没有核对",
                                  f"{name}: at the start its stock will be {days} d old"))  # fmt: skip
    return _judged(wrong)


def questions(facts: Facts) -> Judged:
    """What viewers asked of these goods before has an answer by now. What lacks one is told and keeps nobody off the air."""
    if facts.rundown is None or not facts.rundown.products:
        return Judged("open", (NO_RUNDOWN,))
    return _judged(
        (),
        [
            Text(f"「{_title(facts, one.product)}」{one.people} 人问过「{one.question}」（{one.shows} 场），问答库还没有答案",
                 f"{_title(facts, one.product)}: {one.people} asked “{one.question}” ({one.shows} shows); no answer yet")
            for one in facts.questions
        ],
    )  # fmt: skip


def changes(facts: Facts) -> Judged:
    """What a review asked for and somebody accepted for this show stands in its plan."""
    return _judged(
        Text(f"「{one.words.zh}」还没进这场的计划（来自 {one.of:%m-%d} 场复盘）",
             f"Not in this show's plan yet: {one.words.en} (from the review of {one.of:%m-%d})")
        for one in facts.changes
        if not one.stands
    )  # fmt: skip


def connectors(facts: Facts) -> Judged:
    """Something brings this room's data, and nothing that should work is broken."""
    if not facts.feeds:
        return Judged("open", (Text("这个直播间没有接入任何数据来源。到「接入」建一个；只用导入文件就豁免本项",
                                    "No source brings this room's data; connect one, or waive this"),))  # fmt: skip
    broken = [
        _feed(facts, one, Text("不通", "is broken"), Text("", ""))
        for one in facts.feeds
        if one.health == "broken"
    ]
    quiet = [
        _feed(facts, one, Text("安静", "is quiet"), Text("。发一条测试", "; send a test"))
        for one in facts.feeds
        if one.health == "quiet" and facts.now - (one.last_at or 0) > QUIET_MS
    ]
    return _judged(broken, quiet)


def _feed(facts: Facts, one: FeedFact, state: Text, then: Text) -> Text:
    """How a way in is, why, and when it last brought something."""
    why = Text(f"：{one.why.zh}", f": {one.why.en}") if one.why else Text("", "")
    last = Text("", "")
    if one.last_at is not None:
        when = short_time(one.last_at, facts.show.zone)
        last = Text(f"（最后数据 {when}）", f" (last datum {when})")
    return Text(
        f"「{one.name}」{state.zh}{why.zh}{last.zh}{then.zh}",
        f"{one.name} {state.en}{why.en}{last.en}{then.en}",
    )


def seller(facts: Facts) -> Judged:
    """Who sells is known and somebody saw it shown in the room (Order 117, 25-26)."""
    wrong = []
    if not facts.seller.complete:
        wrong.append(
            Text("经营者名称、地址、联系方式没有填全", "The seller's name, address or contact is missing")
        )
    if ("seller", "") not in facts.marks:
        wrong.append(
            Text("还没有人确认直播间里看得到经营者信息", "Nobody confirmed that the room shows the seller")
        )
    return _judged(wrong)


def review(facts: Facts) -> Judged:
    """The review before the show is signed, item by item, for this show (Order 117, 29-30)."""
    left = []
    for one in REVIEWED:
        name, mark = REVIEW_NAMES[one], facts.marks.get(("review", one))
        if mark is None:
            left.append(Text(f"还没有审：{name.zh}", f"Not reviewed yet: {name.en}"))
        elif facts.mark("review", one) is None:
            left.append(Text(f"{mark.by_name} 审过{name.zh}之后流程改过，请重审",
                             f"The rundown changed after {mark.by_name} reviewed: {name.en}; review again"))  # fmt: skip
    return _judged(left)


def sign_off(facts: Facts) -> Judged:
    """An owner or operator signed for the rundown as it is and the hour as planned."""
    mark = facts.marks.get(("sign_off", ""))
    if mark is None:
        return Judged("open", (Text("负责人或运营还没有签字", "No owner or operator has signed yet"),))
    if mark.basis != facts.basis:
        return Judged("open", (Text(f"{mark.by_name} 签字之后流程或时间改过，请重签",
                                    f"The rundown or the hour changed after {mark.by_name} signed; sign again"),))  # fmt: skip
    return Judged("ok")


IN_ROOM, IN_CONNECTIONS = "/techcheck/{room}?show={show}", "/connections?show={show}"
POINTS: tuple[PointRule, ...] = (
    PointRule("dossiers", Text("商品资质", "Products' dossiers"), Role.merchandiser, DAY_MS, "/selection/{show}", dossiers),
    PointRule("hosts", Text("主播身份与人设", "Hosts' identity and persona"), Role.operator, DAY_MS, "/rundown/{show}", hosts),
    PointRule("rundown", Text("流程检查", "Rundown"), Role.operator, 4 * HOUR_MS, "/rundown/{show}", rundown),
    PointRule("changes", Text("复盘改动", "Changes from reviews"), Role.operator, 4 * HOUR_MS, "/rundown/{show}", changes,
              concerns=lambda facts: bool(facts.changes)),
    PointRule("promises", Text("承诺兑现", "Promises kept"), Role.operator, 4 * HOUR_MS, "/warmup/{show}", promises),
    PointRule("warmup", Text("预热执行", "Warm-up done"), Role.operator, 10 * MINUTE_MS, "/warmup/{show}", warmup),
    PointRule("techcheck", Text("技术检查", "Technical check"), Role.technician, 2 * HOUR_MS, IN_ROOM, techcheck),
    PointRule("stock", Text("库存核对", "Stock"), Role.merchandiser, 4 * HOUR_MS, "/products?show={show}", stock),
    PointRule("questions", Text("常问有答", "Questions answered"), Role.service, 4 * HOUR_MS, "/asked/{show}", questions),
    PointRule("connectors", Text("数据接入", "Connections"), Role.technician, 2 * HOUR_MS, IN_CONNECTIONS, connectors),
    PointRule("seller", Text("经营者信息公示", "Seller shown"), Role.operator, 4 * HOUR_MS, "/gate/{show}", seller),
    PointRule("review", Text("播前审核", "Review before the show"), Role.controller, 30 * MINUTE_MS, "/gate/{show}", review),
    PointRule("sign_off", Text("签字", "Sign-off"), Role.owner, 30 * MINUTE_MS, "/gate/{show}", sign_off, owner_only=True),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in POINTS}


def _judged(wrong: Iterable[Text], weak: Iterable[Text] = ()) -> Judged:
    errors, warnings = _short(list(wrong)), _short(list(weak))
    state: PointState = "open" if errors else "warn" if warnings else "ok"
    return Judged(state, tuple(errors or warnings))


def _short(said: list[Text]) -> list[Text]:
    """The first few, and how many more."""
    more = len(said) - SAID_MAX
    return said if more <= 1 else [*said[:SAID_MAX], Text(f"另有 {more} 项", f"and {more} more")]


def _last(kind: str, papers: Iterable[PaperFact]) -> int | None:
    """Until when the best paper of a kind is good; None = for ever."""
    ends = [paper.expires_at for paper in papers if paper.kind == kind]
    return None if None in ends else max(end for end in ends if end is not None)


def _price(facts: Facts, slot: SlotFact) -> int | None:
    """What a slot sells at: its own price, else its product's."""
    held = facts.products.get(slot.product or "")
    return slot.price if slot.price is not None else held.price if held else None


def _title(facts: Facts, product: str) -> str:
    held = facts.products.get(product)
    return held.title if held else product
