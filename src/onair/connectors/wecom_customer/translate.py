"""A note to customers → one mass message task. Pure.

`POST …/externalcontact/add_msg_template` (developer.work.weixin.qq.com, path 92135) with the token of `gettoken`. It
does not send: the employee named as `sender` confirms in his client, so success is `confirm`, never `sent`. Text ≤ 4000
bytes. `fail_list`: customers that the task does not reach (no friend of the sender, or this month's number is used up).
"""

import re
from urllib.parse import urlencode

import msgspec

from onair.connectors.addresses import bad, check_url
from onair.connectors.answers import body_of, robot_verdict
from onair.connectors.merging import cut, lines
from onair.connectors.ports import (
    TOKEN_EXPIRED,
    TOKEN_HOLE,
    Answer,
    Config,
    HttpParcel,
    Note,
    TokenAsk,
    Use,
    Verdict,
)
from onair.kernel.i18n import Text

BASE = "https://qyapi.weixin.qq.com"
CONTENT_BYTES = 4000
THROTTLED: dict[int, int | None] = {45009: 60, 45033: None, -1: None}
"""Too many calls; more than 5 at once; the platform is busy. None of these was carried out."""
STALE_TOKEN = frozenset({40014, 42001, 40001, 41001})
_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_CORPID = re.compile(r"[A-Za-z0-9_-]{4,64}")


class WecomCustomer:
    name = "wecom_customer"

    def check(self, config: Config, use: Use) -> None:
        if _CORPID.fullmatch(config["corpid"]) is None:
            raise bad("corpid", Text("不是企业 ID", "it is no company id"))
        if _USERID.fullmatch(config["sender"]) is None:
            raise bad("sender", Text("不是员工的 userid", "it is no employee's userid"))
        if config.get("base"):
            check_url("base", config["base"], private=use.private)

    def shown(self, config: Config) -> str:
        return f"{config['corpid'][:4]}… · {config['sender']}"

    def prepare(self, config: Config, note: Note, _now: int) -> HttpParcel:
        base = (config.get("base") or BASE).rstrip("/")
        text = cut(lines(note._replace(link=None)), CONTENT_BYTES - len((note.link or "").encode()) - 1)
        body = {
            "chat_type": "single",
            "external_userid": list(note.to),
            "sender": config["sender"],
            "allow_select": False,
            "text": {"content": f"{text}\n{note.link}" if note.link else text},
        }
        asked = urlencode({"corpid": config["corpid"], "corpsecret": config["secret"]})
        return HttpParcel(
            f"{base}/cgi-bin/externalcontact/add_msg_template?access_token={TOKEN_HOLE}",
            {"content-type": "application/json"},
            msgspec.json.encode(body),
            token=TokenAsk(f"{base}/cgi-bin/gettoken?{asked}"),
        )

    def judge(self, answer: Answer) -> Verdict:
        found = body_of(answer) or {}
        code = found.get("errcode")
        if answer.status == 200 and code in STALE_TOKEN:
            return Verdict("retry", TOKEN_EXPIRED)
        verdict = robot_verdict(answer, code, throttled=THROTTLED)
        if verdict.outcome != "sent":
            return verdict
        missed = found.get("fail_list")
        names = missed if isinstance(missed, list) else ()
        return Verdict(
            "confirm", "awaits_staff", missed=frozenset(one for one in names if isinstance(one, str))
        )
