"""Senders: the platforms' vectors, what goes on the wire, what an answer means."""

import json
import re
from email import message_from_bytes
from email.policy import default

import pytest
from standardwebhooks.webhooks import Webhook

from onair.connectors.addresses import BadTarget
from onair.connectors.dingtalk_robot.translate import sign as dingtalk_sign
from onair.connectors.feishu_robot.translate import sign as feishu_sign
from onair.connectors.merging import cut, merge
from onair.connectors.ports import Answer, Note, Use, sender_manifest, senders

NOW = 1_795_334_400_000
NOTE = Note("out_1", "开播提醒", "今晚 8 点，三号链接 <@all>", "https://live.example/1")
HERE = Use(private=True)
URLS = {
    "wecom_robot": {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd-1234"},
    "feishu_robot": {"url": "https://open.feishu.cn/open-apis/bot/v2/hook/abcd-1234", "secret": "demo"},
    "dingtalk_robot": {"url": "https://oapi.dingtalk.com/robot/send?access_token=abcd1234", "secret": "SECabc123"},
    "signed_webhook": {
        "url": "https://sms.example/send",
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    },
    "smtp_mail": {
        "host": "mail.example", "port": "465", "security": "tls", "sender": "live@shop.example", "to": "a@shop.example,b@shop.example",
    },
}  # fmt: skip


def test_feishu_signs_nothing_with_time_and_secret_as_key():
    assert feishu_sign("demo", "1599360473") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    assert (
        feishu_sign("demo", "1599360473") != "DkEDUyVoOOJ539qBvUgMyzkzIdRWlf4e/V3Rq+ONJnQ="
    )  # the other way round


def test_dingtalk_signs_time_and_secret_and_encodes_once():
    assert dingtalk_sign("SECabc123", "1577262236757") == "sP2tUmwYDrLqnFjDuYnBJi0Od0TLi424Z2c6qlTmCao="
    parcel = senders()["dingtalk_robot"].prepare(URLS["dingtalk_robot"], NOTE, 1_577_262_236_762)
    assert "timestamp=1577262236762&sign=lto%2FGh7aSMC4SWYUZ%2BC91jTQiKHPeFZPEtePacdniz4%3D" in parcel.url
    assert "%25" not in parcel.url


def test_the_webhook_is_one_that_its_peer_accepts():
    parcel = senders()["signed_webhook"].prepare(URLS["signed_webhook"], NOTE, NOW)
    again = senders()["signed_webhook"].prepare(URLS["signed_webhook"], NOTE, NOW + 90_000)
    assert (parcel.headers["webhook-id"], parcel.body) == (again.headers["webhook-id"], again.body), (
        "stable over retries"
    )
    stamp = int(parcel.headers["webhook-timestamp"])
    assert stamp == NOW // 1000
    peer = Webhook(URLS["signed_webhook"]["secret"])
    signed = f"out_1.{stamp}.".encode() + parcel.body
    import base64
    import hashlib
    import hmac

    key = base64.b64decode(URLS["signed_webhook"]["secret"][6:])
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert parcel.headers["webhook-signature"] == wanted
    from datetime import UTC, datetime

    assert peer.sign("out_1", datetime.fromtimestamp(stamp, UTC), parcel.body.decode()) == wanted


def test_bodies_are_those_of_the_platforms():
    wecom = json.loads(senders()["wecom_robot"].prepare(URLS["wecom_robot"], NOTE, NOW).body)
    assert wecom["msgtype"] == "markdown"
    assert "<@" not in wecom["markdown"]["content"]
    assert wecom["markdown"]["content"].endswith("https://live.example/1")
    feishu = json.loads(senders()["feishu_robot"].prepare(URLS["feishu_robot"], NOTE, NOW).body)
    assert (feishu["timestamp"], feishu["msg_type"]) == ("1795334400", "text")
    ding = json.loads(senders()["dingtalk_robot"].prepare(URLS["dingtalk_robot"], NOTE, NOW).body)
    assert ding["at"] == {"atMobiles": [], "isAtAll": False}


def test_a_long_text_is_cut_at_a_character_and_the_link_stays():
    long = NOTE._replace(text="播" * 4000)
    body = json.loads(senders()["wecom_robot"].prepare(URLS["wecom_robot"], long, NOW).body)
    assert len(body["markdown"]["content"].encode()) <= 4096
    assert cut("播播播", 7) == "播…"
    feishu = senders()["feishu_robot"].prepare(URLS["feishu_robot"], NOTE._replace(text="播" * 9000), NOW)
    assert len(feishu.body) <= 20_480
    assert b"live.example" in feishu.body


def test_a_mail_is_a_mail():
    config = URLS["smtp_mail"]
    parcel = senders()["smtp_mail"].prepare(
        config, NOTE._replace(to=("c@x.example",), title="开播\r\nBcc: evil@x.example"), NOW
    )
    mail = message_from_bytes(parcel.message, policy=default)
    assert parcel.to == ("c@x.example",)
    assert mail["Message-ID"] == "<out_1@shop.example>"
    assert mail["Bcc"] is None
    assert "三号链接" in mail.get_content()
    assert senders()["smtp_mail"].prepare(config, NOTE, NOW).to == ("a@shop.example", "b@shop.example")


@pytest.mark.parametrize(
    ("kind", "status", "body", "outcome"),
    [
        ("wecom_robot", 200, {"errcode": 0, "errmsg": "ok"}, "sent"),
        ("wecom_robot", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "refused"),
        ("wecom_robot", 200, {"errcode": 45009}, "retry"),
        ("wecom_robot", 200, {"hello": "portal"}, "unknown"),
        ("wecom_robot", 502, {}, "unknown"),
        ("wecom_robot", 503, {}, "retry"),
        ("wecom_robot", 302, {}, "refused"),
        ("feishu_robot", 200, {"code": 0, "msg": "success"}, "sent"),
        ("feishu_robot", 200, {"StatusCode": 0}, "sent"),
        ("feishu_robot", 200, {"code": 19021}, "refused"),
        ("feishu_robot", 200, {"code": 11232}, "retry"),
        ("dingtalk_robot", 200, {"errcode": 310000}, "refused"),
        ("dingtalk_robot", 200, {"errcode": 130101}, "retry"),
        ("dingtalk_robot", 200, {"errcode": False}, "unknown"),
        ("signed_webhook", 204, {}, "sent"),
        ("signed_webhook", 429, {}, "retry"),
        ("signed_webhook", 504, {}, "retry"),
        ("signed_webhook", 410, {}, "refused"),
        ("signed_webhook", 401, {}, "refused"),
        ("smtp_mail", 250, {}, "sent"),
        ("smtp_mail", 451, {}, "retry"),
        ("smtp_mail", 535, {}, "refused"),
    ],
)
def test_only_the_body_says_whether_it_arrived(kind, status, body, outcome):
    assert senders()[kind].judge(Answer(status, json.dumps(body).encode())).outcome == outcome


def test_what_the_receiver_asks_for_is_waited_for():
    assert senders()["signed_webhook"].judge(Answer(429, b"", {"retry-after": "17"})).wait_s == 17
    assert senders()["dingtalk_robot"].judge(Answer(200, b'{"errcode":130101}')).wait_s == 600
    assert senders()["signed_webhook"].judge(Answer(410)).gone


@pytest.mark.parametrize("kind", list(URLS))
def test_settings_that_work_and_a_face_without_secrets(kind):
    manifest = sender_manifest(kind)
    config = {field.name: URLS[kind].get(field.name, "") for field in manifest.fields}
    senders()[kind].check(config, Use())
    shown = senders()[kind].shown(config)
    for secret in ("abcd-1234", "abcd1234", "SECabc", "demo", "MfKQ"):
        assert secret not in shown
    assert all(re.search("[一-鿿]", field.label.zh) for field in manifest.fields)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("wecom_robot", {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"}),
        ("wecom_robot", {"url": "https://evil.example/cgi-bin/webhook/send?key=1"}),
        ("wecom_robot", {"url": "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}),
        ("wecom_robot", {"url": "https://qyapi.weixin.qq.com@evil.example/?key=1"}),
        ("wecom_robot", {"url": "https://[::1/?key=1"}),
        ("feishu_robot", {"url": "file:///etc/passwd"}),
        ("dingtalk_robot", {"url": "https://oapi.dingtalk.com/robot/send"}),
        ("signed_webhook", {"secret": "hunter2"}),
        ("signed_webhook", {"secret": "whsec_AAAA"}),
        ("signed_webhook", {"url": "https://u:p@sms.example/"}),
        ("smtp_mail", {"security": "none"}),
        ("smtp_mail", {"port": "70000"}),
        ("smtp_mail", {"to": "not an address"}),
        ("smtp_mail", {"sender": "a@b\r\nBcc: c@d.example"}),
    ],
)
def test_settings_that_cannot_work(kind, change):
    config = {field.name: URLS[kind].get(field.name, "") for field in sender_manifest(kind).fields} | change
    with pytest.raises(BadTarget):
        senders()[kind].check(config, Use())


def test_a_burst_becomes_one_message():
    notes = [Note(f"n{i}", f"告警 {i}", "库存不足") for i in range(3)]
    note, n = merge(notes, 4000, "zh")
    assert (n, note.title, note.id) == (3, "3 条消息", "n0")
    assert merge(notes, 4000, "en")[0].title == "3 messages"
    assert merge(notes[:1], 4000, "zh") == (notes[0], 1)
    assert merge(notes, 10, "zh") == (notes[0], 1), "one always goes"
    many, taken = merge([Note(str(i), "", "播" * 50) for i in range(50)], 4000, "zh")
    assert 1 < taken < 50
    assert len(many.text.encode()) <= 4000


@pytest.mark.parametrize("sign", ["\n", '"', "<", "\\", "播", "𝄞"])
def test_no_body_is_longer_than_its_platform_takes(sign: str) -> None:
    """A sign may take six bytes in JSON, or become another: what counts is the body as it leaves."""
    notes = [Note(f"out_{i}", "标题", sign * 4000) for i in range(3)]
    limits = {"wecom_robot": 4096, "feishu_robot": 20_480, "dingtalk_robot": 20_000}
    for kind, limit in limits.items():
        merged, _ = merge(notes, sender_manifest(kind).merge_bytes, "zh")
        body = senders()[kind].prepare(URLS[kind], merged, NOW).body
        said = json.loads(body)["markdown"]["content"].encode() if kind == "wecom_robot" else body
        assert len(said) <= limit, kind


def test_what_is_merged_is_whole() -> None:
    notes = [Note(f"out_{i}", f"标题{i}", "<" * 300) for i in range(20)]
    for kind in ("wecom_robot", "feishu_robot", "dingtalk_robot"):
        merged, n = merge(notes, sender_manifest(kind).merge_bytes, "zh")
        said = senders()[kind].prepare(URLS[kind], merged, NOW).body.decode()
        assert all(f"标题{i}" in said for i in range(n)), kind
        assert "…" not in said, kind
