"""The evening that rundown tests plan: its goods and how it is called."""

from dataclasses import dataclass

from onair.trade.service import Goods
from team import House

HOUR = 3_600_000
GOODS = {
    "cup": Goods("保温杯", category="杯壶", price=3990, stock=872, role="traffic"),
    "pan": Goods("炒锅", category="锅具", price=16900, stock=1169, role="hero"),
    "box": Goods("保鲜盒", category="收纳", price=7900, stock=760, role="follow"),
    "meal": Goods("电热饭盒", category="小家电", price=21900, stock=540, role="profit"),
    "cloth": Goods("百洁布", category="清洁", price=990, stock=1200, role="welfare"),
    "fryer": Goods("空气炸锅", category="小家电", price=45900, stock=296, role="image"),
}


@dataclass
class Evening:
    """A team 甲 that plans `show`, after `past`; two hosts."""

    home: House
    show: str
    past: str
    hosts: tuple[str, str]

    @property
    def path(self) -> str:
        return f"/api/v1/shows/{self.show}/rundown"
