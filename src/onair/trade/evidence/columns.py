"""Headers of catalogues and of 排品表, as operators write them, and how each cell is read. Pure."""

from collections.abc import Callable
from typing import Any

from onair.files.values import integer, rate
from onair.kernel.i18n import Text
from onair.trade.product_import import COLUMNS as PRODUCT_COLUMNS
from onair.trade.product_import import REASONS as PRODUCT_REASONS
from onair.trade.product_import import BadRow

REASONS = PRODUCT_REASONS | {
    "bad_rate": Text("比率应在 0 到 100% 之间", "a rate must be between 0 and 100 %"),
    "conflict": Text(
        "同一商品同一天已有另一个价格或销量", "another row of this product and day says something else"
    ),
}

PRODUCT: dict[str, tuple[str, ...]] = PRODUCT_COLUMNS | {
    "category": (*PRODUCT_COLUMNS["category"], "店名", "品牌", "brand"),
    "stock": (*PRODUCT_COLUMNS["stock"], "活动库存"),
}
"""What becomes part of the product itself; a catalogue without a category is compared by its shop or brand."""
SNAPSHOT: dict[str, tuple[str, ...]] = {
    "at": ("更新时间", "快照日期", "采集日期", "日期", "update_time", "snapshot date", "date"),
    "sold": ("30天销量", "近30天销量", "月销量", "销量", "sale_count", "sold 30d", "sold"),
    "comments": ("评论数", "累计评价", "评价数", "comment_count", "comments"),
}
SUPPLY: dict[str, tuple[str, ...]] = {
    "cost": ("成本", "成本价", "采购价", "供货价", "cost"),
    "commission_rate": ("佣金", "佣金率", "佣金比例", "commission", "commission rate"),
    "gift_cost": ("赠品成本", "gift cost"),
    "freight": ("运费", "物流成本", "运费成本", "freight"),
    "lead_days": ("补货天数", "供货周期", "交期", "交货周期(天)", "lead days", "lead time"),
    "daily_capacity": ("日产能", "日发货能力", "日发货量", "daily capacity"),
    "on_time_rate": ("准时率", "到货准时率", "发货准时率", "on-time rate", "on time rate"),
    "quality_return_rate": ("品质退货率", "质量退货率", "品退率", "quality return rate"),
    "suppliers": ("供应商数", "供应商数量", "suppliers"),
}
SHEET: dict[str, tuple[str, ...]] = {
    "sku": ("SKU/规格", "SKU", "规格", "sku"),
    "day_price": ("日常价", "原价", "regular price"),
    "price_basis": ("划线价依据", "划线价", "price basis"),
    "margin": ("毛利率", "成本/毛利率", "margin"),
    "reserve": ("预留10%", "预留", "预留库存", "reserve"),
    "limit": ("限购", "purchase limit"),
    "gift": ("赠品", "gift"),
    "coupon": ("券", "优惠券", "coupon"),
    "full_reduction": ("满减", "full reduction"),
    "flash": ("秒杀", "flash sale"),
    "instalment": ("分期", "instalment"),
    "trial": ("试用", "trial"),
    "returns": ("退换", "returns"),
    "mechanism": ("机制", "福利机制", "mechanism"),
    "selling_1": ("卖点1", "卖点", "selling point 1"),
    "selling_2": ("卖点2", "selling point 2"),
    "selling_3": ("卖点3", "selling point 3"),
    "pain_1": ("痛点1", "痛点", "pain point 1"),
    "pain_2": ("痛点2", "pain point 2"),
    "pain_3": ("痛点3", "pain point 3"),
    "people": ("适合人群", "人群", "suits"),
    "anchor": ("对比锚点(可查)", "对比锚点", "比价", "price anchor"),
    "warranty": ("保障", "质保", "warranty"),
    "must_say": ("必说", "must say"),
    "never_say": ("禁说", "never say"),
    "faq": ("FAQ", "问答", "faq"),
    "forecast": ("预估销量", "forecast"),
    "target_gmv": ("目标GMV", "target gmv"),
    "target_ctr": ("目标CTR", "target ctr"),
    "sample": ("样品状态", "sample"),
    "note": ("备注", "note"),
}
"""Kept word for word beside the product, for rundown and talk cards."""
PAPER: dict[str, tuple[str, ...]] = {
    "licence": ("许可证", "许可证号", "licence"),
    "certificate": ("资质", "资质编号", "认证编号", "certificate"),
    "quality_report": ("质检编号", "质检报告", "检测报告", "资质/质检编号", "quality report"),
    "food_licence": ("食品经营许可证", "食品许可", "食品备案", "food licence"),
    "health_food": ("蓝帽", "保健食品批号", "蓝帽批号", "health food"),
    "cosmetic_filing": ("化妆品备案", "备案号", "化妆品注册", "备案编号", "cosmetic filing"),
    "fibre_label": ("成分标签", "吊牌", "fibre label"),
    "ccc": ("3C", "3C证书", "3C编号", "CCC", "ccc"),
    "authorisation": ("授权", "授权书", "品牌授权", "authorisation"),
}
"""Kind → its number's header."""
PAPER_UNTIL = ("资质有效期", "资质到期", "有效期至", "valid until")
TEXT_MAX = 500


def share(text: str) -> float | None:
    """A rate 0…1; raises BadRow outside, BadValue when it cannot be read."""
    found = rate(text)
    if found is not None and not 0 <= found <= 1:
        raise BadRow("bad_rate")
    return None if found is None else float(found)


def whole(text: str) -> int | None:
    found = integer(text)
    if found is not None and found < 0:
        raise BadRow("negative")
    return found


def days(text: str) -> float | None:
    found = whole(text.removesuffix("天").removesuffix("days").removesuffix("d"))
    return None if found is None else float(found)


SUPPLY_READERS: dict[str, Callable[[str], Any]] = {
    "commission_rate": share,
    "lead_days": days,
    "daily_capacity": whole,
    "on_time_rate": share,
    "quality_return_rate": share,
    "suppliers": whole,
}
MONEY = ("cost", "gift_cost", "freight")
"""Supply columns read as money of the product's currency."""
