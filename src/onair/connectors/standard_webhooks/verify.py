"""Is a webhook what its sender signed? Over the raw bytes, in constant time, with every live secret.

Signed text: `{webhook-id}.{webhook-timestamp}.{body}`, HMAC-SHA256, base64; entries `v1,…` separated by spaces.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence

from onair.connectors.signature import PREFIX, key_of, sign
from onair.kernel.errors import NotKnown

__all__ = ["PREFIX", "BadSignature", "key_of", "sign", "verify"]
TOLERANCE_S = 300
ID_CHARS_MAX = 128


class BadSignature(NotKnown):
    """`data["why"]`: headers, timestamp or signature. Nothing more, so that nobody can feel his way."""

    code = "bad_signature"
    zh = "Webhook 签名校验未通过（{why}）。没有接收任何内容；请核对密钥、时间和原始正文。"
    en = "The webhook's signature does not hold ({why}). Nothing was accepted; check secret, clock and raw body."


def verify(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now_s: int) -> tuple[str, int]:
    """→ (webhook id, timestamp in s). `headers` with lower-case names. Raises BadSignature."""
    id_, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not (id_ and timestamp and signatures) or len(id_) > ID_CHARS_MAX:
        raise BadSignature(why="headers")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise BadSignature(why="timestamp")
    if abs(now_s - int(timestamp)) > TOLERANCE_S:
        raise BadSignature(why="timestamp")
    given = [decoded for entry in signatures.split(" ") if (decoded := _v1(entry)) is not None]
    text = f"{id_}.{timestamp}.".encode() + body
    found = False
    for key in keys:
        mac = hmac.digest(key, text, "sha256")
        for signature in given:
            found |= hmac.compare_digest(mac, signature)
    if not found:
        raise BadSignature(why="signature")
    return id_, int(timestamp)


def _v1(entry: str) -> bytes | None:
    """The signature of a `v1` entry; None for other versions and for what is none."""
    version, comma, value = entry.partition(",")
    if version != "v1" or not comma:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
