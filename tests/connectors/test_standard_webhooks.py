"""Standard Webhooks and CloudEvents: published vectors, peers, and everything that must not pass."""

import base64
import json
import random
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks.webhooks import Webhook

from onair.connectors.standard_webhooks.cloudevents import BadEnvelope, envelopes
from onair.connectors.standard_webhooks.translate import MAKERS, WITHOUT_EVENT, source_of, translate
from onair.connectors.standard_webhooks.verify import BadSignature, key_of, sign, verify
from onair.events.model import Comment, Gauge, Pay
from onair.events.wire import BadItem

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the specification's own example
KEY = key_of(SECRET)
A = (
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1614265330",
    b'{"test": 2432232314}',
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
)
B = (
    "ord-20261122-0001:paid", "1795334400",
    b'{"specversion":"1.0","id":"ord-20261122-0001:paid","source":"/shop/demo","type":"order.paid","time":"2026-11-22T08:00:00Z","subject":"order/4705288465508532862","datacontenttype":"application/json","data":{"order_id":"4705288465508532862","session_id":"S1","items":[{"sku":"SKU-1","qty":1,"amount":2990}],"pay_amount":2990,"currency":"CNY"}}',
    "v1,15IYAx5s+q0DqQFulbN+ecnC59CKb4WnPhHJCSVEIfU=",
)  # fmt: skip
C = (
    "cmt-1", "1795334401",
    '{"specversion":"1.0","id":"cmt-1","source":"/room/demo","type":"comment.created","time":"2026-11-22T08:00:01Z","datacontenttype":"application/json","data":{"session_id":"S1","user_id":"u1","nickname":"小鱼","text":"有M码吗"}}'.encode(),
    "v1,zmhItrR1F9Falx3LfzqsRsM7ogEMfE/xeBoHaQll8UU=",
)  # fmt: skip


def headers(id_: str, timestamp: str, signature: str) -> dict[str, str]:
    return {"webhook-id": id_, "webhook-timestamp": timestamp, "webhook-signature": signature}


@pytest.mark.parametrize("vector", [A, B, C], ids="ABC")
def test_vectors(vector):
    id_, timestamp, body, signature = vector
    assert sign(KEY, id_, timestamp, body) == signature
    assert verify(headers(id_, timestamp, signature), body, [KEY], int(timestamp)) == (id_, int(timestamp))


def test_lengths_of_the_vectors():
    assert (len(B[2]), len(C[2])) == (341, 230)


def test_peer_signs_and_verifies_alike():
    peer = Webhook(SECRET)
    when = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    signature = peer.sign("m1", when, C[2].decode())
    stamp = str(int(when.timestamp()))
    assert sign(KEY, "m1", stamp, C[2]) == signature
    assert verify(headers("m1", stamp, signature), C[2], [KEY], int(stamp))


@pytest.mark.parametrize("off", [-299, 0, 299])
def test_tolerance_holds(off):
    assert verify(headers(B[0], B[1], B[3]), B[2], [KEY], int(B[1]) + off)


def test_one_good_signature_among_several():
    several = " ".join(["v1,AAAA", "v2,zzz", "nonsense", "v1", "", "v1,???", B[3]])
    assert verify(headers(B[0], B[1], several), B[2], [KEY], int(B[1]))


def test_rotation_takes_both_secrets_and_no_third():
    new, third = b"n" * 32, b"t" * 32
    for key in (KEY, new):
        assert verify(headers(B[0], B[1], sign(key, B[0], B[1], B[2])), B[2], [new, KEY], int(B[1]))
    with pytest.raises(BadSignature):
        verify(headers(B[0], B[1], sign(third, B[0], B[1], B[2])), B[2], [new, KEY], int(B[1]))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"webhook-id": ""}, "headers"), ({"webhook-timestamp": ""}, "headers"), ({"webhook-signature": ""}, "headers"),
        ({"webhook-id": "x" * 129}, "headers"), ({"webhook-timestamp": "1795334400.0"}, "timestamp"),
        ({"webhook-timestamp": "-1795334400"}, "timestamp"), ({"webhook-timestamp": "１７９５３３４４００"}, "timestamp"),
        ({"webhook-timestamp": "9" * 400}, "timestamp"), ({"webhook-signature": "v2," + B[3][3:]}, "signature"),
        ({"webhook-signature": B[3][3:]}, "signature"), ({"webhook-signature": B[3].upper()}, "signature"),
        ({"webhook-id": "ord-20261122-0001:paie"}, "signature"), ({"webhook-timestamp": "1795334401"}, "signature"),
    ],
)  # fmt: skip
def test_refused(change, why):
    with pytest.raises(BadSignature) as refused:
        verify({**headers(B[0], B[1], B[3]), **change}, B[2], [KEY], int(B[1]))
    assert refused.value.data == {"why": why}


@pytest.mark.parametrize("off", [-301, 301])
def test_old_and_new_deliveries_are_refused(off):
    with pytest.raises(BadSignature):
        verify(headers(B[0], B[1], B[3]), B[2], [KEY], int(B[1]) + off)


def test_another_writing_of_the_same_json_is_refused():
    again = json.dumps(json.loads(A[2]), separators=(",", ":")).encode()
    with pytest.raises(BadSignature):
        verify(headers(A[0], A[1], A[3]), again, [KEY], int(A[1]))


def test_no_mutant_passes():
    """R08, reduced: one flipped bit anywhere in id, time, body, signature or key."""
    rng = random.Random(8)
    for _ in range(500):
        parts = [B[0].encode(), B[1].encode(), B[2], base64.b64decode(B[3][3:]), KEY]
        which = rng.randrange(5)
        place = rng.randrange(len(parts[which]) * 8)
        changed = bytearray(parts[which])
        changed[place // 8] ^= 1 << place % 8
        parts[which] = bytes(changed)
        id_, stamp, body, signature, key = parts
        head = headers(
            id_.decode("latin-1"), stamp.decode("latin-1"), f"v1,{base64.b64encode(signature).decode()}"
        )
        with pytest.raises(BadSignature):
            verify(head, body, [key], int(B[1]))
    assert verify(headers(B[0], B[1], B[3]), B[2], [KEY], int(B[1]))  # the control: unchanged, it does


def one(body: bytes, **head: str):
    return envelopes({"content-type": "application/cloudevents+json", **head}, body, "wh-1")


def test_order_paid_of_the_vector():
    [pay] = translate(one(B[2])[0], 0, {})
    assert isinstance(pay, Pay)
    assert (pay.id, pay.source, pay.order, pay.amount) == (B[0], "/shop/demo", "4705288465508532862", 2990)
    assert pay.at == 1_795_334_400_000
    assert [(line.sku, line.qty, line.price) for line in pay.items or ()] == [("SKU-1", 1, 2990)]


def test_comment_of_the_vector():
    [said] = translate(one(C[2])[0], 0, {})
    assert isinstance(said, Comment)
    assert (said.user, said.nick, said.text) == ("u1", "小鱼", "有M码吗")


def received(message):
    lower = {name.lower(): value for name, value in message.headers.items()}
    return envelopes(
        lower, message.body if isinstance(message.body, bytes) else message.body.encode(), "wh-1"
    )


def test_modes_written_by_the_peer():
    when = datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC)
    attributes = {
        "type": "like.added",
        "source": "/room/1",
        "id": "l1",
        "time": when,
        "specversion": "1.0",
        "datacontenttype": "application/json",
    }
    event = CloudEvent(attributes, {"count": 3, "user_id": 77})
    [a] = received(to_structured_event(event))
    [b] = received(to_binary_event(event))
    assert (a.id, b.id) == ("l1", "wh-1"), "headers of the binary mode are not signed"
    for envelope in (a, b):
        [like] = translate(envelope, 0, {})
        assert (like.user, like.at) == ("77", 1_795_334_401_000)


def test_batch():
    body = json.dumps([json.loads(B[2]), json.loads(C[2])]).encode()
    found = envelopes({"content-type": "application/cloudevents-batch+json; charset=utf-8"}, body, "wh-1")
    assert [envelope.id for envelope in found] == [B[0], "cmt-1"]


def test_readings_become_gauges():
    body = {
        "specversion": "1.0",
        "id": "s1",
        "source": "/room/1",
        "type": "room.stats",
        "time": "2026-11-22T08:00:01Z",
        "data": {"online": 120, "likes_total": 3000, "other": 1},
    }
    gauges = translate(one(json.dumps(body).encode())[0], 0, {})
    assert [(g.id, g.name, g.value) for g in gauges if isinstance(g, Gauge)] == [
        ("s1:online", "online", 120),
        ("s1:likes_total", "likes_total", 3000),
    ]
    body |= {"type": "product.stats", "data": {"product_id": 12, "click_count": 5}}
    assert [(g.product, g.name) for g in translate(one(json.dumps(body).encode())[0], 0, {})] == [
        ("12", "click_count")
    ]


def test_every_type_of_the_manifest_is_known():
    import tomllib
    from importlib.resources import files

    from onair.connectors.standard_webhooks.translate import known

    manifest = tomllib.loads(
        files("onair.connectors.standard_webhooks").joinpath("manifest.toml").read_text("utf-8")
    )
    assert set(manifest["receiver"]["types"]) == MAKERS.keys() | WITHOUT_EVENT | {
        "room.stats",
        "product.stats",
    }
    assert all(known(kind) for kind in manifest["receiver"]["types"])
    assert known("onair.add_cart")
    assert not known("onair.offer")
    assert not known("parcel.lost")


@pytest.mark.parametrize(
    ("data", "kind"),
    [({}, "order.paid"), ({"order_id": 1.5}, "order.paid"), ({"order_id": "1", "pay_amount": 29.9}, "order.paid"),
     ({"order_id": "1", "pay_amount": True}, "order.paid"), ({"order_id": "1"}, "refund.succeeded"),
     ({"order_id": "1", "items": "x"}, "order.created"), ({"text": None}, "comment.created"), ({}, "stock.changed")],
)  # fmt: skip
def test_data_that_do_not_fit(data, kind):
    body = {"specversion": "1.0", "id": "1", "source": "/s", "type": kind, "data": data}
    with pytest.raises(BadItem):
        translate(one(json.dumps(body).encode())[0], 0, {})


@pytest.mark.parametrize(
    "body",
    [b"", b"[", b"3", b"[" * 3000, b"\xff", b'{"specversion":"0.3","id":"1","source":"/s","type":"t"}',
     b'{"specversion":"1.0","id":"","source":"/s","type":"t"}', b'{"specversion":"1.0","id":1,"source":"/s","type":"t"}',
     b'{"specversion":"1.0","id":"1","source":"/s","type":"t","data":[1]}', b'{"specversion":"1.0","source":"/s","type":"t"}'],
)  # fmt: skip
def test_bodies_that_are_no_envelope(body):
    with pytest.raises(BadEnvelope):
        one(body)


def test_big_numbers_stay_exact():
    body = b'{"specversion":"1.0","id":"1","source":"/s","type":"order.paid","data":{"order_id":4705288465508532862,"pay_amount":1}}'
    [pay] = translate(one(body)[0], 0, {})
    assert isinstance(pay, Pay)
    assert pay.order == "4705288465508532862"


def test_sources_are_namespaces_only_when_they_look_like_it():
    assert source_of("douyin:room-1") == "douyin:room-1"
    assert source_of("https://shop.example/a") == "https///shop.example/a"
    assert ":" not in source_of("urn:shop:1")
    assert len(source_of("/" + "x" * 300)) == 64
    assert source_of("/" + "x" * 300) != source_of("/" + "x" * 301)
