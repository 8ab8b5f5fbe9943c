"""/stat and callbacks of nginx-rtmp → what was seen. Pure.

The averages `bw_*` are 0 for the first ten seconds and for a frozen publisher, and a stream stays listed while
somebody still plays it: so only counters and `<publishing/>` are believed. Callbacks carry no signature: they come to
an address with a secret in it.
"""

from urllib.parse import parse_qs
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from onair.connectors.ports import Config
from onair.connectors.relaying import admitted, check_relay, count, named, shown_relay
from onair.connectors.signals import Change, Heard, Odd, Poll, Reading, Reply


class NginxRtmp:
    name = "nginx_rtmp"

    def check(self, config: Config, *, private: bool) -> None:  # noqa: ARG002 (judged when it is dialled)
        check_relay(config)

    def shown(self, config: Config) -> str:
        return shown_relay(config)

    def poll(self, config: Config) -> Poll:
        return Poll(config["url"])

    def token(self, body: bytes) -> str:
        raise Odd(f"no_login_{len(body)}")

    def read(self, body: bytes, config: Config, at: int) -> Reading:
        try:
            root = fromstring(body, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            raise Odd("odd_answer") from None
        if root.tag != "rtmp":
            raise Odd("not_nginx_rtmp")
        found = _stream(root, config)
        if found is None or found.find("publishing") is None:
            return Reading(at=at, flow="stopped")
        sender = next((one for one in found.iter("client") if one.find("publishing") is not None), None)
        return Reading(
            at=at,
            flow="live",
            bytes=count((found.findtext("bytes_in") or "").strip()),
            media_ms=None if sender is None else count((sender.findtext("timestamp") or "").strip()),
            fps=_fps(found),
        )

    def hear(self, body: bytes, config: Config, at: int) -> Heard:
        """Lenient: `flashver` comes cut and half escaped.

        `publish_done`, `done` and `record_done` come together for one publisher, `done` for players too: the first
        alone is a change.
        """
        fields = {
            name: values[-1]
            for name, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()
        }
        call = fields.get("call", "")
        if not call:
            raise Odd("odd_call")
        if (fields.get("app"), fields.get("name")) != named(config):
            return Heard(admit=call != "publish")
        if call == "publish":
            if not admitted(config, fields.get("key")):
                return Heard(admit=False)
            return Heard((Change(at=at, flow="live"),), admit=True)
        if call == "publish_done":
            return Heard((Change(at=at, flow="stopped"),))
        if call == "update_publish":
            return Heard((Reading(at=at, flow="live", media_ms=count(fields.get("timestamp"))),))
        return Heard()

    def reply(self, *, admit: bool) -> Reply:
        return Reply(204 if admit else 403)


def _stream(root: Element, config: Config) -> Element | None:
    app, name = named(config)
    for application in root.iter("application"):
        if application.findtext("name") == app:
            for stream in application.iter("stream"):
                if stream.findtext("name") == name:
                    return stream
    return None


def _fps(found: Element) -> float | None:
    text = (found.findtext("meta/video/frame_rate") or "").strip()
    try:
        return float(text) if 0 < float(text) < 1000 else None
    except ValueError:
        return None
