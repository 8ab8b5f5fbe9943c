"""The columns of a 排品表: the union seen in operators' tables, under the names that people use.

`own`: what a slot keeps itself. `sheet`: kept as written under its code. `told`: worked out, read but not kept.
"""

from typing import Literal, NamedTuple

Sort = Literal["own", "sheet", "told"]


class ColumnOf(NamedTuple):
    code: str
    sort: Sort
    names: tuple[str, ...]


def _own(code: str, *names: str) -> ColumnOf:
    return ColumnOf(code, "own", names)


def _sheet(code: str, *names: str) -> ColumnOf:
    return ColumnOf(code, "sheet", names)


def _told(code: str, *names: str) -> ColumnOf:
    return ColumnOf(code, "told", names)


COLUMNS: tuple[ColumnOf, ...] = (
    _told("place", "序号", "#", "no"),
    _told("starts", "计划开始", "计划开始(T+)", "开始时间", "start"),
    _told("ends", "计划结束", "计划结束(T+)", "结束时间", "end"),
    _own("minutes", "时长(分)", "时长", "时长(分钟)", "讲解时长", "minutes"),
    _sheet("round", "讲解轮次", "轮次", "round"),
    _own("kind", "段型", "环节", "类型", "kind"),
    _own("host", "主播", "host"),
    _own("helpers", "助播", "副播", "helpers"),
    _own("product", "商品ID", "商品编号", "商品编码", "宝贝ID", "product id"),
    _sheet("link_no", "链接号", "链接序号", "link no"),
    _own("title", "品名", "段名", "商品名称", "商品", "名称", "title"),
    _sheet("sku", "SKU/规格", "SKU", "规格", "款式", "sku"),
    _own("role", "角色", "商品角色", "定位", "款型", "role"),
    _sheet("list_price", "日常价", "划线价", "原价", "list price"),
    _own("price", "直播价", "到手价", "直播间价", "price"),
    _sheet("price_basis", "划线价依据", "价格依据", "price basis"),
    _told("cost", "成本", "cost"),
    _told("margin", "毛利率", "毛利", "margin"),
    _told("commission", "佣金", "佣金率", "commission"),
    _told("stock", "库存", "stock"),
    _sheet("show_stock", "活动库存", "直播库存", "show stock"),
    _sheet("reserve", "预留10%", "预留", "reserve"),
    _sheet("limit", "限购", "限购数量", "limit"),
    _sheet("gift", "赠品", "gift"),
    _sheet("coupon", "券", "优惠券", "coupon"),
    _sheet("full_cut", "满减", "full cut"),
    _sheet("flash", "秒杀", "flash sale"),
    _sheet("instalment", "分期", "instalment"),
    _sheet("trial", "试用", "trial"),
    _sheet("returns", "退换", "returns"),
    *(_sheet(f"point{n}", f"卖点{n}", f"point {n}") for n in (1, 2, 3)),
    *(_sheet(f"pain{n}", f"痛点{n}", f"pain {n}") for n in (1, 2, 3)),
    _sheet("people", "适合人群", "人群", "people"),
    _own("anchor", "对比锚点(可查)", "对比锚点", "anchor"),
    _sheet("assurance", "保障", "assurance"),
    _own("must", "必说", "must say"),
    _own("never", "禁说", "never say"),
    _own("qa", "FAQ", "问答", "先备好的问题"),
    _sheet("console_act", "场控动作", "console action"),
    _sheet("act_owner", "负责人", "动作负责人", "owner"),
    _sheet("forecast", "预估销量", "预估单量", "forecast"),
    _sheet("gmv_target", "目标GMV", "目标gmv", "gmv target"),
    _sheet("ctr_target", "目标CTR", "ctr target"),
    _sheet("paper_no", "资质/质检编号", "资质编号", "质检编号", "paper no"),
    _sheet("sample", "样品状态", "样品", "sample"),
    _own("note", "备注", "说明", "note"),
    _own("pin", "固定开始(T+)", "固定开始", "fixed at"),
    _own("timing", "计时方式", "计时", "timing"),
    _own("form", "讲解卡形式", "card form"),
    _own("part:pain", "讲解·痛点", "card pain"),
    _own("part:value", "讲解·产品价值", "card value"),
    _own("part:contrast", "讲解·效果对比", "card contrast"),
    _own("part:point", "讲解·卖点", "card point"),
    _own("part:scene", "讲解·场景", "card scene"),
    _own("part:welfare", "讲解·福利", "card welfare"),
    _own("part:assurance", "讲解·质保", "card assurance"),
    _own("part:close", "讲解·逼单", "card close"),
    _own("story", "故事", "story"),
    _own("scene", "使用场景", "scene"),
    _own("proofs", "证据", "proofs"),
    _own("slot", "段ID", "slot id"),
)
SHEET_CODES = frozenset(column.code for column in COLUMNS if column.sort == "sheet")
WHOLE_NUMBERS = frozenset({"forecast", "show_stock", "reserve", "limit"})
AMOUNTS = frozenset({"list_price", "gmv_target"})
