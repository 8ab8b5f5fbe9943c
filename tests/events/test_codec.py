"""What was once written to a log can be read for ever."""

from pathlib import Path

import msgspec
import pytest

from onair.events.codec import CODEC_VERSION, UnknownCodec, decode_batch, encode_batch
from onair.events.model import EVENT_TYPES, AnyEvent

SAMPLES = Path(__file__).parent / "samples"
"""Frozen on the day of their version; never written again."""
VERSION_1 = {
    "show", "exposure", "enter", "leave", "comment", "like", "share", "follow", "group_join", "gift", "product_exposure",
    "product_click", "favourite", "add_cart", "order", "pay", "cancel", "refund", "gauge", "sampling", "stock", "slot",
    "host", "stream", "offer", "proposal", "incident", "action", "correction",
}  # fmt: skip


def test_every_version_has_its_sample():
    assert {path.stem for path in SAMPLES.glob("*.msgpack")} == {f"v{n}" for n in range(1, CODEC_VERSION + 1)}


@pytest.mark.parametrize("version", range(1, CODEC_VERSION + 1))
def test_frozen_sample_decodes(version):
    events = decode_batch((SAMPLES / f"v{version}.msgpack").read_bytes(), version)
    assert events == msgspec.json.decode((SAMPLES / f"v{version}.json").read_bytes(), type=list[AnyEvent])


def test_sample_of_version_1_has_every_type_of_its_day():
    events = decode_batch((SAMPLES / "v1.msgpack").read_bytes(), 1)
    assert {event.__struct_config__.tag for event in events} == VERSION_1
    assert EVENT_TYPES.keys() >= VERSION_1, "a type of an old log was taken away"


def test_newest_form_is_the_samples():
    """A changed encoding without a new version fails here."""
    written = (SAMPLES / f"v{CODEC_VERSION}.msgpack").read_bytes()
    assert encode_batch(decode_batch(written, CODEC_VERSION)) == written


def test_unknown_version_is_refused_by_name():
    with pytest.raises(UnknownCodec) as refused:
        decode_batch(b"\x90", CODEC_VERSION + 1)
    assert refused.value.data == {"version": CODEC_VERSION + 1, "newest": CODEC_VERSION}


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_torn_body_is_no_batch(place):
    with pytest.raises(msgspec.MsgspecError):
        decode_batch((SAMPLES / "v1.msgpack").read_bytes()[:place], 1)
