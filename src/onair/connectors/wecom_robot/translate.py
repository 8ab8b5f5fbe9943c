"""A note → the robot's POST. Pure. The key in the address is the secret; there is no signature.

Limits from the platform's page: 20 a minute, markdown ≤ 4096 bytes of UTF-8. It answers 200 to everything, so
only `errcode` counts.
"""

from urllib.parse import parse_qs, urlsplit

import msgspec

from onair.connectors.addresses import bad, check_url
from onair.connectors.answers import body_of, robot_verdict
from onair.connectors.merging import calm, cut
from onair.connectors.ports import Answer, Config, HttpParcel, Note, Use, Verdict
from onair.kernel.i18n import Text

HOSTS = ("qyapi.weixin.qq.com",)
CONTENT_BYTES = 4096
THROTTLED: dict[int, int | None] = {45009: 60, 45033: None, -1: None}
"""Too many calls; too many at once; the platform is busy. None of these was carried out."""


class WecomRobot:
    name = "wecom_robot"

    def check(self, config: Config, use: Use) -> None:
        check_url("url", config["url"], private=use.private, hosts=HOSTS)
        if not parse_qs(urlsplit(config["url"]).query).get("key"):
            raise bad(
                "url",
                Text("缺少 key，请粘贴机器人的完整地址", "it lacks the key: paste the robot's whole address"),
            )

    def shown(self, config: Config) -> str:
        parts = urlsplit(config["url"])
        key = parse_qs(parts.query).get("key", [""])[0]
        return f"{parts.hostname} · key …{key[-4:]}"

    def prepare(self, config: Config, note: Note, _now: int) -> HttpParcel:
        content = cut(_markdown(note), CONTENT_BYTES)
        body = msgspec.json.encode({"msgtype": "markdown", "markdown": {"content": content}})
        return HttpParcel(config["url"], {"content-type": "application/json"}, body)

    def judge(self, answer: Answer) -> Verdict:
        found = body_of(answer) or {}
        return robot_verdict(answer, found.get("errcode"), throttled=THROTTLED)


def _markdown(note: Note) -> str:
    title = f"**{calm(note.title)}**" if note.title else ""
    return "\n".join(part for part in (title, calm(note.text), note.link) if part)
