"""node-media-server's API and callbacks → what was seen. Pure.

Its callbacks are JSON under `text/plain`; `postPublish` may come before `prePublish`.
"""

from urllib.parse import parse_qs

import msgspec

from onair.connectors.ports import Config
from onair.connectors.relaying import admitted, check_relay, count, json_object, listed, named, shown_relay
from onair.connectors.signals import Change, Flow, Heard, Odd, Poll, Reading, Reply

FLOWS: dict[str, Flow] = {"publishing": "live", "reconnecting": "reconnecting"}


class NodeMediaServer:
    name = "node_media_server"

    def check(self, config: Config, *, private: bool) -> None:  # noqa: ARG002 (judged when it is dialled)
        check_relay(config)

    def shown(self, config: Config) -> str:
        return shown_relay(config)

    def poll(self, config: Config) -> Poll:
        base = config["url"].rstrip("/")
        login = msgspec.json.encode({"username": config["user"], "password": config["password"]})
        return Poll(f"{base}/api/v1/streams", login_url=f"{base}/api/v1/login", login_body=login)

    def token(self, body: bytes) -> str:
        data = json_object(body).get("data")
        token = data.get("token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not token.isascii() or not 0 < len(token) < 4096:
            raise Odd("odd_answer")
        return token

    def read(self, body: bytes, config: Config, at: int) -> Reading:
        data = json_object(body).get("data")
        for stream in listed(data.get("streams") if isinstance(data, dict) else None):
            flow = FLOWS.get(str(stream.get("status", "publishing")))
            publisher = stream.get("publisher")
            if (stream.get("app"), stream.get("name")) != named(config) or flow is None:
                continue
            told = publisher if isinstance(publisher, dict) else {}
            return Reading(at=at, flow=flow, bytes=count(told.get("inBytes")))
        return Reading(at=at, flow="stopped")

    def hear(self, body: bytes, config: Config, at: int) -> Heard:
        call = json_object(body)
        action = call.get("action")
        if not isinstance(action, str):
            raise Odd("odd_call")
        publishes = action in ("prePublish", "postPublish")
        if (call.get("app"), call.get("name")) != named(config):
            return Heard(admit=not publishes)
        if publishes:
            query = call.get("query")
            given = (
                query.get("key")
                if isinstance(query, dict)
                else parse_qs(str(query or "")).get("key", [""])[-1]
            )
            if not admitted(config, str(given or "")):
                return Heard(admit=False)
            return Heard((Change(at=at, flow="live"),), admit=True)
        return Heard((Change(at=at, flow="stopped"),)) if action == "donePublish" else Heard()

    def reply(self, *, admit: bool) -> Reply:
        return Reply(200 if admit else 403)
