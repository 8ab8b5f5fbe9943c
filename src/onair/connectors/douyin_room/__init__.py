"""抖音直播间日志: JSON lines of one room's messages."""

from onair.connectors.douyin_room.translate import DouyinRoom

importer = DouyinRoom()
