"""投放: what was spent and what advertising counts as its own. The two bindings of 抖音 overlap: never added."""

from onair.kernel.i18n import Text
from onair.metrics.stating import Stated

STATED = (
    Stated(
        id="spend_shop_bound", zh="投放消耗(店铺绑定)", en="Ad spend, shop's accounts", unit="money", additive=True,
        what=Text("店铺绑定账户的消耗；与「被投」可能重叠，不能相加", "May overlap the other binding; never added"),
    ),
    Stated(
        id="spend_shop_target", zh="投放消耗(店铺被投)", en="Ad spend on the shop", unit="money", additive=True,
        what=Text("投向本店的消耗；与「店铺绑定」可能重叠，不能相加", "May overlap the other binding; never added"),
    ),
    Stated(
        id="spend_qc", zh="千川消耗", en="Qianchuan spend", unit="money", additive=True,
        what=Text("千川账户的消耗", "Spend of the Qianchuan account"),
    ),
    Stated(
        id="gmv_qc", zh="千川整体成交金额", en="GMV by Qianchuan", unit="money", additive=True,
        what=Text("千川归因的成交，不是全场成交", "GMV that Qianchuan counts as its own, not that of the show"),
    ),
    Stated(
        id="orders_qc", zh="千川整体成交订单数", en="Orders by Qianchuan", unit="orders", additive=True,
        what=Text("千川归因的订单", "Orders that Qianchuan counts as its own"),
    ),
    Stated(
        id="order_cost_qc", zh="千川成交订单成本", en="Qianchuan cost per order", unit="money",
        what=Text("千川消耗 ÷ 千川订单", "Qianchuan spend ÷ its orders"),
    ),
    Stated(
        id="roi_qc", zh="支付ROI", en="Qianchuan ROI", unit="number",
        what=Text("千川成交 ÷ 千川消耗", "GMV by Qianchuan ÷ its spend"),
    ),
    Stated(
        id="coupon_smart_qc", zh="智能优惠券金额", en="Smart coupon amount", unit="money", additive=True,
        what=Text("千川智能优惠券抵扣", "What Qianchuan's smart coupons took off"),
    ),
    Stated(
        id="roas_est", zh="广告ROAS（估算）", en="ROAS (estimated)", unit="number",
        what=Text("第三方估算", "An estimate of a third party"),
    ),
)  # fmt: skip
