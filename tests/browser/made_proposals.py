"""Proposals of the made show, drawn by the server's own code out of bodies as rules write them."""

import math

import msgspec
from made_show import NOW
from msgspec import structs

from onair.during.broadcast.frames import ActionRow
from onair.during.playbook.effect.model import Bounds, Control, Effect
from onair.during.playbook.measured.measuring import EFFECT, Measured
from onair.during.playbook.measured.repeats import repeated
from onair.during.playbook.measured.shown import ActEffect, PastEffect, act_effect, past_effect
from onair.during.playbook.panel import ProposalsPanel, panel_of
from onair.during.playbook.proposals import Body, Case, Ledger, Offered
from onair.during.playbook.rule import Words
from onair.during.playbook.trace import Checked


def _case(id_: str, rule: str, number: int, ago: int, tag: str, check: Checked, *steps: Offered) -> Case:
    at = NOW - ago * 1000
    body = Body(
        name=Words(tag, rule), tag=Words(tag, rule.replace("_", " ")), topic=rule, severity="high", seat="controller",
        until=at + 300_000, effect_s=180, steps=list(steps), checks=[check], number=number, series="clicks",
        bars=[17.0, 18.0, 17.5, 16.5, 17.5, 17.5, 40.0, 43.0, 42.0, 41.0, 40.0, 41.0], usual=16.8,
    )  # fmt: skip
    return Case(id=id_, rule=rule, at=at, product="p1", body=body, until=body.until)


def _check(reading: str, value: float, limit: float, n: int, op: str = ">") -> Checked:
    return Checked(
        reading=reading,
        window_s=300,
        op=op,
        value=value,
        limit=limit,
        state="ok",
        met=True,
        n=n,
        low=2.07,
        high=2.9,
    )


def acted(
    id_: str, effect: float, half: float, *, rule: str = "click_surge", series: str = "clicks"
) -> Measured:
    """What one act did, with its interval."""
    low, high = (1 + effect) * math.exp(-half) - 1, (1 + effect) * math.exp(half) - 1
    told = Effect(
        action=id_, status="measured", kind="control", trigger="surge", effect=effect, i95=Bounds(low, high),
        i80=Bounds(low * 0.65 + effect * 0.35, high * 0.65 + effect * 0.35), alike=0.12 if low < 0 < high else 0.01, n=212,
        control=Control("others", 0.31),
    )  # fmt: skip
    return Measured(
        action=id_, acts=[id_], names=["whisper"], at=NOW - 400_000, by="p1", series=series, effect=told, rule=rule,
        proposal="p:0", product="p1",
    )  # fmt: skip


def repeats(n: int) -> list[Measured]:
    return [acted(f"a{place}:0", 0.18 + 0.05 * (place % 5 - 2), 0.3) for place in range(n)]


class Effects:
    """23 repeats of the surge, none yet of the second, and of the third some that could not be measured."""

    def past(self, rule: str) -> PastEffect:
        failed = Effect(action="x", status="inseparable")
        known = {
            "click_surge": repeats(23),
            "ask_size": [structs.replace(acted("x", 0, 0.1, rule="ask_size"), effect=failed)] * 2,
        }
        return past_effect(repeated(known.get(rule, [])))

    def effect(self, proposal: str) -> ActEffect | None:
        return act_effect(acted("act_9:0", 0.09, 0.11, rule="online_drop", series="online"), "Asia/Shanghai")


def proposals() -> ProposalsPanel:
    extend = Offered(
        act="slot_extend", say=Words("炒锅延长 6 分钟", "Wok: 6 more minutes"), data={"minutes": 6}
    )
    offer = Offered(act="show_overlay", say=Words("贴片：追加优惠", "Overlay: one more offer"))
    tell = Offered(act="whisper", say=Words("铲勺余 8 件：报余量，准备切款", "Spatula: 8 left, tell it"))
    size = Offered(
        act="whisper", say=Words("14 人问电磁炉：讲一遍适用炉具", "14 ask about induction: explain")
    )
    surge = _case(
        "p:1", "click_surge", 20, 30, "点击突增", _check("click_surge", 2.45, 1.2, 412), extend, offer
    )
    low = _case("p:2", "stock_low", 13, 60, "库存告急", _check("stock_left", 8, 10, 1, "<"), tell)
    asks = _case("p:3", "ask_size", 10, 48, "提问聚集", _check("comments_about", 14, 3, 120), size)
    done = _case(
        "p:0", "online_drop", 1, 400, "在线下跌", _check("online_vs_before", 0.6, 0.7, 30, "<"), tell
    )
    done.state, done.by, done.answered_at, done.answer = "accepted", "p1", NOW - 90_000, "act_9"
    ledger = Ledger()
    ledger._cases = {case.id: case for case in (done, surge, low, asks)}
    becomes = Words(
        "后面 2 段晚 6 分钟，可视空气炸锅缩 2 分钟，21:10 秒杀不动",
        "2 slots 6 min later, the 21:10 sale stays",
    )
    return panel_of(
        ledger, NOW, names={"p1": "麦饭石不粘炒锅"}, people={"p1": "周宁"}, broken={}, watching=21, blind=False,
        becoming=lambda case: becomes if case.id == "p:1" else None, known=Effects(),
    )  # fmt: skip


def feed() -> list[ActionRow]:
    """The server's entry that an act was measured."""
    told = acted("act_9:0", 0.09, 0.11, rule="online_drop", series="online")
    return [ActionRow("effect:1", NOW - 10_000, EFFECT, "onair", "onair", data=msgspec.to_builtins(told))]
