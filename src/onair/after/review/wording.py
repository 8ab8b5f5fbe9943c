"""Words of the exported tables for what the numbers name by codes: units, groups, roles, kinds, funnels, who."""

from collections.abc import Mapping

from onair.kernel.i18n import Lang, Text
from onair.metrics.channels import GROUPS

UNITS: Mapping[str, Text] = {
    "people": Text("人", "people"), "times": Text("次", "times"), "items": Text("件", "items"), "orders": Text("单", "orders"),
    "ratio": Text("比率", "ratio"), "multiple": Text("倍", "×"), "s": Text("秒", "s"), "min": Text("分钟", "min"),
    "h": Text("小时", "h"), "person": Text("人", "person"), "order": Text("单", "order"), "item": Text("件", "item"),
    "view": Text("次观看", "view"), "1000": Text("千次", "1,000"), "platform units": Text("平台单位", "platform units"),
}  # fmt: skip
ROLES: Mapping[str, Text] = {
    "traffic": Text("引流", "Traffic"),
    "hook": Text("引流", "Traffic"),
    "profit": Text("利润", "Profit"),
    "follow": Text("承接", "Follow-up"),
    "encore": Text("返场", "Encore"),
    "image": Text("形象", "Image"),
    "hero": Text("主推", "Hero"),
    "main": Text("主推", "Hero"),
    "welfare": Text("福利", "Welfare"),
    "gift": Text("福利", "Welfare"),
}
KINDS: Mapping[str, Text] = {
    "talk": Text("讲解", "Talk"),
    "opening": Text("开场", "Opening"),
    "game": Text("互动", "Game"),
    "welfare": Text("福利", "Welfare"),
    "handover": Text("交接", "Handover"),
    "encore": Text("返场", "Encore"),
    "closing": Text("收尾", "Closing"),
    "break": Text("休息", "Break"),
    "slot": Text("流程", "Slot"),
    "host": Text("主播", "Host"),
    "action": Text("动作", "Act"),
    "incident": Text("事故", "Incident"),
    "offer": Text("优惠", "Offer"),
    "proposal": Text("建议", "Proposal"),
}
FUNNEL: Mapping[str, Text] = {
    "core": Text("观看 → 付款", "Watch → pay"),
    "platform": Text("平台口径（曝光 → 成交）", "As platforms count"),
}
WHO: Mapping[str, Text] = {
    "all": Text("全部", "All"), "new": Text("新客", "New"), "old": Text("老客", "Returning"),
    "unknown": Text("新老未知", "Unknown"),
}  # fmt: skip
UNKNOWN: Mapping[str, Text] = {
    "products": Text("未指明商品", "No product named"), "channels": Text("来源未知", "Unknown source"),
    "new": Text("新老未知", "Unknown"), "hosts": Text("无主播时段", "No host on air"), "slots": Text("流程以外", "Outside slots"),
}  # fmt: skip
CORRECTIONS: Mapping[str, Text] = {
    "late": Text("迟到事件", "Late events"), "not_due": Text("未到时间", "Not due yet"),
    "before": Text("开播前事件", "Events before the start"), "after": Text("结束后事件", "Events after the end"),
    "corrected": Text("更正", "Corrected"), "voided": Text("作废", "Voided"), "duplicates": Text("重复送达", "Sent twice"),
    "added": Text("首次归档后补来", "Came after the first sealing"),
}  # fmt: skip


def unit(code: str, currency: str, lang: Lang) -> str:
    """`money/1000` → 「CNY/千次」; parts nobody knows stay as they are."""
    if code in UNITS:
        return UNITS[code].of(lang)
    parts = (currency if part == "money" else word(UNITS, part, lang) for part in code.split("/"))
    return "/".join(parts)


def word(words: Mapping[str, Text], code: str, lang: Lang) -> str:
    """The code itself when it has no word: a team's own."""
    return words[code].of(lang) if code in words else code


def group(code: str | None, lang: Lang) -> str | None:
    """Group of a channel, role of a product or kind of a slot."""
    if code is None:
        return None
    named: dict[str, Text] = {**KINDS, **ROLES, **{str(name): text for name, text in GROUPS.items()}}
    return word(named, code, lang)
