"""What is wrong with an item before it goes out. Pure."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from onair.before.warmup import render
from onair.before.warmup.kinds import TO_PEOPLE, ItemState, Layer
from onair.before.warmup.ports import TEXT_MAX, TargetView
from onair.before.warmup.views import ItemView
from onair.compliance.lint import Checked
from onair.compliance.lint import Finding as Legal
from onair.kernel.i18n import Text

FINE = Checked("PASS")


class Finding(NamedTuple):
    """`error`: it must not go out like this; `warning`: somebody should look."""

    code: str
    level: Literal["error", "warning"]
    text: Text


WORDS: dict[str, tuple[Literal["error", "warning"], Text]] = {
    "copy_empty": ("error", Text("还没有文案", "There is no copy yet")),
    "placeholder": ("error", Text("占位符 {names} 没有来源，发出去会是空的", "Nothing fills the placeholder {names}")),
    "start_unknown": ("error", Text("文案要念开播时间，场次还没有", "The copy names the start; the show has none")),
    "nobody": ("error", Text("发给个人的消息还没选人", "A message to persons has nobody to go to")),
    "not_a_person": ("error", Text("这个通道只发给个人，还没选人", "This target reaches persons; nobody was chosen")),
    "not_a_group": ("error", Text("选了人，但这个通道是群，不能发给个人", "People were chosen, but this target is a group")),
    "too_long": ("error", Text("文案连同承诺和链接超过 {most} 字", "The copy with promises and link is over {most} signs")),
    "target_gone": ("error", Text("发送目标已不在，请重选", "The target is gone; choose another")),
    "link_missing": ("warning", Text("文案里有 {link}，但没填链接地址", "The copy asks for {link}, but no address is given")),
    "link_unused": ("warning", Text("填了链接，文案里没有 {link}", "There is a link, but the copy has no {link}")),
    "after_start": ("warning", Text("时间在开播之后", "It is planned after the start")),
    "no_cost": ("warning", Text("付费投放还没填花费", "Paid, but no cost is given")),
    "no_owner": ("warning", Text("人工发送，还没有负责人", "By hand, but nobody is named to do it")),
    "no_promises": ("warning", Text("文案要念承诺，本场还没有承诺", "The copy names promises; the show has none")),
    "overdue": ("warning", Text("已过时间，还没发", "Its time has passed and it was not sent")),
}  # fmt: skip


def findings(
    item: ItemView, *, start: int | None, zone: str, promised: bool, targets: Mapping[str, TargetView], now: int,
    length: int = 0, law: Checked = FINE,
) -> list[Finding]:  # fmt: skip
    """Errors first. `targets`: what can be sent to, by id; `promised`: the show has promises; `length`: of the copy as
    people will read it; `law`: what the lint says of that.
    """
    if item.state not in (ItemState.planned, ItemState.missed):
        return []
    strange = render.unknown(item.text)
    asks_link = render.asks_for(item.text, "link")
    goal = targets.get(item.target or "")
    persons = item.layer in TO_PEOPLE
    seen = {
        "copy_empty": not item.text.strip(),
        "placeholder": bool(strange),
        "start_unknown": any(render.asks_for(item.text, name) for name in ("start", "date", "time"))
        and not (start is not None and render.times(start, zone, "zh")),
        "nobody": not item.by_hand and persons and not item.people,
        "not_a_person": goal is not None and goal.people and not persons and not item.people,
        "not_a_group": goal is not None and not goal.people and bool(item.people),
        "too_long": length > TEXT_MAX,
        "target_gone": not item.by_hand and item.target not in targets,
        "link_missing": asks_link and not item.url,
        "link_unused": bool(item.url) and not asks_link and bool(item.text.strip()),
        "after_start": start is not None and item.due_at > start,
        "no_cost": item.layer == Layer.paid and item.cost is None,
        "no_owner": item.by_hand and item.owner is None,
        "no_promises": render.asks_for(item.text, "promises") and not promised,
        "overdue": item.due_at < now,
    }
    names = ", ".join(f"{{{name}}}" for name in strange)
    found = [_finding(code, names) for code, there in seen.items() if there]
    found += [_by_law(one) for one in law.findings]
    return sorted(found, key=lambda one: one.level != "error")


def _by_law(one: Legal) -> Finding:
    """A must-not and a claim without its evidence do not go out."""
    level: Literal["error", "warning"] = "warning" if one.verdict == "FIX" else "error"
    law = f"{one.instrument} {one.article}"
    zh, en = f"「{one.matched}」{one.reason.zh}（{law}）", f"'{one.matched}': {one.reason.en} ({law})"
    if one.rewrite.zh and "{" not in one.rewrite.zh:
        zh, en = f"{zh}；可写「{one.rewrite.zh}」", f"{en}; you may write: {one.rewrite.en}"
    return Finding("law", level, Text(zh, en))


def blocked(found: list[Finding]) -> bool:
    return any(one.level == "error" for one in found)


def _finding(code: str, names: str) -> Finding:
    level, text = WORDS[code]
    zh, en = (words.replace("{names}", names).replace("{most}", f"{TEXT_MAX:,}") for words in text)
    said = Text(zh, en)
    return Finding(code, level, said)
