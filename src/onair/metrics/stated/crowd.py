"""人: what consoles count of people and goods that no event tells."""

from onair.kernel.i18n import Text
from onair.metrics.stating import Stated

STATED = (
    Stated(
        id="neg_pv", zh="长按不感兴趣人次", en="Not interested", unit="times", additive=True,
        what=Text("观众长按后选了不感兴趣", "Viewers who said they are not interested"),
    ),
    Stated(
        id="neg_rate", zh="负反馈率", en="Negative feedback rate", unit="ratio",
        what=Text("长按不感兴趣人次 ÷ 曝光人次", "Not interested ÷ impressions"),
    ),
    Stated(
        id="comment_uv", zh="评论人数", en="People who commented", unit="people",
        what=Text("去重的评论人", "Distinct people who commented"),
    ),
    Stated(
        id="cart_club_new", zh="新加购物团人数", en="New shopping-group members", unit="people",
        what=Text("新加入购物团的人", "People who joined the shopping group"),
    ),
    Stated(
        id="fans_all", zh="粉丝数", en="Followers", unit="people",
        what=Text("账号粉丝总数（读数）", "Followers of the account, a reading"),
    ),
    Stated(
        id="oldfan_view_share", zh="观看老粉占比", en="Old fans among viewers", unit="ratio",
        what=Text("老粉观看人数 ÷ 观看人数", "Old fans watching ÷ viewers"),
    ),
    Stated(
        id="gmv_views", zh="千次观看成交金额（平台）", en="GPM as stated", unit="money",
        what=Text("平台给出的千次观看成交", "GPM as the platform states it"),
    ),
    Stated(
        id="stock_live", zh="可用库存", en="Available stock", unit="items",
        what=Text("导出时的库存读数", "Stock when the file was made"),
    ),
    Stated(
        id="explain_cnt", zh="讲解次数", en="Talks", unit="count", additive=True,
        what=Text("商品被讲解的次数", "Times a product was talked about"),
    ),
    Stated(
        id="refund_rate_preship", zh="发货前成交退款率", en="Refund rate before shipping", unit="ratio",
        what=Text("平台给出，按发货前退款", "As stated, refunds before shipping"),
    ),
    Stated(
        id="refund_rate_postship", zh="发货后成交退款率", en="Refund rate after shipping", unit="ratio",
        what=Text("平台给出，按发货后退款", "As stated, refunds after shipping"),
    ),
    Stated(
        id="refund_1h_rate", zh="1小时退款率", en="Refund rate within 1 h", unit="ratio", parts_known=False,
        what=Text("平台给出，分子分母未公开", "As stated; its parts are not published"),
    ),
    Stated(
        id="sku_orders", zh="SKU 订单数", en="SKU orders", unit="orders", additive=True,
        what=Text("TikTok 按 SKU 计的订单；不等于订单数", "Orders counted by SKU; not the number of orders"),
    ),
    Stated(
        id="ctor_sku", zh="点击-下单率（SKU）", en="CTOR (SKU orders)", unit="ratio",
        what=Text("SKU 订单 ÷ 商品点击", "SKU orders ÷ product clicks"),
    ),
    Stated(
        id="ctor", zh="点击-下单率", en="CTOR", unit="ratio",
        what=Text("订单 ÷ 商品点击", "Orders ÷ product clicks"),
    ),
    Stated(
        id="order_rate_sku", zh="观看-下单率（SKU）", en="Order rate (SKU orders)", unit="ratio",
        what=Text("SKU 订单 ÷ 观看次数", "SKU orders ÷ views"),
    ),
    Stated(
        id="video_entry_pv", zh="短视频直播入口曝光次数", en="Impressions of the entry in a video", unit="times", additive=True,
        what=Text("短视频里直播入口的曝光", "Impressions of the live entry in a short video"),
    ),
    Stated(
        id="video_lead_pv", zh="短视频引流直播间次数", en="Entries led by a video", unit="times", additive=True,
        what=Text("从短视频进入直播间的次数", "Entries that came from the short video"),
    ),
    Stated(
        id="video_entry_rate", zh="短视频直播入口点击率", en="Click rate of the entry in a video", unit="ratio",
        what=Text("引流次数 ÷ 入口曝光次数", "Entries ÷ impressions of the entry"),
    ),
)  # fmt: skip
