"""Lines that somebody wrote from the articles alone, without a look at any rule: what their facts are in our records.

First one half of them, by a hash of the text, was in sight when rules were widened, then, once scored, the other.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tests.compliance.lint_lines import TODAY, Line

from onair.compliance.lint import Asked, Evidence, HostFacts, OfferFacts, ProductFacts, UseRecord

FOLDER = Path(__file__).parent / "stranger"
CATEGORIES = {
    "health food": "保健食品", "cosmetic": "化妆品", "food": "食品", "tea": "茶叶", "investment": "投资",
    "medical device": "医疗器械", "prescription drug": "处方药", "unapproved drug": "处方药", "e-cigarette": "电子烟",
    "tobacco": "烟草", "education": "教育", "flowers": "鲜花", "liquor": "酒水",
}  # fmt: skip
SHEET = {
    "capacity": "容量", "material": "材质", "power": "功率", "weight": "重量", "net": "净含量", "waterproof": "防水",
    "cable_length": "线长", "fits_laptop": "适配电脑", "remote": "遥控器", "dishwasher_safe": "洗碗机", "age": "适用年龄",
    "microwave_safe": "微波炉", "wall_mount": "挂墙", "origin": "产地", "warranty": "质保", "pieces": "件数",
    "pockets": "口袋", "pages": "页数", "levels": "档位", "filling": "填充", "size": "尺寸", "thickness": "厚度",
    "battery": "电池", "port": "接口", "charge": "充电", "ingredient": "配料", "contents": "内含", "count": "数量",
    "max_load": "承重", "grade": "等级", "standard": "执行标准", "unit": "单位",
}  # fmt: skip
NAMES = ("product_name", "model", "trademark")


class Stranger(Line):
    """`about`: the category and, as JSON, what is on file; `portion`: stranger."""

    @property
    def asked(self) -> Asked:
        category, brace, body = self.about.partition("{")
        facts: Mapping[str, Any] = json.loads(brace + body or "{}")
        return Asked(
            self.surface, TODAY, product=_product(category.strip(" -"), facts), host=_host(facts),
            evidence=tuple(_evidence(facts, self.text)), offer=_offer(facts),
        )  # fmt: skip


def strangers() -> Iterator[Stranger]:
    for path in sorted(FOLDER.glob("*.txt")):
        for row in path.read_text("utf-8").splitlines():
            if row.strip() and not row.startswith("#"):
                head, surface, about, text = (part.strip() for part in row.split("|", 3))
                verdict, rule = head.split()
                own, use = ("", rule) if verdict == "PASS" else (rule, "")
                yield Stranger(own, verdict, use, surface, about, text, "stranger")


def _product(category: str, facts: Mapping[str, Any]) -> ProductFacts:
    sheet = {SHEET[name]: _said(value) for name, value in facts.items() if name in SHEET}
    good = facts.get("approval_valid", True)
    returns = "confirm" if facts.get("checkout_confirm") else "7" if facts.get("return_7d") else ""
    return ProductFacts(
        "p1", "", CATEGORIES.get(category, category), tuple(facts[one] for one in NAMES if one in facts), sheet,
        facts.get("approval_no", "") if good else "", facts.get("approved_text", ""), returns,
    )  # fmt: skip


def _said(value: object) -> str:
    return {True: "可以", False: "不可以"}[value] if isinstance(value, bool) else str(value)


def _host(facts: Mapping[str, Any]) -> HostFacts | None:
    if "已签字" not in facts.get("host_use_log", ""):
        return None
    return HostFacts("h1", used=(UseRecord("p1", date(2026, 5, 1), None, date(2026, 11, 1)),))


def _evidence(facts: Mapping[str, Any], text: str) -> Iterator[Evidence]:
    for key, kind in (("evidence", "any"), ("award", "award"), ("grade", "standard"), ("msrp_doc", "maker")):
        if key in facts:
            yield Evidence(key, kind, text, facts[key])
    if facts.get("rules_frozen"):
        yield Evidence("rules", "lottery", text)


def _offer(facts: Mapping[str, Any]) -> OfferFacts | None:
    price = facts.get("checkout_price", facts.get("price"))
    known = {
        "price": _cents(price), "usual_price": _cents(facts.get("price_after")),
        "reference": _cents(facts.get("lowest_paid_7d")), "stock": facts.get("available"),
        "restock_planned": bool(facts.get("replenish_planned")), "ends": facts.get("ends_at", ""),
    }  # fmt: skip
    return OfferFacts(**known) if any(value not in (None, "", False) for value in known.values()) else None


def _cents(yuan: float | None) -> int | None:
    return None if yuan is None else round(yuan * 100)
