"""TikTok Shop orders: one row per SKU."""

from onair.connectors.tiktok_orders.translate import TiktokOrders

importer = TiktokOrders()
