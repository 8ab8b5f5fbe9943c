"""Settings of a source by its connector's manifest."""

from collections.abc import Mapping

from onair.connectors.addresses import bad
from onair.connectors.signal_kinds import signal_manifest, signals
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

VALUE_MAX = 2000


def checked(kind: str, given: Mapping[str, str], *, private: bool) -> dict[str, str]:
    """Settings by the connector's manifest. Raises BadTarget, BadInput (kind)."""
    if kind not in signals():
        raise BadInput(why=f"{kind[:40]} ∉ {', '.join(signals())}")
    fields = {field.name: field for field in signal_manifest(kind).fields}
    for name in given.keys() - fields.keys():
        raise bad(name[:40], Text("没有这个设置项", "there is no such setting"))
    config = {name: given.get(name, "").strip() for name in fields}
    for name, field in fields.items():
        if field.required and not config[name]:
            raise bad(field.label.zh, Text("不能为空", "it must not be empty"))
        if len(config[name]) > VALUE_MAX or any(ord(char) < 32 or ord(char) == 127 for char in config[name]):
            raise bad(name, Text("太长，或含有不可见字符", "it is too long or has an invisible character"))
    signals()[kind].check(config, private=private)
    return config
