"""A note → a signed POST. Pure.

Headers and signature of Standard Webhooks; the body is `{"type", "data"}` in the manner that specification
recommends. `webhook-id` and the body stay the same over retries, so a receiver that keeps to the specification
drops a second one.
"""

import msgspec

from onair.connectors.addresses import bad, check_url
from onair.connectors.answers import http_verdict
from onair.connectors.ports import Answer, Config, HttpParcel, Note, Use, Verdict
from onair.connectors.signature import PREFIX, key_of, sign
from onair.kernel.i18n import Text

TYPE = "message.send"
KEY_BYTES_MIN = 16
THIS_ONE = frozenset({400, 404, 422})
"""What a gateway answers to one number that it cannot serve."""


class SignedWebhook:
    name = "signed_webhook"

    def check(self, config: Config, use: Use) -> None:
        check_url("url", config["url"], private=use.private)
        why = Text(f"应为 {PREFIX} 加 base64", f"it must be {PREFIX} and base64")
        try:
            key = key_of(config["secret"])
        except ValueError:
            raise bad("secret", why) from None
        if not config["secret"].startswith(PREFIX) or len(key) < KEY_BYTES_MIN:
            raise bad("secret", why)

    def shown(self, config: Config) -> str:
        return config["url"].partition("://")[2].partition("?")[0].partition("/")[0]

    def prepare(self, config: Config, note: Note, now: int) -> HttpParcel:
        data = {"id": note.id, "title": note.title, "text": note.text}
        data |= {
            name: value for name, value in (("link", note.link), ("to", ", ".join(note.to) or None)) if value
        }
        body = msgspec.json.encode({"type": TYPE, "data": data})
        timestamp = str(now // 1000)
        headers = {
            "content-type": "application/json",
            "webhook-id": note.id,
            "webhook-timestamp": timestamp,
            "webhook-signature": sign(key_of(config["secret"]), note.id, timestamp, body),
        }
        return HttpParcel(config["url"], headers, body, repeatable=True)

    def judge(self, answer: Answer) -> Verdict:
        verdict = http_verdict(answer, dedupes=True) or Verdict("sent", "ok")
        return verdict._replace(theirs=answer.status in THIS_ONE)
