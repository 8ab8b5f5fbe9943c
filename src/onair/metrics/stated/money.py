"""钱: amounts that differ from 成交金额 and must never be shown as it (rule 0)."""

from onair.kernel.i18n import Text
from onair.metrics.stating import Stated

STATED = (
    Stated(
        id="user_pay", zh="直播间用户支付金额", en="User-paid amount", unit="money", additive=True,
        what=Text("用户实际支付的金额；不是成交金额", "What users really paid; not the GMV"),
    ),
    Stated(
        id="user_pay_per_hour", zh="单小时用户支付金额", en="User-paid amount per hour", unit="money",
        what=Text("用户支付金额 ÷ 直播小时", "User-paid amount ÷ hours on air"),
    ),
    Stated(
        id="gpm_user_pay", zh="千次观看用户支付金额", en="User-paid amount per 1,000 views", unit="money",
        what=Text("1000 × 用户支付金额 ÷ 观看次数；与 GPM 是两个指标", "1,000 × user-paid ÷ views; not GPM"),
    ),
    Stated(
        id="gmv_incl_abnormal", zh="成交金额（含异常）", en="GMV incl. abnormal orders", unit="money", additive=True,
        what=Text("含平台判为异常的订单", "With orders the platform calls abnormal"),
    ),
    Stated(
        id="net_gmv", zh="净成交金额", en="Net GMV", unit="money", additive=True,
        what=Text("平台扣除退款后的成交金额", "GMV after refunds, as the platform counts them"),
    ),
    Stated(
        id="net_orders", zh="净成交订单数", en="Net orders", unit="orders", additive=True,
        what=Text("平台扣除退款后的成交订单", "Paid orders after refunds, as the platform counts them"),
    ),
    Stated(
        id="settled_amount", zh="实际结算金额", en="Settled amount", unit="money", additive=True,
        what=Text("平台结算给店铺的金额", "What the platform settles with the shop"),
    ),
    Stated(
        id="presale_full", zh="预售全款金额", en="Pre-sale full price", unit="money", additive=True,
        what=Text("预售商品的全款", "Full price of goods sold ahead"),
    ),
    Stated(
        id="presale_created", zh="预售创建金额", en="Pre-sale created amount", unit="money", additive=True,
        what=Text("创建的预售订单金额", "Amount of pre-sale orders created"),
    ),
    Stated(
        id="presale_orders", zh="预售订单数", en="Pre-sale orders", unit="orders", additive=True,
        what=Text("预售订单", "Orders of goods sold ahead"),
    ),
    Stated(
        id="refund_1h_amount", zh="1小时退款金额", en="Refund within 1 h", unit="money", additive=True,
        what=Text("支付后一小时内的退款", "Refunded within an hour of paying"),
    ),
    Stated(
        id="refund_1h_orders", zh="1小时退款订单数", en="Orders refunded within 1 h", unit="orders", additive=True,
        what=Text("支付后一小时内退款的订单", "Orders refunded within an hour of paying"),
    ),
    Stated(
        id="commission_est", zh="预估佣金支出", en="Estimated commission", unit="money", additive=True,
        what=Text("平台预估，结算时会变", "The platform's estimate; the settlement differs"),
    ),
    Stated(
        id="coupon_gmv", zh="消费券引导支付金额", en="Amount led by coupons", unit="money", additive=True,
        what=Text("用了消费券的支付金额", "Paid with a coupon"),
    ),
    Stated(
        id="coupon_subsidy", zh="消费券补贴金额", en="Coupon subsidy", unit="money", additive=True,
        what=Text("消费券补贴掉的金额", "What the coupons took off"),
    ),
    Stated(
        id="coupon_used", zh="消费券使用量", en="Coupons used", unit="count", additive=True,
        what=Text("用掉的消费券", "Coupons redeemed"),
    ),
)  # fmt: skip
