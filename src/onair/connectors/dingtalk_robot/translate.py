"""A note → the robot's POST. Pure.

The signature's key is the secret, its message `timestamp + "\\n" + secret`; both go into the query, with the time in
milliseconds. It is percent-encoded once: a client that encodes the query again breaks it (310000). Limits from the
platform's pages: 20 a minute, then nothing for ten minutes; body ≤ 20,000 bytes.
"""

import base64
import hmac
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from onair.connectors.addresses import bad, check_url
from onair.connectors.answers import body_of, robot_verdict
from onair.connectors.merging import calm, cut, fitting
from onair.connectors.ports import Answer, Config, HttpParcel, Note, Use, Verdict
from onair.kernel.i18n import Text

HOSTS = ("oapi.dingtalk.com",)
BODY_BYTES = 20_000
THROTTLED: dict[int, int | None] = {130101: 600, -1: None}


def sign(secret: str, timestamp: str) -> str:
    """Base64 of the HMAC-SHA256, not yet percent-encoded; `timestamp` in ms."""
    return base64.b64encode(
        hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), "sha256")
    ).decode()


class DingtalkRobot:
    name = "dingtalk_robot"

    def check(self, config: Config, use: Use) -> None:
        check_url("url", config["url"], private=use.private, hosts=HOSTS)
        if not parse_qs(urlsplit(config["url"]).query).get("access_token"):
            why = Text(
                "缺少 access_token，请粘贴机器人的完整地址",
                "it lacks the access_token: paste the robot's whole address",
            )
            raise bad("url", why)

    def shown(self, config: Config) -> str:
        parts = urlsplit(config["url"])
        token = parse_qs(parts.query).get("access_token", [""])[0]
        return f"{parts.hostname} · access_token …{token[-4:]}"

    def prepare(self, config: Config, note: Note, now: int) -> HttpParcel:
        url = config["url"]
        if config.get("secret"):
            timestamp = str(now)
            url = f"{url}&timestamp={timestamp}&sign={quote(sign(config['secret'], timestamp), safe='')}"
        title = cut(calm(note.title) or "OnAir", 120)

        def body(text: str) -> bytes:
            markdown = {"title": title, "text": _text(text, title, note.link)}
            said = {"msgtype": "markdown", "markdown": markdown, "at": {"atMobiles": [], "isAtAll": False}}
            return msgspec.json.encode(said)

        made = fitting(calm(note.text), BODY_BYTES, body)
        return HttpParcel(url, {"content-type": "application/json"}, made)

    def judge(self, answer: Answer) -> Verdict:
        found = body_of(answer) or {}
        return robot_verdict(answer, found.get("errcode"), throttled=THROTTLED)


def _text(text: str, title: str, link: str | None) -> str:
    """Markdown of this platform breaks a line only at two spaces."""
    broken = text.replace("\n", "  \n")
    return "  \n".join(part for part in (f"**{title}**", broken, link) if part)
