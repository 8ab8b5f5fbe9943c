"""千牛订单: a Taobao or Tmall seller's order export."""

from onair.connectors.qianniu_orders.translate import QianniuOrders

importer = QianniuOrders()
