"""Our own lines with what the lint must say of them, and what is known of the goods they are about.

A third, chosen by a hash of the text, is held out: rules are written without looking at how it fares line by line.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from onair.compliance.lint import Asked, Evidence, Finding, HostFacts, OfferFacts, ProductFacts, UseRecord

STRICT = {"BLOCK": ("BLOCK",), "EVID": ("EVID", "BLOCK"), "FIX": ("FIX", "EVID", "BLOCK")}
FRESH = "g_"
"""Files that begin so were written after the rules, which are not fitted to them."""
TODAY = date(2026, 11, 28)
FOLDER = Path(__file__).parent / "lines"
KETTLE = ProductFacts(
    "kettle",
    "青陶保温壶 K3",
    "保温壶",
    ("青陶", "极光白"),
    {"容量": "1.2升", "净重": "380克", "材质": "316不锈钢内胆"},
)
POT = ProductFacts("pot", "不粘炒锅", "炒锅", (), {"净重": "1.1公斤"}, rivals=("乙牌",))
BRUSH = ProductFacts("brush", "声波牙刷", "口腔护理")
SHIRT = ProductFacts("shirt", "三防T恤", "服装", (), {"材质": "65%涤纶 35%棉"})
GOODS = {
    "none": None,
    "kettle": KETTLE,
    "pot": POT,
    "brush": BRUSH,
    "shirt": SHIRT,
    "umb": ProductFacts("umb", "折叠伞", "雨伞"),
    "cream": ProductFacts("cream", "护手霜", "护肤"),
    "vita": ProductFacts("vita", "维生素C片", "保健食品", approval="食健备G2026110021"),
    "snack": ProductFacts("snack", "手剥山核桃", "坚果 食品"),
    "tea": ProductFacts("tea", "口粮绿茶", "茶叶"),
    "foot": ProductFacts("foot", "泡脚粉", "日用"),
    "curtain": ProductFacts("curtain", "量裁窗帘", "家纺 定制", returns="confirm"),
    "peach": ProductFacts("peach", "水蜜桃", "生鲜 水果"),
    "course": ProductFacts("course", "直播实操课", "培训课程"),
    "gold": ProductFacts("gold", "收藏金条", "收藏投资"),
    "vape": ProductFacts("vape", "雾化杆", "电子烟"),
    "plaster": ProductFacts("plaster", "退热贴", "医疗器械", approved="退热贴只用于物理降温，按说明书使用"),
    "top": ProductFacts("top", "至尊宝 极简系列 T恤", "服装", ("至尊宝", "极简系列", "MAX-1", "MAX-2")),
    "king": ProductFacts("king", "一品红 第一泡 礼盒装", "茶叶", ("一品红", "第一泡")),
}
EVIDENCE = {
    "rank": Evidence(
        "e-rank",
        "ranking",
        "五月本平台折叠伞类目销量第一",
        "示例平台",
        scope=("umb",),
        since=date(2026, 5, 31),
    ),
    "old": Evidence(
        "e-old",
        "ranking",
        "五月本平台折叠伞类目销量第一",
        "示例平台",
        scope=("umb",),
        valid_until=date(2026, 6, 30),
    ),
    "prize": Evidence("e-prize", "award", "2024年省茶博会金奖", "示例茶博会", scope=("tea",)),
    "drop": Evidence(
        "e-drop",
        "report",
        "跌落测试 1米 10次",
        "示例检测所",
        "3件",
        ("pot",),
        date(2026, 4, 1),
        date(2027, 4, 1),
    ),
    "late": Evidence(
        "e-late", "report", "跌落测试 1米 10次", "示例检测所", "3件", ("pot",), None, date(2026, 4, 30)
    ),
    "maker": Evidence("e-maker", "maker", "厂商建议零售价699", "示例厂", scope=("pot",)),
}
OFFERS = {
    "ref": OfferFacts(price=23900, reference=27900, reference_kind="lowest_paid"),
    "ends": OfferFacts(price=9900, usual_price=11800, ends="21:30"),
    "more": OfferFacts(stock=3000, restock_planned=True),
}
SIGNED = UseRecord("brush", date(2026, 9, 1), None, date(2026, 10, 1))
HOSTS = {
    "use": HostFacts("h1", "小禾", used=(SIGNED,)),
    "unsigned": HostFacts("h1", "小禾", used=(SIGNED._replace(signed=None),)),
}


class Line(NamedTuple):
    """`rule` "" = must pass; `use`: the lawful use that a passing line comes near to;
    `portion`: dev, held (a third of each file) or fresh."""

    rule: str
    verdict: str
    use: str
    surface: str
    about: str
    text: str
    portion: str

    @property
    def asked(self) -> Asked:
        goods, _, extra = self.about.partition("+")
        evidence = (EVIDENCE[extra],) if extra in EVIDENCE else ()
        return Asked(
            self.surface,
            TODAY,
            product=GOODS[goods],
            host=HOSTS.get(extra),
            evidence=evidence,
            offer=OFFERS.get(extra),
        )


def lines() -> Iterator[Line]:
    for path in sorted(FOLDER.glob("*.txt")):
        for row in path.read_text("utf-8").splitlines():
            if row.strip() and not row.startswith("#"):
                head, surface, about, text = (part.strip() for part in row.split("|", 3))
                first, rest = head.split(maxsplit=1)
                passing = first == "PASS"
                rule, verdict, use = ("", "PASS", rest) if passing else (first, rest, "")
                yield Line(rule, verdict, use, surface, about, text, _portion(path.name, text))


def _portion(name: str, text: str) -> str:
    if name.startswith(FRESH):
        return "fresh"
    return "held" if sha256(text.encode()).digest()[0] % 3 == 0 else "dev"


def fired(line: Line, findings: Sequence[Finding]) -> bool:
    """A line that must be caught was: by its rule, as strictly as it says (on speech a must-not is corrected)."""
    wanted = STRICT["FIX" if line.surface == "speech" and line.verdict == "BLOCK" else line.verdict]
    return any(one.rule == line.rule and one.verdict in wanted for one in findings)
