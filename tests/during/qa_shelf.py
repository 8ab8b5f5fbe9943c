"""A small invented library, and a show at which it is used."""

from typing import Any

from msgspec import structs

from onair.during.broadcast.facts import Facts
from onair.during.qa.answer import Answer, Library, Source
from onair.during.qa.companion import PANELS, Answering, Knowledge
from onair.during.qa.matching import Matcher

DAY = 86_400_000


def answer(id_: str, variants: tuple[str, ...], short: str, **more: Any) -> Answer:
    made = Answer(
        id=id_, variants=variants, intent=more.pop("intent", "usage"), short=short, kept="approved", until=2**53,
        source=Source("manual", "说明书第 3 页"), version=1,
    )  # fmt: skip
    return structs.replace(made, **more)


STOVE = answer(
    "qa_stove",
    ("电磁炉能用吗", "电陶炉可以吗"),
    "燃气、电磁、电陶炉都能用",
    product="P1",
    never=("绝不粘锅",),
)
SHIP = answer("qa_ship", ("什么时候发货", "几天能到"), "今晚拍，明天下午五点前发出", intent="shipping")
MINE = answer(
    "qa_mine", ("主播自己用过吗", "你用着粘不粘"), "我自己用了两个月，煎蛋不粘", product="P1", host="hst_a"
)
LIBRARY = Library(
    {one.id: one for one in (STOVE, SHIP, MINE)},
    {"P1": "P1", "tb-1": "P1", "P2": "P2"},
    frozenset({("hst_a", "P1")}),
)


class Shelf:
    """The feature with a library of its own instead of a database's."""

    name = "qa"
    panels = PANELS

    def __init__(self, library: Library = LIBRARY) -> None:
        self.library = library

    def learn(self, facts: Facts) -> Knowledge:
        return Knowledge(Matcher(self.library), {"p1": "阿哲"})

    def fresh(self, facts: Facts) -> Answering:
        return Answering()
