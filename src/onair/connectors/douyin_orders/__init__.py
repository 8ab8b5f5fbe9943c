"""抖店订单: a shop's order export."""

from onair.connectors.douyin_orders.translate import DouyinOrders

importer = DouyinOrders()
