"""天猫订单: a shop's order export."""

from onair.connectors.tmall_orders.translate import TmallOrders

importer = TmallOrders()
