"""The probe as a source of the live signal."""

from collections.abc import AsyncIterator

from onair.connectors.addresses import bad
from onair.connectors.media import targets
from onair.connectors.ports import Config
from onair.connectors.signals import AnySeen, Reach
from onair.connectors.stream_probe import wire
from onair.kernel.i18n import Text


class StreamProbe:
    name = "stream_probe"

    def check(self, config: Config, *, private: bool) -> None:  # noqa: ARG002 (judged when it is dialled)
        try:
            targets.parse(config["url"])
        except targets.BadAddress as refused:
            raise bad("url", Text(str(refused.data["why_zh"]), str(refused.data["why_en"]))) from None

    def shown(self, config: Config) -> str:
        return targets.shown(config["url"])

    def watch(self, config: Config, reach: Reach) -> AsyncIterator[AnySeen]:
        return wire.watch(config["url"], reach)
