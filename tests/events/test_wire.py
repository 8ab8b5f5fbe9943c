"""The two ways through the decoder give the same events, and nothing raises but our own refusals."""

import gzip
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onair.events import wire
from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import EVENT_TYPES, SERVER_ONLY, Gauge, Line, Pay
from onair.events.wire import BadEncoding, NotEvents, decode, unpack
from onair.kernel.errors import BadInput, TooLarge

SAMPLE = json.loads((__import__("pathlib").Path(__file__).parent / "samples" / "v1.json").read_text())
OUTSIDE = [
    event | ({"value": 1} if event["type"] == "gauge" else {})  # the log of that day took readings below zero
    for event in SAMPLE
    if event["type"] not in SERVER_ONLY
]


def test_fast_and_slow_way_agree_on_every_type():
    fast = decode(json.dumps(OUTSIDE).encode(), "x")
    assert fast.rejects == []
    slow = decode(json.dumps([*OUTSIDE, 1]).encode(), "x")
    assert slow.events == fast.events
    assert [reject.code for reject in slow.rejects] == ["not_an_object"]
    lines = decode("\n".join(json.dumps(event, ensure_ascii=False) for event in OUTSIDE).encode(), "x")
    assert lines.events == fast.events
    assert {type(event) for event in fast.events} == {
        cls for tag, cls in EVENT_TYPES.items() if tag not in SERVER_ONLY
    }


def test_line_numbers_count_blank_lines():
    like = json.dumps(OUTSIDE[1])
    body = f"\n{like}\n\n  \r\n{like}\n".encode()
    assert decode(body, "x").lines == [2, 5]
    assert decode(body + b"{", "x").rejects[0].line == 6


def test_one_byte_order_mark_is_passed_over():
    mark = b"\xef\xbb\xbf"
    for body in (json.dumps(OUTSIDE).encode(), "\n".join(map(json.dumps, OUTSIDE)).encode()):
        got = decode(mark + body, "x")
        assert (len(got.events), got.lines, got.rejects) == (len(OUTSIDE), None, [])
    assert decode(mark + json.dumps(PLAIN | {"type": "like"}).encode() + b"\n{", "x").rejects[0].line == 2
    for bare in (mark, mark + mark + b"[]"):
        with pytest.raises(NotEvents):
            decode(bare, "x")


def test_times_with_offset():
    like = {"id": "1", "source": "s", "type": "like", "at": "2026-11-22T16:00:00.123456+08:00"}
    assert decode(json.dumps(like).encode(), "x").events[0].at == 1_795_334_400_123
    for bad in (
        "2026-11-22T16:00:00",
        "2026-11-22",
        "now",
        "2026-13-22T16:00:00Z",
        "2026-11-22T25:00:00Z",
        "",
    ):
        assert decode(json.dumps({**like, "at": bad}).encode(), "x").rejects[0].code == "bad_time"


def test_unknown_fields_are_dropped_counted_and_bounded():
    base = {
        "id": "1",
        "source": "s",
        "type": "order",
        "at": 1,
        "order": "o",
        "items": [{"sku": "a", "colour": "red"}],
    }
    got = decode(json.dumps([{**base, "vip": 1}, {**base, "id": "2", "vip": 2}]).encode(), "x")
    assert (len(got.events), got.unknown) == (2, {"vip": 2, "items.colour": 2})
    many = decode(json.dumps([{**base, **{f"f{i}": i for i in range(500)}}]).encode(), "x")
    assert len(many.events) == 1
    assert len(many.unknown) == wire.UNKNOWN_NAMES_MAX


PLAIN = {"id": "1", "source": "s", "at": 1}
ORDER = {**PLAIN, "type": "order", "order": "o"}


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({**ORDER, "type": "pay", "amount": -1}, "amount"), ({**ORDER, "amount": -1}, "amount"),
        ({**ORDER, "type": "refund", "amount": -1}, "amount"),
        ({**ORDER, "items": [{"price": 1}, {"price": -1}]}, "items.price"),
        ({**ORDER, "type": "pay", "items": [{"qty": -1}]}, "items.qty"),
        ({**PLAIN, "type": "gauge", "name": "online", "value": -1}, "value"),
        ({**PLAIN, "type": "gauge", "name": "spend", "value": -1}, "value"),
        ({**PLAIN, "type": "correction", "corrects": {"source": "s", "id": "2"}, "set": {"amount": -1}}, "set.amount"),
        (
            {**PLAIN, "type": "correction", "corrects": {"source": "s", "id": "2"}, "set": {"items": [{"price": -1}]}},
            "set.items.price",
        ),
    ],
)  # fmt: skip
def test_numbers_below_zero_are_refused_on_both_ways(event, field):
    good = {**PLAIN, "id": "2", "type": "like"}
    for body in (json.dumps([good, event]), f"{json.dumps(good)}\n{json.dumps(event)}"):
        got = decode(body.encode(), "x", "en")
        assert [found.id for found in got.events] == ["2"]
        assert [(no.line, no.code) for no in got.rejects] == [(2, "bad_field")]
        assert f" {field} (≥ 0) " in got.rejects[0].detail


def test_a_correction_does_not_say_who_did_something():
    correction = {
        **PLAIN,
        "type": "correction",
        "corrects": {"source": "s", "id": "2"},
        "set": {"by": "per_boss"},
    }
    got = decode(json.dumps([correction]).encode(), "x", "en")
    assert [(no.code, "set.by" in no.detail) for no in got.rejects] == [("bad_field", True)]


def test_nothing_is_below_zero_that_may_be():
    may = [
        {**PLAIN, "type": "gauge", "name": "studio_celsius", "value": -4},
        {**PLAIN, "id": "2", "type": "stock", "available": -3},
        {**ORDER, "id": "3", "amount": 0, "items": [{"price": 0, "qty": 0}]},
        {**PLAIN, "id": "4", "type": "gauge", "name": "online", "value": 0},
    ]
    got = decode(json.dumps(may).encode(), "x")
    assert (len(got.events), got.rejects, got.lines) == (4, [], None)


def test_what_was_written_before_the_rule_is_still_read():
    before = [
        Pay(id="1", source="s", at=1, order="o", amount=-5, items=(Line(qty=-1, price=-5),)),
        Gauge(id="2", source="s", at=1, name="online", value=-1),
    ]
    assert decode_batch(encode_batch(before), CODEC_VERSION) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "字" * 2001}, "text (length ≤ 2,000)"), ({"nick": "x" * 65}, "nick (length ≤ 64)"),
        ({"user": "x" * 129}, "user (length ≤ 128)"), ({"id": "x" * 129}, "id (length ≤ 128)"),
        ({"source": "x" * 65}, "source (length ≤ 64)"), ({"product": ""}, "product (length ≥ 1)"),
    ],
)  # fmt: skip
def test_a_refused_field_names_its_limit(change, said):
    comment = {**PLAIN, "type": "comment", "text": "字" * 2000}
    assert decode(msgspec.json.encode([comment]), "x").rejects == []
    for lang in ("zh", "en"):
        assert said in decode(msgspec.json.encode([{**comment, **change}]), "x", lang).rejects[0].detail


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_speaks_both_languages(lang):
    for code in wire.REASONS:
        said = wire.refuse(3, code, lang, "valuë").detail
        assert said
        assert ("{value}" in said) is False
    assert (
        wire.refuse(1, "unknown_type", "zh", "x").detail != wire.refuse(1, "unknown_type", "en", "x").detail
    )


def test_exact_limits():
    like = {"id": "1", "source": "s", "type": "like", "at": 1}
    five_thousand = [{**like, "id": str(i)} for i in range(5000)]
    assert len(decode(json.dumps(five_thousand).encode(), "x").events) == 5000
    with pytest.raises(TooLarge):
        decode(json.dumps([*five_thousand, like]).encode(), "x")
    line = json.dumps(like).encode()
    padded = line[:-1] + b" " * (wire.EVENT_BYTES_MAX - len(line)) + b"}"
    assert len(padded) == wire.EVENT_BYTES_MAX
    for wrap in (lambda one: one, lambda one: b"[" + one + b"]"):
        assert len(decode(wrap(padded), "x").events) == 1
        with pytest.raises(TooLarge):
            decode(wrap(padded[:-1] + b" }"), "x")


def test_gzip():
    body = b" " * wire.BODY_BYTES_MAX
    assert unpack(gzip.compress(body), "gzip") == body
    assert unpack(gzip.compress(b"a") + gzip.compress(b"b"), "gzip") == b"ab"
    assert unpack(b"plain", "identity") == b"plain"
    for over in (gzip.compress(body + b" "), gzip.compress(body) + gzip.compress(b" ")):
        with pytest.raises(TooLarge):
            unpack(over, "gzip")
    for bad in (b"plain", gzip.compress(b"abc")[:-1], gzip.compress(b"abc") + b"tail", b"\x1f\x8b"):
        with pytest.raises(BadEncoding):
            unpack(bad, "gzip")
    with pytest.raises(BadEncoding):
        unpack(b"", "br")


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(alphabet='[]{},:"\\0123456789eE.-truefalsnidatypouc \n', max_size=200).map(str.encode)
)
def test_any_bytes_are_events_or_refused(body):
    try:
        got = decode(body, "x")
    except NotEvents:
        return
    assert len(got.events) + len(got.rejects) <= wire.EVENTS_MAX


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["qty", "sku", "id", "source", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(OUTSIDE),
    st.dictionaries(st.sampled_from([*{k for e in OUTSIDE for k in e}, "more"]), json_values, max_size=4),
)
def test_any_field_of_any_type_may_be_anything(event, changes):
    body = msgspec.json.encode([{**event, **changes}])
    try:
        got = decode(body, "x")
    except BadInput:
        return
    assert len(got.events) + len(got.rejects) == 1


@given(st.lists(st.integers(0, 12), max_size=12).map(lambda sizes: b"\n".join(b"x" * size for size in sizes)))
def test_a_line_over_the_limit_is_found_without_looking_at_all(body):
    assert wire._any_longer(body, 5) == any(len(line) > 5 for line in body.split(b"\n"))
