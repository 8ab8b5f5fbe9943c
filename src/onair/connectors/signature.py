"""Standard Webhooks signatures, for who receives and who sends.

Signed text: `{webhook-id}.{webhook-timestamp}.{body}`, HMAC-SHA256, base64, `v1,…`. Source:
github.com/standard-webhooks/standard-webhooks (specification).
"""

import base64
import hmac

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """Bytes of `whsec_<base64>`. Raises ValueError."""
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def sign(key: bytes, id_: str, timestamp: str, body: bytes) -> str:
    """`v1,<base64>` of one delivery; `timestamp` in seconds."""
    mac = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"
