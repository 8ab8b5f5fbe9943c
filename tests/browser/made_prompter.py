"""The prompter of the made show at the mock's moment: its card and whispers come from the server's own code."""

from dataclasses import replace
from typing import Any

from made_playout import stage
from made_show import NOW
from msgspec import Struct, structs

from onair.during.playout.panels import card_panel
from onair.during.prompter.ledger import HostLedger
from onair.during.prompter.panel import HostPanel, host_panel
from onair.events.model import Action

CARD: dict[str, Any] = {
    "form": "three",
    "parts": {
        "pain": "煎个蛋，铲下来半个锅底。\n洗锅比做饭还久？",
        "value": "煎蛋少放油，晃一晃就滑走。\n锅底 5 毫米，鸡蛋不糊边。\n现在 {price}，还剩 {stock} 口。",
        "contrast": "拿旧锅，同一只蛋，左右各煎一次",
    },
    "anchor": "商场同款 {price} 不打折",
    "must": ["不粘层一年质保", "每人限购 1 口", "七天无理由退货"],
    "never": ["全网最低", "永不粘 / 零涂层"],
    "qa": [{"q": "电磁炉能用吗？", "a": "燃气、电磁、电陶炉都能用。", "source": "检测报告"}],
}
NAMES = {"p0": "阿哲", "tok_1": "主播平板"}


def card(over: int = 0, **change: Any) -> Struct:
    """The talk card of the slot on air; `over`: seconds after the mock's moment."""
    on = stage(over=over)
    pieces = tuple(replace(p, card=CARD, price=16900) if p.id == "s8" else p for p in on.plan.pieces)
    found = card_panel(on._replace(plan=replace(on.plan, pieces=pieces)).timeline())
    return structs.replace(found, **change)


def did(
    id_: str, action: str, before_s: float = 0, by: str = "tok_1", why: str | None = None, **data: Any
) -> Action:
    return Action(
        id=id_, source="onair", at=NOW - round(before_s * 1000), action=action, by=by, why=why, data=data
    )


def host(*actions: Action, now: int = NOW) -> HostPanel:
    ledger = HostLedger()
    ledger.act(actions)
    return host_panel(ledger, "s8", now, NAMES)


def asked(text: str = "14 人问电磁炉，先答这个", id_: str = "w1", before_s: float = 18) -> Action:
    return did(id_, "whisper", before_s, by="p0", text=text)


def acked(whisper: str = "w1", before_s: float = 2) -> Action:
    return did(f"ack:{whisper}", "whisper_ack", before_s, whisper=whisper, screen="主播平板")


def panels(*actions: Action, **change: Any) -> dict[str, Struct]:
    return {"card": card(**change), "host": host(*actions)}
