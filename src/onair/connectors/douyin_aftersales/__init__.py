"""抖店售后: what was given back, and why."""

from onair.connectors.douyin_aftersales.translate import DouyinAftersales

importer = DouyinAftersales()
