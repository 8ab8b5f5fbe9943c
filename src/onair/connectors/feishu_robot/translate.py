"""A note → the robot's POST. Pure.

The signature's key is `timestamp + "\\n" + secret` and its message is empty; both go into the body, with the time in
seconds. Limits from the platform's page: 100 a minute and 5 a second, body ≤ 20 KB.
"""

import base64
import hmac
from urllib.parse import urlsplit

import msgspec

from onair.connectors.addresses import check_url
from onair.connectors.answers import body_of, robot_verdict
from onair.connectors.merging import calm, fitting, lines
from onair.connectors.ports import Answer, Config, HttpParcel, Note, Use, Verdict

HOSTS = ("open.feishu.cn", "open.larksuite.com")
BODY_BYTES = 20_000
THROTTLED: dict[int, int | None] = {11232: None, 9499: None}


def sign(secret: str, timestamp: str) -> str:
    """Base64 of HMAC-SHA256 over nothing; `timestamp` in seconds."""
    return base64.b64encode(hmac.digest(f"{timestamp}\n{secret}".encode(), b"", "sha256")).decode()


class FeishuRobot:
    name = "feishu_robot"

    def check(self, config: Config, use: Use) -> None:
        check_url("url", config["url"], private=use.private, hosts=HOSTS)

    def shown(self, config: Config) -> str:
        parts = urlsplit(config["url"])
        return f"{parts.hostname} · …{parts.path[-4:]}"

    def prepare(self, config: Config, note: Note, now: int) -> HttpParcel:
        signed: dict[str, str] = {}
        if config.get("secret"):
            timestamp = str(now // 1000)
            signed = {"timestamp": timestamp, "sign": sign(config["secret"], timestamp)}

        def body(text: str) -> bytes:
            content = {"text": f"{text}\n{note.link}" if note.link else text}
            return msgspec.json.encode({**signed, "msg_type": "text", "content": content})

        made = fitting(calm(lines(note._replace(link=None))), BODY_BYTES, body)
        return HttpParcel(config["url"], {"content-type": "application/json"}, made)

    def judge(self, answer: Answer) -> Verdict:
        found = body_of(answer) or {}
        return robot_verdict(answer, found.get("code", found.get("StatusCode")), throttled=THROTTLED)
