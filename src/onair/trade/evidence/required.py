"""Which papers a product needs by its category, and which of them are not there. Pure.

The lists that come with OnAir name what the seller must be able to show (Order 117, 27: permits, CCC and
conformity are verified before the live). They are a beginning, no legal advice: a team edits its own.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from onair.kernel.i18n import Text

KIND_NAMES: dict[str, Text] = {
    "licence": Text("许可证", "licence"),
    "certificate": Text("认证", "certificate"),
    "quality_report": Text("质检报告", "quality report"),
    "authorisation": Text("授权书", "authorisation"),
    "trademark": Text("商标", "trademark"),
    "food_licence": Text("食品经营许可证或预包装备案", "food business licence or filing"),
    "health_food": Text("保健食品注册或备案（蓝帽）", "health food registration or filing"),
    "cosmetic_filing": Text("化妆品注册或备案", "cosmetics registration or filing"),
    "fibre_label": Text("成分标签", "fibre content label"),
    "ccc": Text("3C 认证", "CCC certificate"),
    "maker_price": Text("厂商建议零售价文件", "maker's suggested price"),
    "other": Text("其他", "other"),
}


class PaperRule(NamedTuple):
    """`words`: a product whose category contains one of them needs `kinds`. `basis`: the law or rule behind it."""

    name: Text
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    basis: str = ""


class PaperLists(NamedTuple):
    """`general`: for products of no listed category; none = any one paper will do. `version` 0 = as it came."""

    rules: tuple[PaperRule, ...]
    general: tuple[str, ...]
    version: int = 0


class Lacking(NamedTuple):
    """`kinds` that are not there. `by`: the name of the list, None = the general one. `none`: no paper at all."""

    kinds: tuple[str, ...]
    by: Text | None
    category: str | None
    none: bool

    @property
    def text(self) -> Text:
        """What is missing and by which list, after a product's name."""
        return Text(f"{self._what('zh')}{self._list().zh}", f"{self._what('en')}{self._list().en}")

    def _what(self, lang: str) -> str:
        names = [KIND_NAMES[kind] if kind in KIND_NAMES else Text(kind, kind) for kind in self.kinds]
        if lang == "zh":
            return f"缺{'、'.join(one.zh for one in names)}" if names else "没有资质或质检文件"
        return (
            f"lacks {', '.join(one.en for one in names)}"
            if names
            else "has no licence, certificate or report"
        )

    def _list(self) -> Text:
        if self.by is not None:
            return Text(f"（按「{self.by.zh}」清单）", f" (list: {self.by.en})")
        if self.category:
            zh, en = (
                f"品类「{self.category}」没有单独清单",
                f"category {self.category} has no list of its own",
            )
            return Text(f"（{zh}，按通用清单）", f" ({en}; the general one counts)")
        return Text("（商品没有品类，按通用清单）", " (it has no category; the general list counts)")


def _rule(zh: str, en: str, kinds: tuple[str, ...], basis: str, words: str) -> PaperRule:
    return PaperRule(Text(zh, en), tuple(words.split("、")), kinds, basis)


DEFAULT_LISTS = PaperLists(
    (
        _rule(
            "保健食品", "Health food", ("food_licence", "health_food", "quality_report"),
            "食品安全法 35、53、76；第 117 号令 27",
            "保健食品、保健品、营养补充、膳食补充、蓝帽、health food、supplement",
        ),
        _rule(
            "食品", "Food", ("food_licence", "quality_report"), "食品安全法 35、53；第 117 号令 27",
            "食品、零食、生鲜、水果、粮油、食用油、调味、饮料、冲饮、酒水、白酒、茶叶、乳品、牛奶、烘焙、糕点、坚果、方便面、"
            "food、snack、beverage",
        ),
        _rule(
            "化妆品", "Cosmetics", ("cosmetic_filing", "quality_report"), "化妆品监督管理条例 17；第 117 号令 27",
            "化妆品、美妆、彩妆、护肤、面膜、口红、香水、防晒、洗发、护发、染发、cosmetic、skincare、makeup",
        ),
        _rule(
            "服装", "Apparel", ("quality_report", "fibre_label"), "产品质量法 27、33；第 117 号令 27",
            "服装、服饰、女装、男装、童装、内衣、衬衫、外套、羽绒、裤、裙、家纺、床品、apparel、clothing、textile",
        ),
        _rule(
            "电器与 3C", "Appliances and electronics", ("ccc", "quality_report"), "第 117 号令 27（3C）；产品质量法 33",
            "家电、电器、厨电、手机、电脑、平板、充电、电源、插座、灯具、数码、appliance、electronics",
        ),
        _rule(
            "玩具与童车", "Toys and strollers", ("ccc", "quality_report"), "第 117 号令 27（3C）；产品质量法 33",
            "玩具、童车、婴儿车、安全座椅、toy、stroller",
        ),
    ),
    ("quality_report",),
)  # fmt: skip


def rule_of(lists: PaperLists, category: str | None) -> PaperRule | None:
    """The rule whose longest word is in the category; None = the general list counts."""
    said = (category or "").casefold()
    best: tuple[int, PaperRule] | None = None
    for rule in lists.rules:
        size = max((len(word) for word in rule.words if word.casefold() in said), default=0)
        if size and (best is None or size > best[0]):
            best = size, rule
    return best[1] if best else None


def lacking(lists: PaperLists, category: str | None, held: Collection[str]) -> Lacking | None:
    """What a product of `category` lacks that has papers of the kinds `held`; None = nothing."""
    rule = rule_of(lists, category)
    kinds = missing_of(rule.kinds if rule else lists.general, held)
    if not kinds and held:
        return None
    return Lacking(kinds, rule.name if rule else None, category, not held)


def missing_of(wanted: Sequence[str], held: Collection[str]) -> tuple[str, ...]:
    return tuple(kind for kind in wanted if kind not in held)
