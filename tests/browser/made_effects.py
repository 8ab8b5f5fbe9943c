"""Effects of the made show's actions, as the server's own code tells them."""

from typing import Any

from made_proposals import acted
from made_show import START
from msgspec import structs

from onair.during.playbook.effect.model import Effect
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.telling import effect_out

MINUTE = 60_000


def _at(
    one: Measured, minute: int, *names: str, by: str, rule: str | None = None, status: Any = None
) -> Measured:
    effect = one.effect if status is None else Effect(action=one.action, status=status, n=12, beside=("b",))
    near = {"b": START + (minute + 1) * MINUTE} if status == "inseparable" else {}
    return structs.replace(
        one, at=START + minute * MINUTE, names=list(names), by=by, rule=rule, effect=effect, near=near
    )


def effects() -> dict[str, Any]:
    """One that rose, one unclear, one that fell, one inseparable and one with too little data."""
    rows = [
        _at(acted("e1", 0.09, 0.11, series="online"), 38, "whisper", by="p0", rule="online_drop"),
        _at(acted("e2", 0.22, 0.14), 78, "slot_extend", "whisper", by="p0", rule="click_surge"),
        _at(acted("e3", -0.31, 0.12, series="comments"), 100, "whisper", by="rule:negative", rule="negative"),
        _at(acted("e4", 0, 0.1), 122, "pin", by="p1", status="inseparable"),
        _at(
            acted("e5", 0, 0.1, series="paid"),
            148,
            "whisper",
            by="p2",
            rule="paid_stall",
            status="few_events",
        ),
    ]
    names = {"p0": "阿哲", "p1": "周宁", "p2": "陈露", "rule:online_drop": "在线下跌", "rule:click_surge": "点击突增",
             "rule:negative": "负评集中", "rule:paid_stall": "成交停滞"}  # fmt: skip
    told = [
        effect_out(structs.replace(one, effect=structs.replace(one.effect, holm=one.effect.alike)), "zh", "Asia/Shanghai",
                   names=names, goods={"p1": "麦饭石不粘炒锅"})
        for one in rows
    ]  # fmt: skip
    return {"final": True, "items": [one.model_dump() for one in told]}
