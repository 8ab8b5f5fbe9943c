"""Why a shop's checkout hears no. Each says what was kept and what to do; `data` has the numbers."""

from onair.kernel.errors import Conflict, NotFound, Unavailable


class OfferNotFound(NotFound):
    code = "offer_not_found"
    zh = "没有这个优惠，或者它还没有发布。没有预占任何库存，请核对编号。"
    en = "There is no such offer, or it is not published. Nothing was reserved; check its id."


class ReservationNotFound(NotFound):
    code = "reservation_not_found"
    zh = "这个优惠没有这条预占。没有任何改动，请核对预占编号。"
    en = "This offer has no such reservation. Nothing was changed; check its id."


class OfferNotStarted(Conflict):
    code = "not_started"
    zh = "优惠还没有开始。没有预占库存，请在 starts_at 之后重试。"
    en = "The offer has not started. Nothing was reserved; try again after starts_at."


class OfferEnded(Conflict):
    code = "ended"
    zh = "优惠已结束，现在是日常价。没有预占库存。"
    en = "The offer has ended and the usual price holds. Nothing was reserved."


class SoldOut(Conflict):
    code = "sold_out"
    zh = "库存不足：剩 {left} 件，另有 {held} 件正在付款。没有预占；未付款的会释放，可稍后重试。"
    en = "Not enough stock: {left} left, {held} being paid. Nothing was reserved; unpaid ones come back, try again later."


class LimitReached(Conflict):
    code = "limit_reached"
    zh = "每人限 {per_person} 件，此人已占 {taken} 件。没有预占库存。"
    en = "The limit is {per_person} per person and this one has {taken}. Nothing was reserved."


class NotEligible(Conflict):
    code = "not_eligible"
    zh = "此人不在优惠的适用人群内（{kind}）。没有预占库存。"
    en = "This person is not among those the offer is for ({kind}). Nothing was reserved."


class EligibilityUnknown(Conflict):
    code = "eligibility_unknown"
    zh = "优惠限定人群（{kind}），但系统没有可核对的名单，因此不能放行。没有预占库存，请运营补上人群。"
    en = "The offer is for some only ({kind}) and no list says whom. Nothing was reserved; have the audience added."


class StockElsewhere(Conflict):
    code = "stock_elsewhere"
    zh = "这个优惠的库存由平台管理，OnAir 只展示，不能预占。没有任何改动，请在平台下单。"
    en = "The platform owns this stock; OnAir only shows it. Nothing was reserved; order on the platform."


class RequestReused(Conflict):
    code = "request_reused"
    zh = "编号 {request} 已用于另一个请求（人或数量不同）。原预占不变；新的请求请用新编号。"
    en = "The request id {request} was used for another person or quantity. That reservation stands; use a new id."


class HoldExpired(Conflict):
    code = "expired"
    zh = "预占已过期，库存已释放。订单没有确认；请重新预占。"
    en = "The hold has expired and its stock was released. The order was not confirmed; reserve again."


class HoldReleased(Conflict):
    code = "released"
    zh = "预占此前已取消，库存已释放。订单没有确认；请用新编号重新预占。"
    en = "The reservation was released before. Nothing was confirmed; reserve again with a new request id."


class AmountDiffers(Conflict):
    code = "amount_differs"
    zh = "金额应为 {due}（最小货币单位），收到 {amount}。没有确认，预占仍在；请按优惠价结算后重试。"
    en = "The amount must be {due} minor units, not {amount}. Nothing was confirmed; the hold stands, charge the offer's price."


class ConfirmedOtherwise(Conflict):
    code = "confirmed_otherwise"
    zh = "这条预占已由订单 {order} 确认。没有任何改动。"
    en = "This reservation was confirmed by the order {order}. Nothing was changed."


class ConfirmedAlready(Conflict):
    code = "confirmed_already"
    zh = "这条预占已付款（订单 {order}），不能取消。没有任何改动；退货请走退款。"
    en = "This reservation is paid (order {order}). Nothing was changed; refund the order instead."


class TurnFailed(Unavailable):
    """Something broke that has no words of its own; what, the server's log says."""

    code = "offer_turn_failed"
    zh = "服务器处理这一批结算时出错，不能确定是否已预占或确认。请用同一编号重试，会得到确定的答复。"
    en = "The server failed on this turn; it is not certain what was reserved or confirmed. Ask again with the same id."
