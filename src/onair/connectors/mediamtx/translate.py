"""MediaMTX's API and authentication calls → what was seen. Pure."""

from urllib.parse import parse_qs

from onair.connectors.ports import Config
from onair.connectors.relaying import admitted, check_relay, count, json_object, listed, shown_relay
from onair.connectors.signals import Change, Heard, Odd, Poll, Reading, Reply

LISTED_MAX = 1000


class MediaMtx:
    name = "mediamtx"

    def check(self, config: Config, *, private: bool) -> None:  # noqa: ARG002 (judged when it is dialled)
        check_relay(config)

    def shown(self, config: Config) -> str:
        return shown_relay(config)

    def poll(self, config: Config) -> Poll:
        return Poll(f"{config['url'].rstrip('/')}/v3/paths/list?itemsPerPage={LISTED_MAX}")

    def token(self, body: bytes) -> str:
        raise Odd(f"no_login_{len(body)}")

    def read(self, body: bytes, config: Config, at: int) -> Reading:
        """`ready` is the older name of `available`; `inboundBytes` was `bytesReceived`."""
        for path in listed(json_object(body).get("items")):
            if path.get("name") != config["stream"] or True not in (path.get("ready"), path.get("available")):
                continue
            return Reading(
                at=at, flow="live", bytes=count(path.get("inboundBytes", path.get("bytesReceived")))
            )
        return Reading(at=at, flow="stopped")

    def hear(self, body: bytes, config: Config, at: int) -> Heard:
        call = json_object(body)
        if not isinstance(call.get("action"), str):
            raise Odd("odd_call")
        if call["action"] != "publish":
            return Heard(admit=True)
        given = parse_qs(str(call.get("query", ""))).get("key", [""])[-1] or str(call.get("password", ""))
        if call.get("path") != config["stream"] or not admitted(config, given):
            return Heard(admit=False)
        return Heard((Change(at=at, flow="live"),), admit=True)

    def reply(self, *, admit: bool) -> Reply:
        return Reply(200 if admit else 401)
