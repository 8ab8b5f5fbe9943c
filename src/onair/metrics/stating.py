"""One entry of what platforms state: a name, a unit and, where it was published, what is divided by what."""

from typing import Literal

from msgspec import Struct

from onair.kernel.i18n import Text

Unit = Literal["people", "times", "orders", "items", "count", "money", "s", "ratio", "number"]


class Stated(Struct, frozen=True, kw_only=True):
    """`parts_known` False: the platform's own name for a thing whose numerator or denominator is unverified."""

    id: str
    zh: str
    en: str
    unit: Unit
    what: Text
    additive: bool = False
    parts_known: bool = True


def own(id_: str, zh: str, en: str, unit: Unit = "ratio") -> Stated:
    """A name of one platform, shown as exported, never beside another."""
    what = Text(
        "平台自己的口径，分子分母没有公开；只与它自己比较",
        "The platform's own definition; its parts are not published, so it compares with itself only",
    )
    return Stated(id=id_, zh=zh, en=en, unit=unit, what=what, parts_known=False)
