"""How batches of events lie in the log: msgpack lists of the tagged union, defaults left out.

A version never changes once written. When the form must change, `CODEC_VERSION` goes up, the decoder of the
old form stays here for ever, and a frozen sample of it stays in tests/events/samples.

2: offers carry terms, orders, amounts and times; a program of version 1 would not know these fields.
3: what comments were read as (`marks`).
"""

from collections.abc import Callable, Sequence

import msgspec

from onair.events.model import AnyEvent
from onair.kernel.errors import Unavailable

CODEC_VERSION = 3

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[AnyEvent]).decode
_DECODERS: dict[int, Callable[[bytes], list[AnyEvent]]] = {1: _decode, 2: _decode, 3: _decode}


class UnknownCodec(Unavailable):
    code = "unknown_codec"
    zh = "日志里有第 {version} 版的数据，这个程序只认识到第 {newest} 版。没有读取任何内容，请升级程序。"
    en = "The log holds data of version {version}; this program knows up to {newest}. Nothing was read; upgrade the program."


def encode_batch(events: Sequence[AnyEvent]) -> bytes:
    """The body of one log batch in the newest version."""
    return _encode(events)


def decode_batch(body: bytes, version: int) -> list[AnyEvent]:
    """Events of a body written by `version`. Raises UnknownCodec; msgspec.DecodeError on damage."""
    decoder = _DECODERS.get(version)
    if decoder is None:
        raise UnknownCodec(version=version, newest=CODEC_VERSION)
    return decoder(body)
