"""结算: what the platform pays out by order; estimates give way to these when they arrive."""

from onair.kernel.i18n import Text
from onair.metrics.stating import Stated

_ROWS = (
    ("settle_due", "订单实付应结", "Due for the order"),
    ("settle_shipping", "运费实付", "Shipping paid"),
    ("settle_subsidy", "实际平台补贴", "Platform subsidy"),
    ("settle_refund", "订单退款", "Refunded in the settlement"),
    ("settle_platform_fee", "平台服务费", "Platform fee"),
    ("settle_commission", "佣金", "Commission"),
    ("settle_agency_fee", "招商服务费", "Agency fee"),
    ("settle_promotion_fee", "站外推广费", "Promotion fee"),
)
STATED = tuple(
    Stated(
        id=id_,
        zh=zh,
        en=en,
        unit="money",
        additive=True,
        what=Text(f"结算流水里的「{zh}」", f"{en}, of the settlement entry"),
    )
    for id_, zh, en in _ROWS
)
