"""SRS's API and hooks → what was seen. Pure. Its hooks must be answered 200 with `0`, or the publisher is refused."""

from urllib.parse import parse_qs

from onair.connectors.ports import Config
from onair.connectors.relaying import admitted, check_relay, count, json_object, listed, named, shown_relay
from onair.connectors.signals import Change, Heard, Odd, Poll, Reading, Reply

LISTED_MAX = 1000


class Srs:
    name = "srs"

    def check(self, config: Config, *, private: bool) -> None:  # noqa: ARG002 (judged when it is dialled)
        check_relay(config)

    def shown(self, config: Config) -> str:
        return shown_relay(config)

    def poll(self, config: Config) -> Poll:
        return Poll(f"{config['url'].rstrip('/')}/api/v1/streams/?count={LISTED_MAX}")

    def token(self, body: bytes) -> str:
        raise Odd(f"no_login_{len(body)}")

    def read(self, body: bytes, config: Config, at: int) -> Reading:
        found = json_object(body)
        if found.get("code") != 0:
            raise Odd("odd_answer")
        for stream in listed(found.get("streams")):
            publisher = stream.get("publish")
            active = isinstance(publisher, dict) and publisher.get("active") is True
            if (stream.get("app"), stream.get("name")) == named(config) and active:
                # `frames` counts video frames since the publisher came: the stream's own clock in another unit.
                return Reading(
                    at=at,
                    flow="live",
                    bytes=count(stream.get("recv_bytes")),
                    sent=count(stream.get("frames")),
                )
        return Reading(at=at, flow="stopped")

    def hear(self, body: bytes, config: Config, at: int) -> Heard:
        call = json_object(body)
        action = call.get("action")
        if not isinstance(action, str):
            raise Odd("odd_call")
        if (call.get("app"), call.get("stream")) != named(config):
            return Heard(admit=action != "on_publish")
        if action == "on_publish":
            given = parse_qs(str(call.get("param", "")).removeprefix("?")).get("key", [""])[-1]
            if not admitted(config, given):
                return Heard(admit=False)
            return Heard((Change(at=at, flow="live"),), admit=True)
        return Heard((Change(at=at, flow="stopped"),)) if action == "on_unpublish" else Heard()

    def reply(self, *, admit: bool) -> Reply:
        return Reply(200 if admit else 403, b"0" if admit else b"1")
