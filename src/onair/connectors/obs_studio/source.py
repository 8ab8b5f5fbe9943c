"""OBS as a source of the live signal, and as somebody who takes orders."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from onair.connectors.addresses import bad
from onair.connectors.obs_studio import watching, wire
from onair.connectors.obs_studio.translate import answer, change, place, reading
from onair.connectors.ports import Config
from onair.connectors.signals import AnySeen, Reach
from onair.kernel.i18n import Text


class Obs:
    name = "obs_studio"

    def check(self, config: Config, *, private: bool) -> None:  # noqa: ARG002 (judged when it is dialled)
        place(config)
        server = config.get("backup_server", "")
        if server and (urlsplit(server).scheme not in ("rtmp", "rtmps") or not urlsplit(server).hostname):
            raise bad(
                "backup_server",
                Text("以 rtmp:// 或 rtmps:// 开头", "it begins with rtmp:// or rtmps://"),
            )

    def shown(self, config: Config) -> str:
        host, port = place(config)
        return f"{host}:{port}"

    def watch(self, config: Config, reach: Reach) -> AsyncIterator[AnySeen]:
        host, port = place(config)
        target = wire.Target(host, port, config.get("password", ""), answer)
        return watching.watch(target, reach, reading, change)

    def open(self, config: Config, reach: Reach) -> "wire.Opening":
        """A line for orders: `async with signal.open(config, reach) as obs`. Raises ObsLost."""
        host, port = place(config)
        return wire.opened(wire.Target(host, port, config.get("password", ""), answer), reach)
