"""A note → a mail. Pure.

The Message-ID is made of the note's id, so it stays the same over retries; no standard makes a server drop a
second one, therefore mail counts as not deduped.
"""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from onair.connectors.addresses import bad
from onair.connectors.merging import lines
from onair.connectors.ports import Answer, Config, MailParcel, Note, Use, Verdict
from onair.kernel.i18n import Text

SECURITY = ("tls", "starttls", "none")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
_TITLE = re.compile(r"[\x00-\x1f\x7f]+")
RECEIVERS_MAX = 20
NO_MAILBOX = frozenset({550, 551, 552, 553})
"""RFC 5321 4.2.3, in answer to RCPT: no such mailbox, not here, full, no such name."""


def is_mail(text: str) -> bool:
    return _MAIL.fullmatch(text) is not None


class SmtpMail:
    name = "smtp_mail"

    def check(self, config: Config, use: Use) -> None:
        if _HOST.fullmatch(config["host"]) is None:
            raise bad("host", Text("不是主机名", "it is no host"))
        port = config["port"]
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise bad("port", Text("应为 1–65535", "it must be 1–65535"))
        if config["security"] not in SECURITY:
            raise bad("security", Text("可选 " + "、".join(SECURITY), "it must be " + ", ".join(SECURITY)))
        if config["security"] == "none" and not use.private:
            raise bad(
                "security", Text("需要加密，请选 tls 或 starttls", "it must be encrypted: tls or starttls")
            )
        if not is_mail(config["sender"]):
            raise bad("sender", Text("不是邮箱地址", "it is no mail address"))
        staff = _staff(config)
        if use.channel is None and not staff:
            raise bad("to", Text("发给团队的邮箱不能为空", "name the team's addresses"))
        if len(staff) > RECEIVERS_MAX or not all(is_mail(each) for each in staff):
            raise bad(
                "to",
                Text(
                    f"最多 {RECEIVERS_MAX} 个邮箱，用逗号分开",
                    f"at most {RECEIVERS_MAX} addresses, with commas",
                ),
            )

    def shown(self, config: Config) -> str:
        return f"{config['sender']} · {config['host']}:{config['port']}"

    def prepare(self, config: Config, note: Note, now: int) -> MailParcel:
        to = note.to or _staff(config)
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = _TITLE.sub(" ", note.title)[:200]
        mail["From"] = formataddr((_TITLE.sub(" ", config.get("name", "")), config["sender"]))
        mail["To"] = ", ".join(to)
        mail["Date"] = format_datetime(datetime.fromtimestamp(now / 1000, UTC))
        mail["Message-ID"] = f"<{note.id}@{config['sender'].partition('@')[2]}>"
        mail.set_content(lines(note._replace(title="")), charset="utf-8", cte="base64")
        return MailParcel(
            config["host"], int(config["port"]), config["security"], config.get("user", ""),
            config.get("password", ""), config["sender"], to, mail.as_bytes(),
        )  # fmt: skip

    def judge(self, answer: Answer) -> Verdict:
        """SMTP: 2xx taken, 4xx come again, 5xx never."""
        if 200 <= answer.status < 300:
            return Verdict("sent", "ok")
        code, theirs = f"smtp_{answer.status}", answer.at_receiver and answer.status in NO_MAILBOX
        return Verdict("retry" if answer.status < 500 else "refused", code, theirs=theirs)


def _staff(config: Config) -> tuple[str, ...]:
    return tuple(part.strip() for part in config.get("to", "").split(",") if part.strip())
