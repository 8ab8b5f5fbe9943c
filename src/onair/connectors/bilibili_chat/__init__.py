"""哔哩哔哩弹幕: the chat of one live room."""

from onair.connectors.bilibili_chat.translate import BilibiliChat

importer = BilibiliChat()
