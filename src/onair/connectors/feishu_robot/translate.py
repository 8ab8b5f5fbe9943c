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
from onair.connectors.merging import calm, cut, lines
from onair.connectors.ports import Answer, Config, HttpParcel, Note, Use, Verdict

HOSTS = ("open.feishu.cn", "open.larksuite.com")
TEXT_BYTES = 16_000
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
        text = cut(calm(lines(note._replace(link=None))), TEXT_BYTES)
        content = {"text": f"{text}\n{note.link}" if note.link else text}
        body: dict[str, object] = {"msg_type": "text", "content": content}
        if config.get("secret"):
            timestamp = str(now // 1000)
            body = {"timestamp": timestamp, "sign": sign(config["secret"], timestamp), **body}
        return HttpParcel(config["url"], {"content-type": "application/json"}, msgspec.json.encode(body))

    def judge(self, answer: Answer) -> Verdict:
        found = body_of(answer) or {}
        return robot_verdict(answer, found.get("code", found.get("StatusCode")), throttled=THROTTLED)
