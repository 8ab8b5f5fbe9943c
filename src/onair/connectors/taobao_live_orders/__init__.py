"""淘宝直播订单: the orders of live shows, each with its show."""

from onair.connectors.taobao_live_orders.translate import TaobaoLiveOrders

importer = TaobaoLiveOrders()
