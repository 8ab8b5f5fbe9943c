"""淘宝用户行为: rows of user, item, category, behaviour, seconds."""

from onair.connectors.taobao_behaviour.translate import TaobaoBehaviour

importer = TaobaoBehaviour()
